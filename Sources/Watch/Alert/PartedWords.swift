/// Words on their way to neighbours, and what of them goes to the police alone.
///
/// Where a jurisdiction forbids something among residents, it is moved from the words of neighbours into the police part,
/// and what was moved is kept, so that the writer is told. Nothing that was typed is lost.
struct PartedWords {
    /// What was moved; empty where nothing was.
    private(set) var moved: [AlertAdvice] = []
    private let forbidden: Set<AlertAdvice>
    private var licencePlate: String?
    private var lines: [String]

    /// - Parameters:
    ///   - police: what the writer put there themselves, as it is kept.
    ///   - kind: of the alert; of who is missing the name helps.
    init(_ police: PoliceOnly?, about kind: Alert.Kind, in jurisdiction: Jurisdiction) {
        licencePlate = police?.licencePlate
        lines = police?.text.map { [$0] } ?? []
        forbidden = jurisdiction.forbidden(about: kind)
    }

    /// The police part as it now is; nil when nothing is in it.
    var policeOnly: PoliceOnly? {
        guard licencePlate != nil || !lines.isEmpty else { return nil }
        return PoliceOnly(licencePlate: licencePlate, text: lines.isEmpty ? nil : lines.joined(separator: "\n"))
    }

    /// What neighbours read of a text.
    mutating func open(_ text: String?) -> String? {
        guard let text, !forbidden.isEmpty else { return text }
        let pieces = PublicPiece.pieces(of: text)
        let names = forbidden.contains(.namedPerson) ? NamedPerson.names(in: pieces) : []
        var shown = ""
        var index = 0
        while index < pieces.count {
            let sort = sort(index, of: pieces, names)
            var next = index + 1
            while next < pieces.count, sort != nil, self.sort(next, of: pieces, names) == sort,
                pieces[next - 1].end.isEmpty || pieces[next - 1].isOneLetter
            {
                next += 1
            }
            let last = pieces[next - 1]
            if let sort {
                take(pieces[index..<next], as: sort)
                shown += "…" + last.end + last.gap
            } else {
                shown += last.text + last.gap
            }
            index = next
        }
        return moved.isEmpty ? text : shown
    }

    private func sort(_ index: Int, of pieces: [PublicPiece], _ names: Set<Int>) -> AlertAdvice? {
        if pieces[index].isPlate { return forbidden.contains(.licencePlate) ? .licencePlate : nil }
        return names.contains(index) ? .namedPerson : nil
    }

    private mutating func take(_ pieces: ArraySlice<PublicPiece>, as sort: AlertAdvice) {
        let text = pieces.map { $0.text + $0.gap }.joined().trimming { !PublicPiece.isOfWord($0) }
        if !moved.contains(sort) { moved.append(sort) }
        if sort == .licencePlate, licencePlate == nil, text.unicodeScalars.count <= AlertRules.plateLimit {
            licencePlate = text
        } else if licencePlate != text, !lines.contains(text) {
            lines.append(text)
        }
    }
}
