import Foundation
import Watch

// Reads the shipped gazetteer, asks it what people ask, and prints how long that took and how much memory it holds.

/// Resident memory in MB, as the kernel counts it.
func resident() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return (status.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) * 4_096 / 1_000_000
}

/// Microseconds of each question, sorted.
func microseconds<Question>(_ questions: [Question], _ ask: (Question) -> Int) -> [Double] {
    var answers = 0
    let times = questions.map { question in
        let start = ContinuousClock.now
        answers += ask(question)
        let took = ContinuousClock.now - start
        return Double(took.components.attoseconds) / 1e12
    }
    precondition(answers >= 0)
    return times.sorted()
}

func say(_ name: String, _ times: [Double]) {
    func at(_ share: Double) -> String {
        String(format: "%.1f", times[min(times.count - 1, Int(Double(times.count) * share))])
    }
    print("\(name): \(times.count) asked, p50 \(at(0.5)) µs, p99 \(at(0.99)) µs, most \(at(1)) µs")
}

let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
let before = resident()
let start = ContinuousClock.now
let gazetteer = try { try GazetteerReader.gazetteer(GazetteerFiles.release(in: folder)) }()
print("read and built: \(gazetteer.places.count) places in \(ContinuousClock.now - start)")
print("memory: \(Int(before)) MB before, \(Int(resident())) MB after (with what the reading left behind)")

if CommandLine.arguments.count > 2 {
    // To look at answers by hand.
    for typed in CommandLine.arguments.dropFirst(2) {
        print("\(typed):")
        for place in gazetteer.search(typed, limit: 6) {
            let around = place.municipality.flatMap(gazetteer.municipality)?.name ?? ""
            print("    \(place.kind.rawValue) \(place.name) (\(around)) \(place.key)")
        }
    }
    exit(0)
}

var random = SystemRandomNumberGenerator()
let names = (0..<20_000).compactMap { _ in gazetteer.places.randomElement(using: &random)?.name }
/// One letter left out, doubled or swapped.
let careless = names.map { name -> String in
    var letters = Array(name)
    guard letters.count > 3 else { return name }
    let at = Int.random(in: 1..<(letters.count - 1), using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0: letters.remove(at: at)
    case 1: letters.insert(letters[at], at: at)
    default: letters.swapAt(at, at + 1)
    }
    return String(letters)
}
let beginnings = names.map { String($0.prefix(Int.random(in: 1...6, using: &random))) }
let points = (0..<50_000).compactMap { _ in
    Coordinate(
        latitude: .random(in: 49.5...53.6, using: &random), longitude: .random(in: 2.5...7.3, using: &random))
}
let codes = (0..<50_000).map { _ in String(Int.random(in: 1_000...9_999, using: &random)) }
say("whole names", microseconds(names) { gazetteer.search($0).count })
say("beginnings of 1 to 6 letters", microseconds(beginnings) { gazetteer.search($0).count })
say("names with a slip", microseconds(careless) { gazetteer.search($0).count })
say("postcodes", microseconds(codes) { gazetteer.postcodes($0).count })
say("municipality at a point", microseconds(points) { gazetteer.municipality(at: $0) == nil ? 0 : 1 })
