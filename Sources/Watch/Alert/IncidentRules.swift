/// One incident, one alert: which open alert a report seems to be about, so that it is offered as a reaction to it. Nobody
/// is kept from sharing it on its own.
public enum IncidentRules {
    /// The open alert that a new one seems to be about; nil when it stands alone.
    ///
    /// Of a kind that one incident can be told as, not taken back, about which something was said a short time ago, and at
    /// the same place: near, where both have a point on the map, and otherwise of the same words. The nearest is taken,
    /// and of those in words the last that somebody spoke in.
    /// - Parameter open: alerts that the reporter may see. Those they may not see never enter here.
    public static func incident(_ new: Alert, at now: Moment, among open: [Alert], in group: Group) -> Alert? {
        let policy = group.jurisdiction
        let words = new.location?.description.map(PlaceWords.init)
        var nearest: (alert: Alert, metres: Double)?
        for alert in open.sorted(by: { lastWord($0) > lastWord($1) }) {
            guard alert.isOpen, !alert.isRetracted, areOne(new.kind, alert.kind),
                now - lastWord(alert) <= policy.nearSpan
            else { continue }
            let metres: Double
            if let here = new.location?.coordinate, let there = alert.location?.coordinate {
                metres = there.distance(to: here)
            } else if let words, let theirs = alert.location?.description.map(PlaceWords.init),
                words.isSamePlace(as: theirs, around: [group.name, group.place])
            {
                metres = policy.nearMetres
            } else {
                continue
            }
            if metres <= policy.nearMetres, metres < nearest?.metres ?? .infinity { nearest = (alert, metres) }
        }
        return nearest?.alert
    }

    /// The alert that somebody shared in the same words a moment ago: the same form once more, from a page to which a
    /// browser went back. Nil when there is none, or when it is over or was taken back.
    public static func sameReport(
        _ new: Alert, at now: Moment, among open: [Alert], in jurisdiction: Jurisdiction
    ) -> Alert? {
        open.first { alert in
            guard alert.isOpen, !alert.isRetracted, alert.group == new.group, alert.reporter == new.reporter,
                let sharedAt = alert.sharedAt, now - sharedAt <= jurisdiction.sameReportSpan
            else { return false }
            // A telephone finds itself a few metres farther on.
            let points = [new.location?.coordinate, alert.location?.coordinate].compactMap { $0 }
            return alert.kind == new.kind && alert.observation == new.observation
                && alert.policeOnly == new.policeOnly
                && alert.location?.description == new.location?.description
                && (points.count < 2 || points[0].distance(to: points[1]) <= jurisdiction.nearMetres)
        }
    }

    /// Whether two kinds can be what two people make of one incident. Whoever is missing is no thief; a report without a
    /// kind can be about anything.
    public static func areOne(_ one: Alert.Kind, _ other: Alert.Kind) -> Bool {
        !apart.contains { $0 == [one, other] || $0 == [other, one] }
    }

    /// Kinds that nobody takes for each other.
    private static let apart: [[Alert.Kind]] =
        Alert.Kind.allCases.filter { $0 != .missingPerson && $0 != .other }.map { [.missingPerson, $0] }
        + [[.doorstepScam, .vandalism]]

    private static func lastWord(_ alert: Alert) -> Moment {
        alert.lastWordAt ?? alert.sharedAt ?? Moment(milliseconds: 0)
    }
}
