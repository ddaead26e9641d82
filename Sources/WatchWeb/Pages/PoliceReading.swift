import Watch
import WatchWords

/// Who of the police reads along with a group, as pages say it: only that which is so. Nobody does where no zone is known, or
/// nobody holds its office; what is for the police alone is then to be said on the telephone as well.
struct PoliceReading: Equatable, Sendable {
    /// In one sentence, behind what is asked for.
    let along: String
    /// With the zone, where it is told who reads along.
    let whole: String
    /// Who reads the part for the police alone.
    let part: String
    /// The same at one of its fields.
    let field: String

    init(_ group: Group, _ words: Catalogue) {
        if let zone = group.zone, group.policeReads {
            along = words.text("police.reads")
            whole = words.text("police.reads.zone", ["zone": zone])
            part = words.text("report.police.text")
            field = words.text("report.police.field")
        } else {
            along = words.text("police.reads-not")
            whole = words.text("police.reads-not.text")
            part = words.text("report.police.text-not")
            field = words.text("report.police.field-not")
        }
    }

    /// What may stand in the field for words to the police alone, and who reads it.
    func note(_ words: Catalogue) -> String { "\(words.text("report.policeText.hint")) \(field)" }

    /// A hint at a field with who of the police reads what is written there.
    func behind(_ hint: String) -> String { "\(hint) \(along)" }
}
