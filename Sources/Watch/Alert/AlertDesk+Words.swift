extension AlertDesk {
    /// What somebody says in an alert, as it came in.
    public struct Words: Hashable, Sendable {
        public let kind: Message.Kind
        public let text: String?
        public let location: Location?
        public let policeOnly: PoliceOnly?
        /// Whether it was a report, added to an alert that is open already: then it keeps all its words.
        public let wasReport: Bool
        /// Whether an officer who lives in the street says it as the police.
        public let asPolice: Bool

        public init(
            kind: Message.Kind, text: String?, location: Location? = nil, policeOnly: PoliceOnly? = nil,
            wasReport: Bool = false, asPolice: Bool = false
        ) {
            self.kind = kind
            self.text = text
            self.location = location
            self.policeOnly = policeOnly
            self.wasReport = wasReport
            self.asPolice = asPolice
        }
    }
}
