import Watch

/// As what somebody says that they say something; missing for as what they are in the group.
enum SpokenAs: String, Decodable, Sendable { case police }

/// A report as it comes in. Nearly everything may be missing here: what must be there is for the rules to say, whose
/// refusals name it better than a decoder could.
struct ReportJSON: Decodable, Sendable {
    struct Seen: Decodable, Sendable {
        let behaviour: String?
        let appearance: String?
        let vehicle: String?
        let direction: Compass?
    }

    struct Call: Decodable, Sendable {
        let number: String?
        let calledAt: Moment?
        let by: EmergencyCall.Caller?
    }

    struct ForPolice: Decodable, Sendable {
        let licencePlate: String?
        let text: String?

        var part: PoliceOnly { PoliceOnly(licencePlate: licencePlate, text: text) }
    }

    let kind: Alert.Kind
    let observation: Seen?
    let location: LocationJSON?
    let policeOnly: ForPolice?
    let emergencyCall: Call?
    let separate: Bool?
    let `as`: SpokenAs?

    func report() throws(Refusal) -> Report {
        Report(
            kind: kind,
            observation: Observation(
                behaviour: observation?.behaviour, appearance: observation?.appearance,
                vehicle: observation?.vehicle, direction: observation?.direction),
            location: try location?.location(),
            policeOnly: policeOnly?.part,
            call: emergencyCall.map { Report.Call(number: $0.number, calledAt: $0.calledAt, by: $0.by) },
            isSeparate: separate ?? false, asPolice: `as` == .police)
    }
}

/// A place as it comes in.
struct LocationJSON: Decodable, Sendable {
    let latitude: Double?
    let longitude: Double?
    let description: String?
    /// Whether it is where the sender's device is.
    let isOwnPosition: Bool?

    /// - Throws: `location-invalid` for half a point, or one that is not on the earth.
    func location() throws(Refusal) -> Location {
        guard latitude != nil || longitude != nil else {
            return Location(coordinate: nil, description: description)
        }
        guard let latitude, abs(latitude) <= 90 else { throw Refusal(.locationInvalid, field: "location.latitude") }
        guard let longitude, let point = Coordinate(latitude: latitude, longitude: longitude) else {
            throw Refusal(.locationInvalid, field: "location.longitude")
        }
        return Location(coordinate: point, description: description, isOwnPosition: isOwnPosition ?? false)
    }
}

/// A reaction as it comes in.
struct ReactionJSON: Decodable, Sendable {
    let kind: Message.Kind
    let text: String?
    let location: LocationJSON?
    let policeOnly: ReportJSON.ForPolice?
    /// Whether it was a report that is added to an alert which is open already.
    let fromReport: Bool?
    let `as`: SpokenAs?

    func words() throws(Refusal) -> AlertDesk.Words {
        AlertDesk.Words(
            kind: kind, text: text, location: try location?.location(), policeOnly: policeOnly?.part,
            wasReport: fromReport ?? false, asPolice: `as` == .police)
    }
}

struct CorrectionJSON: Decodable, Sendable {
    let text: String?
    let `as`: SpokenAs?
}

struct ClosureJSON: Decodable, Sendable {
    let outcome: Alert.Outcome
    let text: String?
    let `as`: SpokenAs?
}

/// Where an alert is sent on to; nothing for every linked group that has not got it.
struct ForwardsJSON: Decodable, Sendable {
    let groups: [GroupId]?

    /// - Throws: `field-invalid` for more groups than any could be linked with.
    func wanted() throws(Refusal) -> [GroupId]? {
        guard let groups else { return nil }
        guard groups.count <= 100 else { throw Refusal(.fieldInvalid, field: "groups") }
        return groups
    }
}

struct AlertsJSON: Encodable, Sendable {
    let alerts: [AlertView]
}
