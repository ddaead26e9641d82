import Foundation
import Logging
import Watch
import WatchOutgoing
import WatchPush
import WatchWords

/// What wakes browsers of which no page is open.
struct Pushes: Sendable {
    let channel: PushChannel
    let desk: PushDesk

    /// Nil where there is no key: then nobody is woken, and nobody can be.
    ///
    /// - Parameters:
    ///   - store: the browsers that may be woken.
    ///   - site: where a push leads.
    /// - Throws: `SettingsFault` when the file of the key is no key.
    init?(
        _ settings: Settings, outgoing: OutgoingClient, store: any PushDeviceStore, words: Catalogues,
        site: SiteAddress, announcer: any Announcer, surroundings: Surroundings, logger: Logger
    ) throws {
        guard let secret = try PushKeyFile.read(settings.pushKey) else { return nil }
        let sender = try PushSender(secret: secret, contact: Pushes.contact(settings))
        let courier = PushCourier(
            calls: outgoing, sender: sender, surroundings: surroundings, note: { Pushes.tell($0, logger) })
        let push = AlertPush(words: words, site: site)
        channel = PushChannel(courier: courier, words: push) { device in
            do {
                try await store.forget(device.id)
            } catch {
                // It is asked again with the next push.
                logger.error("a device that is gone could not be forgotten", metadata: ["error": "\(type(of: error))"])
            }
        }
        desk = PushDesk(
            store: store, keys: HousePushKeys(sender: sender, mayCall: { outgoing.mayCall($0) }),
            tester: PushTrial(courier: courier, words: push), announcer: announcer, surroundings: surroundings)
    }

    /// How whoever runs a push service reaches who runs this site: some take no push from a sender who does not say.
    static func contact(_ settings: Settings) -> String {
        if let email = settings.contactEmail { return "mailto:\(email.text)" }
        if let url = settings.url, url.begins(with: "https://") { return url }
        return "mailto:\(settings.mailFrom.text)"
    }

    /// By kind and without an address: whoever knows that of a browser can find out that it is there.
    private static func tell(_ trouble: PushTrouble, _ logger: Logger) {
        switch trouble {
        case .status(let status):
            logger.warning("a push service takes no push of ours", metadata: ["status": "\(status)"])
        case .notAllowed:
            logger.warning("a push service is at an address that is not called (SAAR_OUTGOING_ALLOW)")
        case .keys: logger.warning("nothing can be sealed with the keys of a browser")
        }
    }
}
