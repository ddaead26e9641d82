import Watch
import WatchWords

/// The groups on a map, for those who like one: areas as anybody may see them, and borders of our own, so that it means
/// something without any pictures under it. Without a script it says where the list is.
struct MapModel: PageModel {
    static let template = "map"

    let frame: PageFrame
    let search: GroupSearchForm
    let listPath: String
    /// Whether this site has a map to show.
    let hasMap: Bool
    /// The address of a map's pictures, empty for none, and whom to thank for them.
    let tiles: String
    let attribution: String
    /// What to show first, as `west,south,east,north`.
    let box: String

    /// The Netherlands and Belgium.
    static let everything = Area.Box(south: 49.4, north: 53.7, west: 2.4, east: 7.4)

    init(showing box: Area.Box?, tiles: MapTiles?, hasMap: Bool, _ setting: PageSetting) {
        let words = setting.words
        frame = PageFrame(
            words.text("search.map.title"), setting, isForSearching: box == nil,
            scripts: hasMap ? ["find", "around", "map"] : ["find"], styles: ["find"], hasMap: hasMap)
        search = GroupSearchForm(typed: "", words)
        listPath = SiteURL.groups.path
        self.hasMap = hasMap
        self.tiles = tiles?.template ?? ""
        attribution = tiles?.attribution ?? ""
        let box = box ?? MapModel.everything
        self.box = "\(box.west),\(box.south),\(box.east),\(box.north)"
    }
}
