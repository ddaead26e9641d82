import Testing

@testable import Watch

/// What in a name leads elsewhere, and what has dots, strokes and numbers and is a name.
@Suite struct AddressInNameTests {
    @Test(arguments: [
        "https://evil.nl", "https://\u{FE0F}evil", "https:\u{301}/\u{301}/evil", "http:evil", "://evil", "//evil",
        "\\\\evil",
        "https ://evil", "HTTPS://EVIL.NL", "ｈttps：／／evil", "Zie https evil", "www evil nl", "mailto:x", "tel:112",
        "javascript:x", "evil.nl", "EVIL.NL", "Zie evil.nl", "evil.nl.", "(evil.nl)", "evil.nl/betaal", "evil.co.uk",
        "Evil.Com",
        "evil[.]nl", "evil(.)nl", "evil .nl", "e\u{200B}vil.n\u{200D}l", "evil\u{FE0F}.nl", "evil\u{301}.nl", "evil。nl",
        "evil．nl",
        "evil｡nl", "evil․nl", "evil﹒nl", "ｗｗｗ．ｅｖｉｌ．ｎｌ", "ⓔⓥⓘⓛ.ⓝⓛ", "пример.рф", "例子。中国", "xn--e1afmkfd.nl",
        "t.me/x", "bit.ly", "wa.me", "x.com", "St.nl", "Kerkstr.nl", "dr.com", "192.168.1.1", "7.nl",
        "politie-woerden.help",
        "anna@evil.nl", "anna＠evil", "@anna", "Bel 0612345678", "06-12 34 56 78", "+31 6 1234 5678", "0031612345678",
        "31 6 12345678", "020-1234567", "0900-8844", "0800 1234", "(030) 123 45 67", "٠٦١٢٣٤٥٦٧٨", "０６１２３４５６７８",
        "12345678", "+32 471 23 45 67", "0471/23.45.67", "112 of 0900-8844",
        "Politie Woerden: u bent gehackt, www.evil.nl",
        "Kerk://straat", "⓪⑥①②③④⑤⑥⑦⑧", "C.de", "Burg.de", "evil.de Vlugtlaan",
    ])
    func whatLeadsElsewhere(name: String) {
        #expect(AddressInName.isFound(in: name), "\(name)")
    }

    @Test(arguments: [
        "St. Jansbuurt", "Dr. Kuyperstraat e.o.", "A.C. de Bruijnstraat", "Wijk 7.2", "'t Zand", "St.Jansbuurt",
        "P.C.Hooftstraat",
        "Dr.Kuyperstraat e.o.", "A.C.de Bruijnstraat", "Burg.de Vlugtlaan", "Burg. van Tuylllaan",
        "Mr.dr.J.P.Coenplein",
        "Prof.Dr.Dorgelolaan", "Gebr.de Koningstraat", "Karl-Marx-Str.Nord", "17.Juni-Straße", "1.Maistraat",
        "Ste.Anne",
        "Av. Louise", "Av.de la Couronne", "Straat: even/oneven", "Buurt 12/13", "Huisnummers 1000-1200",
        "Plein 1940-1945",
        "Kerkstraat 101-199", "Nr 29, 31, 33, 35, 37, 39", "31 33 35 37 39", "3443 AB - 3443 AZ", "Hotel: de Ster",
        "D'n Dungen",
        "Bos & Lommer", "N.V. Zeedijk", "o.l.v. Marie", "Flat 2.1.3", "Buurt (noord)", "Wwwijk", "Hof van 11.11 uur",
        "Jan J.",
        "🌳.🌳", "Straat…", "De Punt...", "Kerk- en Molenstraat", "Rond-Point de la Gare", "Pl. de la Gare", "2020-2025",
        "",
        "Mary J.", "J.R.R.", "Fam.de Vries", "Ind.terrein Noord", "Buitengeb.-Noord", "Noord/Zuid", "Vak C.3", "N201",
        "A.",
    ])
    func whatIsAName(name: String) {
        #expect(!AddressInName.isFound(in: name), "\(name)")
    }
}
