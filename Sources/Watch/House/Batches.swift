extension Array {
    /// One part after another, none longer than so many: as much as one statement takes.
    public func batches(of count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
    }
}
