import Watch

/// The municipalities of the gazetteer by what stands for them in lists: their code, also as a spreadsheet leaves it, or
/// their name.
struct MunicipalityBook: Sendable {
    private let gazetteer: Gazetteer
    private let byName: [String: [Place]]
    /// How many digits the codes of a country's municipalities have.
    private let codeLengths: [String: Int]

    init(_ gazetteer: Gazetteer) {
        self.gazetteer = gazetteer
        var byName: [String: [Place]] = [:]
        var codeLengths: [String: Int] = [:]
        for place in gazetteer.municipalities() {
            codeLengths[place.country] = max(codeLengths[place.country] ?? 0, place.code.utf8.count)
            for name in Set(place.allNames.map(PlaceName.folded)) {
                byName["\(place.country)/\(name)", default: []].append(place)
            }
        }
        self.byName = byName
        self.codeLengths = codeLengths
    }

    /// The municipalities that a code or a name may mean.
    func municipalities(_ typed: String, country: String) -> [Place] {
        for code in [typed, padded(typed, country)].compactMap(\.self) {
            if let place = gazetteer.municipality(code), place.country == country { return [place] }
        }
        return byName["\(country)/\(PlaceName.folded(typed))"] ?? []
    }

    /// The one that is meant, or what to write instead.
    func municipality(_ typed: String, country: String) throws(Fault) -> Place {
        let found = municipalities(typed, country: country)
        guard let only = found.first else {
            throw Fault(reason: "no such municipality: write its code or name as in the gazetteer")
        }
        guard found.count == 1 else {
            let codes = found.map(\.code).joined(separator: ", ")
            throw Fault(reason: "several are called so: write the code, one of \(codes)")
        }
        return only
    }

    /// Why it is not known which is meant.
    struct Fault: Error, Hashable {
        let reason: String
    }

    /// A code whose zeros a spreadsheet has eaten: `632` is `0632`. Nil for what is no number.
    private func padded(_ typed: String, _ country: String) -> String? {
        guard let number = WrittenNumber.whole(typed), let length = codeLengths[country] else { return nil }
        let digits = String(number)
        return String(repeating: "0", count: max(0, length - digits.utf8.count)) + digits
    }
}
