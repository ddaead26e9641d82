import Watch

/// A group of a list, each field checked; what is wrong is collected, so that all of it can be mended at once.
struct GroupLine {
    let placeInFile: GroupFileFault.Place
    private(set) var faults: [GroupFileFault] = []
    private(set) var name = ""
    private(set) var place = ""
    private(set) var jurisdiction = Jurisdiction.usual
    private(set) var municipality: String?
    private(set) var area: Area?
    private(set) var members = 0
    private(set) var channel = Registration.Channel.saar
    private(set) var invitation: String?
    private(set) var founded: Moment?
    private(set) var standing = Registration.Standing.listed
    private(set) var coordinator: EmailAddress?
    /// As it stands there; nil where it is made from the name.
    private(set) var slug: String?

    private let record: GroupRecord

    init(_ record: GroupRecord, country: String, _ book: ImportContext) {
        self.record = record
        placeInFile = record.place
        readName()
        readCountry(usually: country)
        readArea(book)
        readMunicipality(book)
        readZone(book)
        readMembers()
        readChannel()
        readFounded(now: book.now)
        readStanding()
        if let typed = field(.coordinatorEmail) {
            coordinator = EmailAddress(typed)
            if coordinator == nil { fault(.coordinatorEmail, "this is no e-mail address: write name@example.org") }
        }
    }

    /// Whether it can be taken as it is.
    var isWhole: Bool { !faults.contains(where: \.isFault) }

    mutating func fault(_ column: GroupFile.Column?, _ reason: String, isFault: Bool = true) {
        faults.append(GroupFileFault(placeInFile, column: column?.rawValue, reason, isFault: isFault))
    }

    // MARK: fields

    private mutating func field(_ column: GroupFile.Column, most: Int = 200) -> String? {
        guard let text = record[column].map(CSVText.meant) else { return nil }
        guard text.utf8.count <= most else {
            fault(column, "it is longer than \(most) bytes: shorten it")
            return nil
        }
        guard column == .area || !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            fault(column, "it holds a line break or another sign that is no text: take it out")
            return nil
        }
        return text
    }

    private mutating func readName() {
        do throws(Refusal) {
            name = try GroupRules.listedName(field(.name, most: 400))
            if GroupRules.isForOffices(name) {
                fault(.name, "it reads as if it were the police’s or an office’s own: is it?", isFault: false)
            }
        } catch {
            fault(.name, GroupLine.name(error))
        }
        if let typed = field(.place, most: 400) {
            do throws(Refusal) {
                place = try Words.line(typed, field: "place", limit: 80) ?? ""
            } catch {
                fault(.place, GroupLine.name(error))
            }
        } else {
            fault(.place, "nothing stands there: write the town or village")
        }
        slug = field(.slug)
        if let slug, GroupRules.slug(slug) != slug {
            fault(.slug, "not a name for an address: small letters a to z, digits and hyphens, at most 60")
        }
    }

    private mutating func readCountry(usually: String) {
        let country = field(.country)?.uppercased() ?? usually
        // A country's policy is data; only those that have one are taken.
        guard let found = Jurisdiction.all.first(where: { $0.code == country }) else {
            let known = Jurisdiction.all.map(\.code).joined(separator: " or ")
            fault(.country, "this country is not known: write \(known)")
            return
        }
        jurisdiction = found
    }

    /// Its police zone is that of its municipality, whatever the list says.
    private mutating func readZone(_ book: ImportContext) {
        guard let said = field(.zone, most: 400), let municipality else { return }
        guard let zone = book.zones[municipality] else {
            return fault(
                .zone, "no zone is known of \(municipality): nobody of the police reads along until saar zone says it",
                isFault: false)
        }
        if said != zone {
            fault(.zone, "passed over: the zone of \(municipality) is \(zone), as saar zone has it", isFault: false)
        }
    }

    private mutating func readArea(_ book: ImportContext) {
        let text = field(.area, most: GroupFile.mostFieldBytes)
        let circle = (field(.latitude), field(.longitude), field(.radius))
        let isDrawn = text != nil || record.outline != nil
        // A point beside an area is its middle, as open data gives it; a radius says that a circle is meant.
        guard !isDrawn || circle.2 == nil else {
            fault(.area, "an area and a circle too: leave radius empty, or the area")
            return
        }
        guard let drawn = isDrawn ? drawn(text) : self.circle(circle.0, circle.1, circle.2, book.areas) else { return }
        do throws(Refusal) {
            let checked = try AreaRules.drawn(drawn, in: book.areas)
            try AreaRules.check(checked, liesIn: jurisdiction, of: book.gazetteer)
            area = checked
        } catch {
            let lies = error.code == .areaElsewhere ? book.gazetteer.municipality(at: drawn.middle) : nil
            fault(
                isDrawn ? .area : .latitude,
                lies.map { "it lies in \($0.name): write \($0.country) as its country, or draw it elsewhere" }
                    ?? GroupLine.words(error))
        }
    }

    private mutating func drawn(_ text: String?) -> Area? {
        do throws(AreaText.Fault) {
            guard let outline = record.outline else { return try AreaText.area(text ?? "") }
            return try outline.area()
        } catch {
            fault(.area, error.reason)
            return nil
        }
    }

    private mutating func circle(
        _ latitude: String?, _ longitude: String?, _ radius: String?, _ operations: any AreaOperations
    ) -> Area? {
        guard let latitude, let longitude, let radius else {
            fault(.area, "no area: fill it, or all three of latitude, longitude and radius")
            return nil
        }
        guard let north = WrittenNumber.decimal(latitude), let east = WrittenNumber.decimal(longitude) else {
            fault(.latitude, "not a point: write degrees such as 52.0907 and 5.1214")
            return nil
        }
        guard let point = Coordinate(latitude: north, longitude: east) else {
            fault(
                .latitude,
                SurveyGrid.around(east, north)?.reason ?? "not on the earth: write degrees such as 52.0907 and 5.1214")
            return nil
        }
        guard let metres = WrittenNumber.whole(radius).map(Double.init) ?? WrittenNumber.decimal(radius),
            (50...3_000).contains(metres)
        else {
            fault(.radius, "write metres from 50 to 3000")
            return nil
        }
        return operations.around(point, metres: metres)
    }

    private mutating func readMunicipality(_ book: ImportContext) {
        let lies = area.flatMap { book.gazetteer.municipality(at: $0.middle) }
        let country = jurisdiction.country
        guard let typed = field(.municipalityCode) ?? field(.municipality) else {
            municipality = lies?.code
            if area != nil, municipality == nil {
                fault(.municipality, "none lies there: is the position right?", isFault: false)
            }
            return
        }
        do throws(MunicipalityBook.Fault) {
            let only = try book.municipalities.municipality(typed, country: country)
            municipality = only.code
            if let lies, lies.code != only.code {
                fault(.municipality, "the middle of the area lies in \(lies.name) (\(lies.code))", isFault: false)
            }
        } catch {
            fault(.municipality, error.reason)
        }
    }

    private mutating func readMembers() {
        guard let typed = field(.members) else { return }
        guard let number = WrittenNumber.whole(typed), (0...100_000).contains(number) else {
            fault(.members, "write a whole number from 0 to 100000")
            return
        }
        members = number
    }

    private mutating func readChannel() {
        invitation = field(.invitation)
        if let typed = field(.channel)?.lowercased() {
            if let known = Registration.Channel(rawValue: typed) {
                channel = known
            } else {
                fault(.channel, "write saar or whatsapp")
            }
        } else if invitation != nil {
            channel = .whatsapp
        }
        guard let invitation else { return }
        if (try? ChatInvitation(invitation)) == nil {
            fault(.invitation, "not an invitation as WhatsApp makes it: \(ChatInvitation.beginning)…")
        } else if channel != .whatsapp {
            fault(.invitation, "an invitation goes with the channel whatsapp")
        }
    }

    private mutating func readFounded(now: Moment) {
        guard let typed = field(.founded) else { return }
        founded = WrittenNumber.day(typed)
        if founded == nil {
            fault(
                .founded,
                WrittenNumber.isDayNumber(typed)
                    ? "a number of days, as spreadsheets count them: make the column one of dates and save again"
                    : "not a day from 1970 on: write 2016-04-30 or 30-4-2016, or the year alone")
        } else if let founded, founded > now {
            fault(.founded, "that is still to come")
        }
    }

    private mutating func readStanding() {
        guard let typed = field(.standing)?.lowercased() else { return }
        guard let known = Registration.Standing(rawValue: typed) else {
            let all = Registration.Standing.allCases.map(\.rawValue).joined(separator: ", ")
            fault(.standing, "write one of \(all)")
            return
        }
        standing = known
    }

    private static func name(_ refusal: Refusal) -> String {
        switch refusal.code {
        case .textTooLong: "more than 80 letters: shorten it"
        case .linkUnwanted:
            "an address or a telephone number stands in it: take it out, or put a space behind the dot where it is none"
        case .nameInvalid: "letters of several alphabets in one word, or signs that look like letters: write it anew"
        default: "no name: write one"
        }
    }

    private static func words(_ refusal: Refusal) -> String {
        let place = refusal.parameters["latitude"].flatMap { latitude in
            refusal.parameters["longitude"].map { " at \(latitude), \($0)" }
        }
        return switch refusal.code {
        case .areaCrossesItself: "it crosses itself\(place ?? ""): draw it without a loop"
        case .areaHoleOutside: "a hole lies outside\(place ?? ""): take it out"
        case .areaTooSmall: "it is smaller than \(Int(AreaRules.smallest)) square metres"
        case .areaTooLarge: "it is larger than \(Int(AreaRules.largest / 1_000_000)) square kilometres"
        case .areaTooWide: "it reaches further than \(Int(AreaRules.widest / 1_000)) kilometres"
        case .areaCrossesAntimeridian: "it goes around the earth: is longitude written first?"
        case .areaSwapped: "latitude and longitude stand in each other's place: write them the other way round"
        case .areaElsewhere:
            "it does not lie in \(refusal.parameters["country"] ?? "the country"): is the position right?"
        default: "it is no area (\(refusal.code.rawValue))"
        }
    }
}
