import Watch
import WatchWords

/// A report as a form brings it: all that was typed, and what it means.
struct ReportForm: Equatable, Sendable {
    let typed: TypedForm

    init(_ typed: TypedForm) { self.typed = typed }

    /// An empty form, the number to offer and the time already in it.
    init(at now: Moment, _ clock: WallClock, in jurisdiction: Jurisdiction) {
        typed = TypedForm([
            "calledAt": clock.time(now), "number": jurisdiction.offered.number,
        ])
    }

    /// The ids of the page's boxes, by the API's spelling.
    static let names = [
        "kind": "kind", "observation.behaviour": "behaviour", "observation.appearance": "appearance",
        "observation.vehicle": "vehicle", "observation.direction": "direction", "location": "place",
        "location.description": "place", "emergencyCall": "by", "emergencyCall.number": "number",
        "emergencyCall.calledAt": "calledAt", "policeOnly.licencePlate": "licencePlate",
        "policeOnly.text": "policeText",
    ]

    /// Whether the check of words has had its say already: it asks once.
    var wasAsked: Bool { typed["asked"] == "1" }

    /// What it reports. A kind that was not chosen counts as `other`: nobody is kept from help by a list.
    ///
    /// - Throws: `field-invalid` for a time that is none, or for values that no form of ours sends.
    func report(_ clock: WallClock, in jurisdiction: Jurisdiction) throws(Refusal) -> Report {
        report(try kind(), try direction(), call: try call(clock, in: jurisdiction))
    }

    private func kind() throws(Refusal) -> Alert.Kind {
        try ReportForm.value(typed.filled("kind"), of: Alert.Kind.self, field: "kind") ?? .other
    }

    private func direction() throws(Refusal) -> Compass? {
        try ReportForm.value(typed.filled("direction"), of: Compass.self, field: "observation.direction")
    }

    private func report(_ kind: Alert.Kind, _ direction: Compass?, call: Report.Call?) -> Report {
        Report(
            kind: kind,
            observation: Observation(
                behaviour: typed.filled("behaviour"), appearance: typed.filled("appearance"),
                vehicle: typed.filled("vehicle"), direction: direction),
            location: Location(
                coordinate: coordinate, description: typed.filled("place"), isOwnPosition: isOwnPosition),
            policeOnly: PoliceOnly(licencePlate: typed.filled("licencePlate"), text: typed.filled("policeText")),
            call: call, isSeparate: typed["separate"] == "1", asPolice: typed["asPolice"] == "1")
    }

    /// The number that was chosen; the one to offer where none is.
    func number(in jurisdiction: Jurisdiction) -> Jurisdiction.Number {
        jurisdiction.number(typed["number"]) ?? jurisdiction.offered
    }

    /// Where the phone says it is; a place in words does as well, so an unreadable one is nothing to stumble over. None
    /// where somebody took it away again.
    var coordinate: Coordinate? {
        guard typed["withoutPosition"] != "1", let latitude = Double(typed["latitude"]),
            let longitude = Double(typed["longitude"])
        else { return nil }
        return Coordinate(latitude: latitude, longitude: longitude)
    }

    /// Whether it is where the phone is, which may be somebody's home; not a point that they set on the map.
    var isOwnPosition: Bool { coordinate != nil && pointed == nil }

    /// "1" when a point goes along that they set on the map.
    var pointed: String? { coordinate != nil && typed["pointed"] == "1" ? "1" : nil }

    /// Everything that the rules will refuse, at once, so that nobody mends one thing after the other at night. The
    /// desk decides again.
    func refusals(at now: Moment, _ clock: WallClock, in jurisdiction: Jurisdiction) -> [Refusal] {
        var found = Refusals()
        let about = found.check { () throws(Refusal) in try kind() }
        let towards = found.check { () throws(Refusal) in try direction() }
        for refusal in AlertRules.refusals(of: report(about ?? .other, towards ?? nil, call: nil)) {
            found.add(refusal)
        }
        found.check { () throws(Refusal) in
            _ = try AlertRules.call(try call(clock, in: jurisdiction), at: now, in: jurisdiction)
        }
        return found.all
    }

    /// What it says, in one text: how it goes on as a reaction to an alert that is open already.
    func asReaction(_ words: Catalogue) -> String {
        var lines = ["behaviour", "appearance", "vehicle"].compactMap(typed.filled).map(Words.trimmed)
        if let direction = Compass(rawValue: typed["direction"]) {
            let towards = words.text("direction.\(direction.rawValue)")
            lines.append(words.text("alert.direction", ["direction": towards]))
        }
        if let place = typed.filled("place") { lines.append(Words.trimmed(place)) }
        return lines.joined(separator: "\n")
    }

    /// Only a call of one's own has a time of its own: what the clock field shows was not said of anybody else's.
    private func call(_ clock: WallClock, in jurisdiction: Jurisdiction) throws(Refusal) -> Report.Call? {
        let by = try ReportForm.value(typed.filled("by"), of: EmergencyCall.Caller.self, field: "emergencyCall")
        guard let by else { return nil }
        var calledAt: Moment?
        if by == .me, let time = typed.filled("calledAt") {
            calledAt = clock.last(time, skew: jurisdiction.clockSkew)
            guard calledAt != nil else { throw Refusal(.fieldInvalid, field: "emergencyCall.calledAt") }
        }
        return Report.Call(number: typed.filled("number"), calledAt: calledAt, by: by)
    }

    private static func value<Value: RawRepresentable<String>>(
        _ text: String?, of type: Value.Type, field: String
    ) throws(Refusal) -> Value? {
        guard let text else { return nil }
        guard let value = Value(rawValue: text) else { throw Refusal(.fieldInvalid, field: field) }
        return value
    }
}
