import Synchronization
import Watch

/// Persons and their keys in memory, by the contract of `PersonStore`: one lock, so that two codes make one person and
/// a key is spent once. It knows of nobody's words; what erasing does to those is the database's to prove.
public final class FakePersonStore: PersonStore {
    fileprivate struct House {
        var persons: [PersonId: Person]
        var offices: [PersonId: [Office]]
        var groups: [PersonId: [GroupId]]
        var tokens: [Token] = []
    }

    private let house: Mutex<House>

    /// A store of these people; nobody has a key.
    ///
    /// - Parameter groups: where they have a place, which ends when they are erased.
    public init(
        persons: [Person] = Street.everybody.map(\.person), offices: [PersonId: [Office]] = Street.offices,
        groups: [PersonId: [GroupId]] = [:]
    ) {
        let byId = Dictionary(persons.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        house = Mutex(House(persons: byId, offices: offices, groups: groups))
    }

    // MARK: for tests to look at

    /// Everybody there is.
    public var everybody: [Person] { house.withLock { Array($0.persons.values) } }

    /// Every key there is, in the order in which they were given.
    public var tokens: [Token] { house.withLock { $0.tokens } }

    // MARK: persons

    /// See `PersonStore`.
    public func keep(_ person: Person, offices: [Office]) {
        house.withLock { house in
            house.persons[person.id] = person
            house.offices[person.id] = offices
        }
    }

    /// See `PersonStore`.
    public func person(_ id: PersonId) -> Person? { house.withLock { $0.persons[id] } }

    /// See `PersonStore`.
    public func admit(_ newcomer: Person, by email: EmailAddress) -> Person {
        house.withLock { house in
            if let known = house.persons.values.first(where: { $0.email == email.text }) { return known }
            house.persons[newcomer.id] = newcomer
            return newcomer
        }
    }

    /// See `PersonStore`.
    public func change(_ person: PersonId, to profile: PersonProfile) throws {
        try house.withLock { house throws(Refusal) in
            guard let old = house.persons[person] else { throw Refusal(.notFound) }
            house.persons[person] = Person(
                id: person, firstName: profile.firstName, lastName: profile.lastName, email: old.email,
                language: profile.language, createdAt: old.createdAt)
        }
    }

    // MARK: offices

    /// See `PersonStore`.
    public func offices(of person: PersonId) -> [Office] { house.withLock { $0.offices[person] ?? [] } }

    /// See `PersonStore`.
    public func grant(_ office: Office, to person: PersonId) throws -> Bool {
        try house.withLock { house throws(Refusal) in
            guard house.persons[person] != nil else { throw Refusal(.notFound) }
            guard house.offices[person]?.contains(office) != true else { return false }
            house.offices[person, default: []].append(office)
            return true
        }
    }

    /// See `PersonStore`.
    public func revoke(_ office: Office, from email: EmailAddress) -> Bool {
        house.withLock { house in
            guard let person = house.persons.values.first(where: { $0.email == email.text })?.id,
                house.offices[person]?.contains(office) == true
            else { return false }
            house.offices[person]?.removeAll { $0 == office }
            return true
        }
    }

    /// See `PersonStore`.
    public func officials() -> [Official] {
        house.withLock { house in
            house.offices.flatMap { person, offices in
                offices.compactMap { office in
                    house.persons[person].map { Official(person: $0, office: office) }
                }
            }.sorted {
                ($0.office.kind.rawValue, $0.office.territory, $0.person.email ?? "")
                    < ($1.office.kind.rawValue, $1.office.territory, $1.person.email ?? "")
            }
        }
    }

    // MARK: keys

    /// See `PersonStore`.
    public func keep(_ token: Token) { house.withLock { $0.tokens.append(token) } }

    /// See `PersonStore`.
    public func token(ofHash hash: [UInt8], purpose: Token.Purpose, at moment: Moment) -> Token? {
        house.withLock { house in
            house.tokens.first { $0.hash == hash && $0.purpose == purpose && $0.expiresAt > moment }
        }
    }

    /// See `PersonStore`.
    public func spend(tokenHash hash: [UInt8], purpose: Token.Purpose, at moment: Moment) -> PersonId? {
        house.withLock { house in
            house.remove { $0.hash == hash && $0.purpose == purpose && $0.expiresAt > moment }.first?.person
        }
    }

    /// See `PersonStore`. Memberships do not change here.
    public func hearingVersions(ofHolders tokens: [TokenId]) -> [TokenId: Int64] {
        let kept = house.withLock { Set($0.tokens.map(\.id)) }
        return Dictionary(uniqueKeysWithValues: kept.intersection(tokens).map { ($0, 0) })
    }

    /// See `PersonStore`.
    public func renew(_ token: Token) {
        house.withLock { house in
            guard let index = house.tokens.firstIndex(where: { $0.id == token.id }) else { return }
            house.tokens[index] = token
        }
    }

    /// See `PersonStore`.
    public func tokens(of person: PersonId, purposes: [Token.Purpose]) -> [Token] {
        house.withLock { house in
            house.tokens.filter { $0.person == person && purposes.contains($0.purpose) }
                .sorted { $0.usedAt == $1.usedAt ? $0.id < $1.id : $0.usedAt > $1.usedAt }
        }
    }

    /// See `PersonStore`.
    public func forget(tokenHash hash: [UInt8]) -> PersonId? {
        house.withLock { house in house.remove { $0.hash == hash }.first?.person }
    }

    /// See `PersonStore`.
    public func forget(_ token: TokenId, of person: PersonId) -> Bool {
        house.withLock { house in !house.remove { $0.id == token && $0.person == person }.isEmpty }
    }

    /// See `PersonStore`.
    public func forgetOthers(than token: TokenId?, of person: PersonId, purposes: [Token.Purpose]) -> Int {
        house.withLock { house in
            house.remove { $0.person == person && purposes.contains($0.purpose) && $0.id != token }.count
        }
    }

    /// See `PersonStore`.
    public func forgetExpired(at moment: Moment) -> Set<PersonId> {
        house.withLock { house in Set(house.remove { $0.expiresAt <= moment }.map(\.person)) }
    }

    /// See `PersonStore`. Nothing of it is kept here.
    public func forgetSpent(at moment: Moment, limit: Int) -> Int { 0 }

    // MARK: one's own data

    /// See `PersonStore`.
    public func record(of person: PersonId) -> PersonRecord? {
        let tokens = tokens(of: person, purposes: [.session, .bearer])
        return house.withLock { house in
            house.persons[person].map {
                PersonRecord(
                    $0, offices: house.offices[person] ?? [], groups: [], asked: [], tokens: tokens, alerts: [],
                    messages: [], flags: 0, receipts: 0)
            }
        }
    }

    /// See `PersonStore`.
    public func erase(_ person: PersonId, at moment: Moment) throws -> [GroupId] {
        try house.withLock { house throws(Refusal) in
            guard house.persons.removeValue(forKey: person) != nil else { throw Refusal(.notFound) }
            house.offices[person] = nil
            house.remove { $0.person == person }
            return (house.groups.removeValue(forKey: person) ?? []).sorted()
        }
    }
}

extension FakePersonStore.House {
    /// Takes keys out, and gives what was taken.
    @discardableResult
    mutating func remove(_ isMeant: (Token) -> Bool) -> [Token] {
        let taken = tokens.filter(isMeant)
        tokens.removeAll(where: isMeant)
        return taken
    }
}

/// Hashes secrets with `FakeSeal`.
public struct FakeTokenHash: TokenHash {
    /// It has no state.
    public init() {}

    /// 32 bytes.
    public func hash(_ secret: String) -> [UInt8] { FakeSeal.hash(Array(secret.utf8)) }
}
