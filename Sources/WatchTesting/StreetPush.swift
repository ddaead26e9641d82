import Watch

extension Street {
    /// A browser of Bram's that may be pushed to.
    ///
    /// - Parameter number: which one; each has an address and a mark of its own.
    public static func pushDevice(
        _ number: Int = 1, of person: PersonId = bram.id, token: TokenId? = nil, since: Moment = ManualClock.friday
    ) -> PushDevice {
        PushDevice(
            id: PushDeviceId(at: since, randomness: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 10)),
            person: person, endpoint: "https://push.example.org/wake/\(number)", publicKey: "BAr0-\(number)",
            secret: "geheim-\(number)", name: "Firefox · Android", token: token,
            mark: Hex.text([UInt8](repeating: 0xEE, count: 15) + [UInt8(truncatingIfNeeded: number)]), since: since)
    }

    /// The way by pushes to these browsers.
    public static func pushWay(_ devices: [PushDevice] = [pushDevice()], isOn: Bool = true) -> Way {
        Way(channel: .push, address: "", devices: devices, isOn: isOn, capability: "")
    }
}
