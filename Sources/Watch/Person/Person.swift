/// The id of a person.
public typealias PersonId = Id<Person>

/// Somebody who signs in. What others see of them is decided by the rules, not here.
public struct Person: Hashable, Sendable {
    public let id: PersonId
    /// All that neighbours ever see of a name. Empty until they have said it, and again once they have been erased.
    public let firstName: String
    public let lastName: String
    /// Where a sign-in code goes; nil in a demo.
    public let email: String?
    public let language: Language
    public let createdAt: Moment

    public init(
        id: PersonId, firstName: String, lastName: String, email: String?, language: Language, createdAt: Moment
    ) {
        self.id = id
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.language = language
        self.createdAt = createdAt
    }
}

/// A post that a person holds outside any group: an officer of a zone, an official of a municipality.
public struct Office: Hashable, Sendable {
    public enum Kind: String, Codable, Sendable, CaseIterable { case police, municipality, foundation }

    public let kind: Kind
    /// The police zone, the municipality's code or the country's, by kind.
    public let territory: String

    public init(kind: Kind, territory: String) {
        self.kind = kind
        self.territory = territory
    }
}

/// Somebody with one of the offices they hold.
public struct Official: Hashable, Sendable {
    public let person: Person
    public let office: Office

    public init(person: Person, office: Office) {
        self.person = person
        self.office = office
    }
}

/// How somebody wants to be called, and in which language they are written to.
public struct PersonProfile: Hashable, Sendable {
    public let firstName: String
    public let lastName: String
    public let language: Language

    /// Checks what was typed.
    ///
    /// - Throws: `text-too-long`, `link-unwanted`, and what `PersonName.checked` throws.
    public init(firstName: String?, lastName: String?, language: Language) throws(Refusal) {
        self.firstName = try PersonName.checked(firstName)
        self.lastName = try PersonProfile.checked(lastName: lastName)
        self.language = language
    }

    /// Everything that is amiss with what was typed.
    public static func refusals(firstName: String?, lastName: String?) -> [Refusal] {
        var found = Refusals()
        found.check { () throws(Refusal) in try PersonName.checked(firstName) }
        found.check { () throws(Refusal) in try checked(lastName: lastName) }
        return found.all
    }

    private static func checked(lastName: String?) throws(Refusal) -> String {
        try Words.line(lastName, field: "lastName", limit: 60) ?? ""
    }

    /// Somebody who says their first name, and nothing else about themselves.
    ///
    /// - Throws: what `PersonName.checked` throws.
    public init(_ person: Person, firstName: String?, language: Language) throws(Refusal) {
        self.firstName = try PersonName.checked(firstName)
        lastName = person.lastName
        self.language = language
    }

    /// Somebody as they are called already, written to in this language from now on.
    public init(_ person: Person, language: Language) {
        firstName = person.firstName
        lastName = person.lastName
        self.language = language
    }
}
