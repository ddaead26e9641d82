import Watch

/// What a chat shows of a link before anybody opens it: words that stand on the page, and the owl. Of an alert the group's
/// name and that it is an alert, never what or where.
struct PagePreview: Equatable, Sendable {
    let title: String
    let text: String
    /// The whole address of a PNG of ours: programs that make previews take no other kind, and no address without a host.
    let picture: String

    init(_ title: String, _ text: String, isAwake: Bool = false, _ setting: PageSetting) {
        self.title = title
        self.text = text
        picture = setting.site + "/assets/pictures/preview" + (isAwake ? "-awake" : "") + ".png"
    }
}
