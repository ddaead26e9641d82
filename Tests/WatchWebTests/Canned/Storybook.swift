import Foundation
import Watch
import WatchWords

@testable import WatchWeb

/// Every canned page as a file that a browser opens from the disk, with styles, scripts and pictures beside it, and a first
/// page that leads to all of them.
struct Storybook {
    let folder: URL

    func write() async throws {
        let files = FileManager.default
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        for part in ["styles", "scripts", "pictures"] {
            let place = folder.appending(path: "assets/\(part)")
            if files.fileExists(atPath: place.path) { try files.removeItem(at: place) }
            try files.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try files.copyItem(at: APIStreet.share.appending(path: part), to: place)
        }
        var lines: [String: [String]] = [:]
        for language in Language.allCases {
            let place = folder.appending(path: language.rawValue)
            try files.createDirectory(at: place, withIntermediateDirectories: true)
            for page in try await CannedPages.all(in: language) {
                let html = try PageStreet.html(page.model, in: language).replacing("\"/assets/", with: "\"../assets/")
                try Data(html.utf8).write(to: place.appending(path: "\(page.name).html"))
                let link = "<a href=\"\(language.rawValue)/\(page.name).html\">\(language.rawValue)</a>"
                lines[page.name, default: []].append(link)
            }
        }
        let list = lines.sorted { $0.key < $1.key }.map { "<li>\($0.key): \($0.value.joined(separator: " "))</li>" }
        let index = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Saar, page by page</title></head>
            <body><h1>Saar, page by page</h1><ul>
            \(list.joined(separator: "\n"))
            </ul></body></html>

            """
        try Data(index.utf8).write(to: folder.appending(path: "index.html"))
    }
}
