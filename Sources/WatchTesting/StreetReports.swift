import Watch

extension Street {
    /// A 112 call of one's own.
    public static func called(
        _ number: String? = "112", at moment: Moment? = ManualClock.friday, by caller: EmergencyCall.Caller? = .me
    ) -> Report.Call {
        Report.Call(number: number, calledAt: moment, by: caller)
    }

    /// Somebody forces a window at Bram's, seen by Anna, who called 112; the plate is for the police alone.
    public static func burglary(
        call: Report.Call? = called(), at door: Coordinate = bram.door, isSeparate: Bool = false
    ) -> Report {
        Report(
            kind: .burglary,
            observation: Observation(
                behaviour: "Forceert het raam aan de achterkant", appearance: "zwarte jas, witte pet",
                vehicle: "witte bestelbus", direction: .northEast),
            location: Location(coordinate: door, description: "Kerkstraat 15, achterom"),
            policeOnly: PoliceOnly(licencePlate: "GH-482-X", text: "Lijkt op iemand van het Plein"), call: call,
            isSeparate: isSeparate)
    }

    /// A car that goes round and round: no hurry, 0900-8844.
    public static func car(at moment: Moment = ManualClock.friday) -> Report {
        Report(
            kind: .suspiciousVehicle,
            observation: Observation(behaviour: "Rijdt al een uur rondjes", vehicle: "grijze Golf"),
            location: Location(coordinate: anna.door, description: nil), call: called("0900-8844", at: moment))
    }

    /// A child of six that did not come home: no behaviour is known.
    public static func missingChild(
        appearance: String? = "zes jaar, rode jas, blauwe laarsjes", place: String? = "speeltuin aan de Kerkstraat"
    ) -> Report {
        Report(
            kind: .missingPerson, observation: Observation(behaviour: nil, appearance: appearance),
            location: place.map { Location(coordinate: nil, description: $0) }, call: called())
    }

    /// Something said in an alert.
    public static func said(
        _ kind: Message.Kind, _ text: String? = nil, by actor: Actor = byBram, id: String = "c2",
        in alert: AlertId = fixed("d1"), at moment: Moment = ManualClock.friday + .minutes(5), isRetracted: Bool = false
    ) -> Message {
        let neighbour = everybody.first { $0.id == actor.person }
        return Message(
            id: fixed(id), alert: alert, kind: kind, author: actor.person, capacity: actor.capacity,
            firstName: neighbour?.person.firstName, text: text, at: moment, isRetracted: isRetracted)
    }

    /// A draft of Anna's: alert `d1` with message `c1`.
    public static func draft() -> Alert {
        Alert(
            id: fixed("d1"), group: group.id, message: fixed("c1"), reporter: byAnna,
            reporterFirstName: anna.person.firstName)
    }
}
