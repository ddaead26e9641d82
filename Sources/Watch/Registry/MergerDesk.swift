extension RegistryDesk {
    /// Gives groups whose municipality is no more the one in which they lie now, with a line in each one's audit log.
    ///
    /// - Returns: how many got another one.
    @discardableResult
    public func follow(_ merger: Merger) async throws -> Int {
        var followed = 0
        for (group, code) in merger.groups.sorted(by: { $0.key < $1.key }) {
            let now = surroundings.now()
            let entry: Id<AuditEntry> = surroundings.id(at: now)
            let scene = try await store.change(group, by: nil, at: now, request: nil) { scene throws(Refusal) in
                // A coordinator may have moved it meanwhile.
                guard let before = scene.group.municipality, merger.successors[before] != nil else {
                    return RegistryChange(registration: scene.registration, entry: nil)
                }
                return RegistryChange(
                    registration: scene.registration,
                    group: scene.group.revised(
                        name: scene.group.name, place: scene.group.place, municipality: code, area: scene.group.area),
                    entry: AuditEntry(
                        id: entry, group: group, at: now, person: nil, capacity: .watch, kind: .changed,
                        details: ["municipality": "\(before) → \(code)"]))
            }
            if scene.group.municipality == code { followed += 1 }
        }
        return followed
    }
}
