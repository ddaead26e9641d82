// The words that `PlaceWords` knows, as people fold them in typing: without accents and capitals, a y as ij.

extension PlaceWords {
    /// Kinds of streets at the end of a name, Dutch and German, each spelled in one way. The longer come first.
    static let endings: [(String, String)] = [
        ("plantsoen", "plantsoen"), ("strasse", "str"), ("straat", "str"), ("singel", "singel"), ("gracht", "gracht"),
        ("steeg", "steeg"), ("plein", "plein"), ("dreef", "dreef"), ("platz", "platz"), ("gasse", "gasse"),
        ("allee", "allee"), ("markt", "markt"), ("laan", "laan"), ("kade", "kade"), ("kaai", "kaai"), ("dijk", "dijk"),
        ("baan", "baan"), ("vest", "vest"), ("hof", "hof"), ("weg", "weg"), ("pad", "pad"), ("str", "str"),
        ("lei", "lei"),
    ].map { (PlaceName.folded($0.0), PlaceName.folded($0.1)) }

    /// The same as words of their own behind a name, and the English ones.
    static let kindsBehind: [String: String] = {
        var kinds = Dictionary(endings, uniquingKeysWith: { first, _ in first })
        for word in [
            "street", "road", "lane", "drive", "close", "court", "way", "crescent", "gardens", "grove", "avenue",
            "square", "boulevard", "park",
        ] { kinds[PlaceName.folded(word)] = PlaceName.folded(word) }
        kinds["rd"] = "road"
        kinds["ave"] = "avenue"
        return kinds
    }()

    /// Kinds of streets before a name, as in French.
    static let kindsBefore: [String: String] = {
        var kinds: [String: String] = [:]
        for word in [
            "rue", "avenue", "boulevard", "chemin", "chaussée", "quai", "impasse", "allée", "ruelle", "sentier",
            "venelle", "drève", "square", "place", "cours", "passage", "clos", "route", "faubourg", "esplanade",
        ] { kinds[PlaceName.folded(word)] = PlaceName.folded(word) }
        for (short, long) in [
            ("av", "avenue"), ("bd", "boulevard"), ("bld", "boulevard"), ("bvd", "boulevard"), ("chée", "chaussée"),
            ("pl", "place"),
        ] { kinds[PlaceName.folded(short)] = PlaceName.folded(long) }
        return kinds
    }()

    /// Inside a French street's name, or before it.
    static let particles = folded("de du des la le les aux au")

    /// What a street's name may be written with and without.
    static let honours = folded(
        "général maréchal docteur dr président saint sainte st ste abbé curé colonel capitaine professeur")

    /// What makes a number the first of streets of one name.
    static let ordinals: Set<String> = ["e", "de", "ste", "er", "ere", "eme", "nd", "rd", "th", "st"]

    /// The same in words.
    static let written: [String: String] = [
        "eerste": "1", "tweede": "2", "derde": "3", "vierde": "4", "premiere": "1", "deuxieme": "2", "erste": "1",
        "zweite": "2", "dritte": "3", "first": "1", "second": "2", "third": "3",
    ]

    /// Words that put a sentence about a place together.
    static let glue = folded(
        """
        de het een in op aan bij te ter ten van voor achter naast tegenover tussen hoek kruising kruispunt richting hoogte thv
        tov nabij langs onder boven om rond rondom naar en of uit over links rechts kant zijde overkant einde eind begin
        midden hier daar ergens buiten binnen ons onze mijn mij me uw jullie hun zijn wij ik
        la le les des du un une au aux en sur sous dans près devant derrière entre face côté coin angle croisement carrefour
        hauteur direction vers chez ici là notre nos mon ma mes votre vos leur et ou gauche droite bout milieu fond
        der die das den dem ein eine einem einer im am auf bei beim zu zum zur von vom vor hinter neben gegenüber gegenueber
        zwischen ecke kreuzung richtung höhe hoehe nahe unter über ueber und oder dort irgendwo unser unsere unserem mein
        meine meinem ihr seite ende anfang mitte
        the an on at by near next to from of behind opposite between corner crossing junction towards toward along under or
        and here there somewhere our my your their left right side end start middle front back
        """)

    /// Words that stand in many a place and tell none of them.
    static let idle = glue.union(nouns).union(kindsBefore.keys).union(kindsBehind.keys)

    /// Things and people that are to be found at any place.
    static let nouns = folded(
        """
        nr no num nummer huisnummer bus buurt buurman buurvrouw buren wijk dorp stad centrum huis huizen woning flat
        appartement tuin voortuin achtertuin voordeur achterdeur deur raam poort hek stoep trottoir oprit garage garages
        schuur schuurtje schuurtjes brandgang achterom parkeerplaats parkeerplek parkeerterrein fietspad voetpad
        bushalte auto autos geparkeerd ingang uitgang linkerkant rechterkant
        numéro maison maisons porte jardin trottoir parking entrée sortie voisin voisins voisine arrêt boîte bte app apt
        quartier village ville centre commune voiture voitures
        haus häuser hausnummer tür tor garten einfahrt gehweg bürgersteig parkplatz nachbar nachbarn nachbarin viertel
        dorf stadt ort zentrum eingang ausgang bushaltestelle wohnung auto autos
        number house houses door garden gate driveway pavement sidewalk neighbour neighbours neighbourhood neighbor
        neighborhood town city center entrance exit stop apartment box car cars parked
        """)

    /// What ends like a street and is none.
    static let noStreets = folded(
        """
        kerkhof binnenhof snelweg spoorweg fietsweg voetweg supermarkt tennisbaan voetbalbaan skatebaan landweg onderweg
        zandpad wandelpad speelplein schoolplein bahnhof friedhof spielplatz marktplatz fussweg radweg feldweg autobahn
        hauptbahnhof spoorbaan renbaan kinderhof
        """)

    private static func folded(_ words: String) -> Set<String> {
        Set(words.split(whereScalar: \.isSpace).map { PlaceName.folded(String($0)) })
    }
}
