/// Gathers what is amiss with what somebody sent, so that a form says all of it at once and nobody mends one thing after
/// the other.
///
/// It decides nothing: what is asked for is refused or done as ever, and this tells what else stands in its way.
public struct Refusals: Hashable, Sendable {
    /// What was found, in the order in which it was looked for: that of the form.
    public private(set) var all: [Refusal] = []

    public init() {}

    /// Whether something is amiss with this field.
    public func concerns(_ field: String) -> Bool { all.contains { $0.field == field } }

    /// Keeps one more.
    public mutating func add(_ refusal: Refusal) { all.append(refusal) }

    /// The value that a rule makes; nil when it refuses, which is then kept.
    @discardableResult
    public mutating func check<Value>(_ rule: () throws(Refusal) -> Value) -> Value? {
        do throws(Refusal) {
            return try rule()
        } catch {
            all.append(error)
            return nil
        }
    }
}

extension Refusal {
    /// What a form says when this stands in its way: this, and what else is amiss with it. A reason that no field can mend
    /// stands alone.
    ///
    /// - Parameter others: what was found in the whole form, in its order; this one may be among them.
    public func among(_ others: [Refusal]) -> [Refusal] {
        guard let field else { return [self] }
        // One field has one reason: the one for which it was refused.
        guard let place = others.firstIndex(where: { $0.field == field }) else { return [self] + others }
        var all = others
        all[place] = self
        return all
    }
}
