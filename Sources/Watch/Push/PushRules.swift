/// What may be kept of browsers that are pushed to.
public enum PushRules {
    /// So many devices of one person are woken at most; the one that has not looked in for longest goes.
    public static let mostDevices = 20

    /// So long may an address of a push service be, in bytes.
    public static let mostEndpoint = 1_000

    /// For so long nobody tests the alarm of one device again.
    public static let testPause: Span = .seconds(5)

    /// Whether something has the form of an address of a push service: `https://…` or `http://…` in plain signs, with
    /// nothing in it that ends a line or a header. Which of them are called, whoever calls decides (`PushKeys.mayCall`).
    public static func isEndpoint(_ text: String) -> Bool {
        text.utf8.count <= mostEndpoint && (text.begins(with: "https://") || text.begins(with: "http://"))
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
