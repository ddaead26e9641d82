import Watch

/// One's own ways, first to last.
struct ChannelsJSON: Encodable, Sendable {
    struct Channel: Encodable, Sendable {
        let kind: NoticeChannel
        /// Missing for pushes: they go to browsers, of which nobody is told the addresses.
        let address: String?
        let isOn: Bool
        /// Whether it is known that it leads to them: letters go to the address by which they sign in.
        let isConfirmed: Bool
        let bouncedAt: Moment?
    }

    let channels: [Channel]

    init(_ ways: [Way]) {
        channels = ways.map {
            Channel(
                kind: $0.channel, address: $0.channel == .push ? nil : $0.address, isOn: $0.isOn, isConfirmed: true,
                bouncedAt: $0.bouncedAt)
        }
    }
}

/// How somebody wants to be told, first to last.
struct ChannelWishesJSON: Decodable, Sendable {
    /// Every name that a channel has, those that are not there yet among them.
    enum Kind: String, Decodable, Sendable { case push, mail, whatsapp, sms, matrix }

    struct Wish: Decodable, Sendable {
        let kind: Kind
        let address: String?
        let isOn: Bool
    }

    let channels: [Wish]

    /// - Throws: `field-invalid` for more than there are kinds, `channel-unavailable` for a kind that is not there yet.
    func wishes() throws(Refusal) -> [WayWish] {
        guard channels.count <= 5 else { throw Refusal(.fieldInvalid, field: "channels") }
        var wishes: [WayWish] = []
        for (place, wish) in channels.enumerated() {
            guard let channel = NoticeChannel(rawValue: wish.kind.rawValue) else {
                throw Refusal(.channelUnavailable, field: "channels.\(place).kind", ["kind": wish.kind.rawValue])
            }
            wishes.append(WayWish(channel: channel, isOn: wish.isOn, address: wish.address))
        }
        return wishes
    }
}

/// What led somebody to what a device of theirs has shown.
struct ReceiptJSON: Decodable, Sendable {
    /// Missing for a page that was open.
    let channel: NoticeChannel?
}

/// Whether a group would wake tonight: numbers alone.
struct GroupReadinessJSON: Encodable, Sendable {
    struct Unreachable: Encodable, Sendable {
        let reason: GroupReadiness.Reason
        let number: Int
    }

    let members: Int
    let reachable: Int
    /// Of those reachable, by which way first.
    let channels: [String: Int]
    /// In the order in which the reasons are described; those of nobody are left out.
    let unreachable: [Unreachable]

    init(_ readiness: GroupReadiness) {
        members = readiness.members
        reachable = readiness.reachable
        channels = Dictionary(
            readiness.channels.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first })
        unreachable = GroupReadiness.Reason.allCases.compactMap { reason in
            readiness.unreachable[reason].map { Unreachable(reason: reason, number: $0) }
        }
    }
}
