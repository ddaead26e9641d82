import Foundation

/// Base64 for addresses, without padding (RFC 4648, section 5): how browsers and push services write keys.
enum Base64URL {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let letters = Data(bytes).base64EncodedData().compactMap { letter -> UInt8? in
            switch letter {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: letter
            }
        }
        return String(decoding: letters, as: UTF8.self)
    }

    /// Nil for what is none. Padding may be there: some browsers write it.
    static func bytes(_ text: String) -> [UInt8]? {
        var letters: [UInt8] = []
        for letter in text.utf8 where letter != UInt8(ascii: "=") {
            switch letter {
            case UInt8(ascii: "-"): letters.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): letters.append(UInt8(ascii: "/"))
            // Those of the other alphabet.
            case UInt8(ascii: "+"), UInt8(ascii: "/"): return nil
            default: letters.append(letter)
            }
        }
        guard letters.count % 4 != 1 else { return nil }
        letters += [UInt8](repeating: UInt8(ascii: "="), count: (4 - letters.count % 4) % 4)
        return Data(base64Encoded: Data(letters)).map(Array.init)
    }
}
