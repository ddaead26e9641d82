import Testing

@testable import WatchNATS

@Suite("The address of a bus")
struct NATSAddressTests {
    @Test(
        "is read",
        arguments: [
            ("nats://127.0.0.1:4222", ["nats://127.0.0.1:4222"], false),
            ("nats://a:4222,b:4223,c", ["nats://a:4222", "nats://b:4223", "nats://c"], false),
            ("nats://saar:p%40ss@a:4222,b:4222/", ["nats://saar:p%40ss@a:4222", "nats://saar:p%40ss@b:4222"], false),
            ("tls://bus.example.org", ["nats://bus.example.org"], true),
            ("nats://[::1]:4222?ca=/etc/saar/ca.pem", ["nats://[::1]:4222"], true),
        ])
    func good(text: String, servers: [String], isSecure: Bool) throws {
        let address = try NATSAddress(text)
        #expect(address.servers == servers)
        #expect(address.isSecure == isSecure)
        #expect(address.subject == "saar")
    }

    @Test func takesFilesAndASubject() throws {
        let address = try NATSAddress("tls://a?ca=/ca&certificate=/c&key=/k&credentials=/creds&subject=saar-test")
        #expect(address.authority == "/ca" && address.certificate == "/c" && address.key == "/k")
        #expect(address.credentials == "/creds" && address.subject == "saar-test")
    }

    @Test(
        "is refused without repeating its password",
        arguments: [
            "", "nats", "http://secret@a:4222", "nats://", "nats://secret@", "nats://secret@a:0", "nats://secret@a:x",
            "nats://secret@a b:4222", "nats://secret@a?what=1", "nats://secret@a?ca", "nats://secret@a?key=/k",
            "nats://secret@a?subject=saar.*", "nats://secret@a,,b",
            "nats://secret@" + String(repeating: "a,", count: 40) + "a",
        ])
    func bad(text: String) {
        #expect { try NATSAddress(text) } throws: { error in
            (error as? NATSFault).map { !$0.description.contains("secret") && !$0.description.isEmpty } ?? false
        }
    }
}
