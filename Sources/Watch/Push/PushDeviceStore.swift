/// Where browsers are kept that may be pushed to.
public protocol PushDeviceStore: Sendable {
    /// Keeps a browser under its endpoint. One that is there is what it was, with these keys, this name, session and time; if
    /// it was another person's, it is a new one, and no more theirs: an endpoint belongs to whoever used the browser last.
    ///
    /// - Parameters:
    ///   - device: as it would be if it was new.
    ///   - most: so many of one person are kept; those that have looked in longest ago go.
    /// - Returns: it as it is now.
    /// - Throws: `not-found` for who was erased, `sign-in-needed` where the session has ended.
    func subscribe(_ device: PushDevice, most: Int) async throws -> PushDevice

    /// Somebody's devices, those that looked in last first.
    func devices(of person: PersonId) async throws -> [PushDevice]

    /// Ends one of somebody's own.
    ///
    /// - Returns: whether there was one.
    func end(_ device: PushDeviceId, of person: PersonId) async throws -> Bool

    /// Ends one of which its push service knows nothing any more.
    func forget(_ device: PushDeviceId) async throws

    /// Notes that the alarm of one of somebody's own devices is tested now.
    ///
    /// - Parameter pause: for so long after a test nobody tests it again.
    /// - Returns: the device.
    /// - Throws: `not-found`; `too-many-tests`.
    func beginTest(
        of device: PushDeviceId, by person: PersonId, _ receipt: NoticeReceipt, at now: Moment, pause: Span
    ) async throws -> PushDevice

    /// Notes what the push service said to a test; of one that another has followed, nothing.
    func settleTest(of device: PushDeviceId, _ receipt: NoticeReceipt, _ state: PushTestState) async throws

    /// A device has shown what was pushed to it: a test of its alarm, or news, which is then told as if a page had shown it.
    /// What nobody was sent changes nothing, nor does a second time.
    ///
    /// - Returns: the alerts whose reach changed.
    func shown(_ capability: PushCapability, at now: Moment) async throws -> [GrownReach]
}
