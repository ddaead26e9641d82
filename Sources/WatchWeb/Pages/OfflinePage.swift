import Watch
import WatchWords

/// What a browser shows of itself where there is no line: which number to call, and what this device saw last, marked as
/// old with its time. It is the same for everybody and kept by the service worker; what was seen last its script reads on
/// the device itself.
struct OfflineModel: PageModel {
    static let template = "offline"

    let frame: PageFrame
    /// What to call where nobody knows where that is: 112 is answered in every country of the Union.
    let emergency: EmergencyNumber

    init(_ setting: PageSetting) {
        frame = PageFrame(setting.words.text("offline.title"), setting)
        emergency = EmergencyNumber(Jurisdiction.Number.everywhere, setting.words)
    }
}
