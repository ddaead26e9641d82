/// What may be kept of browsers that are pushed to.
public enum PushRules {
    /// So many devices of one person are woken at most; the one that has not looked in for longest goes.
    public static let mostDevices = 20

    /// So long may an address of a push service be, in bytes.
    public static let mostEndpoint = 1_000

    /// For so long nobody tests the alarm of one device again.
    public static let testPause: Span = .seconds(5)

    /// For so long it is not noted again that a page on a device has looked in, where nothing else is new.
    public static let seenPause: Span = .hours(1)

    /// For so long it is not noted again that a device shows what it is pushed, where that has been seen before.
    public static let shownPause: Span = .minutes(1)

    /// Whether a browser that subscribes tells nothing that is not known of it.
    ///
    /// - Parameter new: as it would be kept if it was not there yet.
    public static func isSame(_ known: PushDevice, _ new: PushDevice) -> Bool {
        known.person == new.person && known.endpoint == new.endpoint && known.publicKey == new.publicKey
            && known.secret == new.secret && known.name == new.name && known.token == new.token
            && new.seenAt - known.seenAt < seenPause
    }

    /// Whether something has the form of an address of a push service: `https://…` or `http://…` in plain signs, with
    /// nothing in it that ends a line or a header. Which of them are called, whoever calls decides (`PushKeys.mayCall`).
    public static func isEndpoint(_ text: String) -> Bool {
        text.utf8.count <= mostEndpoint && (text.begins(with: "https://") || text.begins(with: "http://"))
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Whose push service an address is of, without what only the device's owner and the service know.
    public static func service(of endpoint: String) -> String {
        let parts = endpoint.split(scalar: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }
}
