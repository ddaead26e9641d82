import Watch
import WatchWords

/// By which devices somebody is woken: a part of the page about oneself. All of it works without a script but the beginning,
/// for which a browser wants one.
struct WokenModel: Equatable, Sendable {
    /// A device that may be woken.
    struct Device: Equatable, Sendable {
        let id: String
        let name: String
        let isThis: Bool
        let since: String
        /// When it last showed something, as it said itself.
        let shown: String
        /// That nothing was heard of it for too long; nil while something is.
        let unheard: String?
        let endPath: String
        let testPath: String
        let test: Test?
    }

    /// What came of the last test of one's alarm on a device.
    struct Test: Equatable, Sendable {
        let text: String
        /// What to do where it was not seen; empty where it was, or may be yet.
        let help: [String]
        let hasHelp: Bool
    }

    /// After so long without a word of the device it is said what to do. As long as a notice waits for one.
    static let patience: Span = .seconds(20)

    let action: String
    /// Which devices may not be woken any more, for the top of the page; nil where none is in doubt, or they wish to be woken
    /// by none.
    let doubt: String?
    let devices: [Device]
    let hasDevices: Bool
    /// Whether they wish to be woken, as far as they have said.
    let isOn: Bool
    let isOff: Bool
    /// In seconds: how long the script waits.
    let patience = WokenModel.patience.milliseconds / 1_000

    /// For how long nothing was heard of a device that is silent, for the words.
    private static let silence = ["days": String(PushRules.longestSilence.milliseconds / Span.days(1).milliseconds)]

    init(_ devices: [PushDevice], this token: TokenId?, ways: [Way], _ clock: WallClock, _ setting: PageSetting) {
        let words = setting.words
        action = SiteURL.channels.path
        let way = ways.first { $0.channel == .push }
        isOn = way?.isOn ?? true
        isOff = !isOn
        hasDevices = !devices.isEmpty
        let silent = devices.filter { $0.isSilent(at: setting.now) }.map { $0.name ?? words.text("devices.unknown") }
        doubt =
            isOff || silent.isEmpty
            ? nil : words.text("me.push.doubt", ["devices": silent.joined(separator: ", ")])
        self.devices = devices.map { device in
            Device(
                id: device.id.text, name: device.name ?? words.text("devices.unknown"),
                isThis: token != nil && device.token == token,
                since: words.text("me.push.since", ["date": clock.date(device.since)]),
                shown: device.shownAt.map { words.text("me.push.shown", ["time": clock.phrase($0)]) }
                    ?? words.text("me.push.never"),
                unheard: device.isUnheard(at: setting.now) ? words.text("me.push.unheard", WokenModel.silence) : nil,
                endPath: SiteURL.pushDevice(device.id).path, testPath: SiteURL.pushTest(device.id).path,
                test: device.test.map { Test($0, on: device.name ?? "", clock, at: setting.now, words) })
        }
    }
}

extension WokenModel.Test {
    init(_ test: PushTest, on device: String, _ clock: WallClock, at now: Moment, _ words: Catalogue) {
        let time = clock.time(test.sentAt)
        let isLong = now >= test.sentAt + WokenModel.patience
        if let took = test.took {
            let seconds = WokenModel.Test.seconds(took, words)
            self.init(text: words.text("me.push.test.shown", ["time": time, "seconds": seconds]))
            return
        }
        switch test.state {
        case .refused:
            self.init(text: words.text("me.push.test.refused", ["time": time]))
        case .later where isLong:
            self.init(text: words.text("me.push.test.later", ["time": time]))
        case .sending where !isLong:
            self.init(text: words.text("me.push.test.sending", ["time": time]))
        case .taken, .inDoubt, .sending, .later:
            guard isLong else {
                self.init(text: words.text("me.push.test.waiting", ["time": time]))
                return
            }
            let seconds = words.number(Int(WokenModel.patience.milliseconds / 1_000))
            self.init(
                text: words.text("me.push.test.silent", ["time": time, "seconds": seconds]),
                help: [
                    words.text("me.push.help.\(WokenModel.Test.system(device))"), words.text("me.push.help.anew"),
                ])
        }
    }

    private init(text: String, help: [String] = []) {
        self.text = text
        self.help = help
        hasHelp = !help.isEmpty
    }

    /// What to look at depends on whose the settings are.
    static func system(_ device: String) -> String {
        let systems = [
            ("Android", "android"), ("iPhone", "apple"), ("iPad", "apple"), ("Windows", "windows"), ("Mac", "mac"),
        ]
        return systems.first { device.ends(with: $0.0) }?.1 ?? "other"
    }

    /// To a tenth: `1.8`, or `1,8` where that is how it is written.
    static func seconds(_ span: Span, _ words: Catalogue) -> String {
        let tenths = (max(0, span.milliseconds) + 50) / 100
        return words.number(Int(tenths / 10)) + (words.language == .en ? "." : ",") + String(tenths % 10)
    }
}
