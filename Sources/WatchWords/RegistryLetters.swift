import Watch

/// What the registry writes to coordinators and offices, in the language of who reads it.
public struct RegistryLetters: Sendable {
    private let catalogues: Catalogues
    private let site: SiteAddress

    /// How many groups a letter names; the others are counted.
    private static let mostNamed = 20

    /// Letters in these words, whose links lead to this site.
    public init(words: Catalogues, site: SiteAddress) {
        catalogues = words
        self.site = site
    }

    /// What a letter says, in the words of its cause.
    ///
    /// - Parameters:
    ///   - group: the one that it is about, where it is about one.
    ///   - now: when it is written.
    func letter(
        _ content: LetterContent, about group: Group, to email: EmailAddress, in language: Language, at now: Moment
    ) -> Letter {
        switch content {
        case .place(let cause): memberLetter(about: group, cause, to: email, in: language)
        case .coordinators(let content): groupLetter(to: group, content, to: email, in: language)
        case .reminder(let letter): reminder(of: group, letter: letter, to: email, in: language)
        case .warning(let groups): warning(of: groups, to: email, in: language)
        case .escalation(let groups, let unconfirmed):
            escalation(of: groups, unconfirmed: unconfirmed, to: email, in: language)
        case .question: coCoordination(of: group.id, to: email, in: language)
        case .silence(let devices):
            silence(of: devices, at: now, in: group.jurisdiction.timeZone, to: email, in: language)
        }
    }

    /// Whether all is still right with a group; `letter` counts from 1.
    public func reminder(of group: Group, letter: Int, to email: EmailAddress, in language: Language) -> Letter {
        let words = catalogues.of(language)
        let values = [
            "group": group.name, "link": site.url + SiteURL.registry(.init(group)).path, "letter": String(letter),
            "letters": String(group.jurisdiction.confirmation.reminders.count),
        ]
        return Letter(
            to: email, subject: words.text("letter.registry-renewal.subject", values),
            text: words.text("letter.registry-renewal.text", values), language: words.language)
    }

    /// That somebody asks whoever has this address to lead a group as well. Anybody can ask anybody, so nothing stands in it
    /// that the asker has chosen, not in the link either; who asks, and for which group, is told by the page it leads to.
    public func coCoordination(of group: GroupId, to email: EmailAddress, in language: Language) -> Letter {
        let words = catalogues.of(language)
        let values = [
            "link": site.url + SiteURL.coCoordination(.init(group)).path,
            "days": String(CoCoordination.lifetime.milliseconds / Span.days(1).milliseconds),
        ]
        return Letter(
            to: email, subject: words.text("letter.co-coordination.subject", values),
            text: words.text("letter.co-coordination.text", values), language: words.language)
    }

    /// What a group's coordinators are told.
    public func groupLetter(
        to group: Group, _ content: GroupLetter.Content, to email: EmailAddress, in language: Language
    ) -> Letter {
        let words = catalogues.of(language)
        var values = ["group": group.name, "link": site.url + SiteURL.group(.init(group)).path]
        switch content {
        case .confirmed(let capacity):
            values["office"] = words.text("letter.office.\(capacity.rawValue)")
            return letter("letter.group-confirmed", values, to: email, words)
        case .declined(let capacity, let reason):
            values["office"] = words.text("letter.office.\(capacity.rawValue)")
            values["again"] = site.url + SiteURL.newGroup.path
            return letter("letter.group-declined", values, saying: reason, to: email, words)
        case .links(let neighbours, let more):
            var names = neighbours.map { neighbour in
                let state = neighbour.isAskedAgain ? "moved" : neighbour.asks ? "asks" : "proposed"
                let name = neighbour.name ?? words.count("letter.unconfirmed", 1)
                return "- \(name) (\(words.text("links.state.\(state)")))"
            }
            if more > 0 { names.append("- + \(words.number(more))") }
            values["link"] = site.url + SiteURL.links(.init(group)).path
            values["groups"] = names.joined(separator: "\n")
            values["count"] = words.number(neighbours.count + more)
            values["days"] = String(GroupLetter.Kind.links.pause.milliseconds / Span.days(1).milliseconds)
            return letter("letter.group-links", values, to: email, words)
        case .applicants(let count):
            values["link"] = site.url + SiteURL.members(.init(group)).path
            values["waiting"] = words.count("group.applicants", count)
            return letter("letter.group-applicants", values, to: email, words)
        }
    }

    /// What somebody is told about their own place in a group: nothing but its name and the way there.
    public func memberLetter(
        about group: Group, _ cause: MemberLetter.Cause, to email: EmailAddress, in language: Language
    ) -> Letter {
        let values = [
            "group": group.name, "link": site.url + SiteURL.group(.init(group)).path,
            "find": site.url + SiteURL.groups.path, "days": RegistryLetters.notice(in: group),
        ]
        return letter("letter.member-\(cause.rawValue)", values, to: email, catalogues.of(language))
    }

    /// In how many days a group is closed about which that is told.
    private static func notice(in group: Group) -> String {
        String(group.jurisdiction.confirmation.notice.milliseconds / Span.days(1).milliseconds)
    }

    /// That these groups will be closed, unless who reads it says that they stay.
    public func warning(of groups: [Group], to email: EmailAddress, in language: Language) -> Letter {
        let words = catalogues.of(language)
        let names = groups.map { "- \($0.name), \($0.place)" }
        let values = [
            "count": words.number(groups.count), "groups": names.joined(separator: "\n"),
            "link": site.url + SiteURL.care.path, "days": groups.first.map(RegistryLetters.notice) ?? "",
        ]
        return Letter(
            to: email, subject: words.text("letter.registry-closing.subject", values),
            text: words.text("letter.registry-closing.text", values), language: words.language)
    }

    /// That nothing was heard of these devices for long: whether they would still be woken, only a test there tells.
    ///
    /// - Parameter zone: where they live, as an IANA name.
    public func silence(
        of devices: [PushSilence.Device], at now: Moment, in zone: String, to email: EmailAddress, in language: Language
    ) -> Letter {
        let words = catalogues.of(language)
        let clock = WallClock(zone: zone, now: now, words: words)
        let lines = devices.map { device in
            let values = ["device": device.name ?? words.text("devices.unknown"), "date": clock.date(device.heardAt)]
            return "- " + words.text("letter.devices-silent.line", values)
        }
        let values = [
            "days": String(PushRules.longestSilence.milliseconds / Span.days(1).milliseconds),
            "devices": lines.joined(separator: "\n"), "test": words.text("me.push.test"),
            "end": words.text("me.push.end"),
            "link": site.url + SiteURL.me.path + "#woken",
        ]
        return letter("letter.devices-silent", values, to: email, words)
    }

    private func letter(
        _ key: String, _ values: [String: String], saying reason: String = "", to email: EmailAddress,
        _ words: Catalogue
    ) -> Letter {
        let text = words.text("\(key).text", values.merging(["reason": reason]) { $1 })
        return Letter(
            to: email, subject: words.text("\(key).subject", values), text: text, language: words.language)
    }

    /// That these groups have nobody, nor have so many that are not confirmed.
    public func escalation(
        of groups: [Group], unconfirmed: Int, to email: EmailAddress, in language: Language
    ) -> Letter {
        let words = catalogues.of(language)
        var names = groups.prefix(RegistryLetters.mostNamed).map { "- \($0.name), \($0.place)" }
        if groups.count > names.count { names.append("- + \(words.number(groups.count - names.count))") }
        if unconfirmed > 0 { names.append("- " + words.count("letter.unconfirmed", unconfirmed)) }
        let values = [
            "count": words.number(groups.count + unconfirmed), "groups": names.joined(separator: "\n"),
            "link": site.url + SiteURL.care.path,
        ]
        return Letter(
            to: email, subject: words.text("letter.registry-nobody.subject", values),
            text: words.text("letter.registry-nobody.text", values), language: words.language)
    }
}
