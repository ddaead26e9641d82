/// The words by which somebody could be taken for who speaks for others, in the Netherlands, Belgium, France and Germany and
/// in English. Each stands for all that reads like it (`NameReading`): accents, capitals and look-alike letters need no
/// row of their own.
///
/// A word counts as a whole word, also where it is written apart. A star says that more may stand there: `wijkagent*` begins
/// a word, `*agent` ends one, and `*politie*` stands anywhere in a first name, and anywhere in a word of a group's.
///
/// A word that people are called by does not belong here: not `maire` (Máire), `sheriff` (Sherif), `major`, `boas`.
enum ReservedNameLists {
    /// Who keeps order, as a body.
    static let forces = """
        *politie*, *police*, *polizei*, *gendarmerie*, *gendarme*, *marechaussee*, *maréchaussée*, kmar,
        bereden brigade, *bundespolizei*, bundesgrenzschutz, kripo, schupo, schutzpolizei, kriminalpolizei, zollamt,
        douane, recherche, rijkswacht, interpol, europol, opsporing, opsporingsdienst, handhaving*, stadstoezicht,
        *ordnungsamt*, ordnungsdienst, staatsanwaltschaft, openbaar ministerie, parket, parquet, ministère public,
        *polizia*, policía, *policja*, *полиция*, *полицейск*, *поліція*, *поліцейськ*, *милиция*, *αστυνομ*, *شرطة*,
        *الشرطة*, *警察*, *警官*, *公安*, *경찰*, emniyet
        """

    /// Who serves in them, and what they are called.
    static let ranks = """
        *agent, agente, agenten, wijkagent*, buurtagent*, hoofdagent*, politieman, politievrouw, brigadier, brigadiers,
        brigadier-chef, inspecteur, inspectrice, hoofdinspecteur, wijkinspecteur, inspector, inspektor*, oberinspektor,
        commissaris, hoofdcommissaris, commissaire, kommissar, kommissarin, *hauptkommissar*, *oberkommissar*,
        *polizist*, *policier*, policière, policeman, policewoman, constable, police officer, officer, boa,
        buitengewoon opsporingsambtenaar, opsporingsambtenaar, toezichthouder, handhaver*, rechercheur*, detective,
        korpschef, zonechef, korpsleiding, teamchef, opperwachtmeester, wachtmeester, wachtmeister*, hauptwachtmeister,
        polizeimeister, schutzmann, streifendienst, bezirksbeamter, bezirksdienst, kontaktbeamter, bünabe, dorfpolizist,
        gemeenschapswacht*, stadswacht*, veldwachter, gardien de la paix, gardiens de la paix, garde champêtre,
        agent de quartier, îlotier, adjudant, adjudant-chef, maréchal des logis, sous-brigadier, crs, douanier,
        zollbeamter, officier van justitie, procureur, staatsanwalt, polis, politi, полицейский, полицай, полковник
        """

    /// Other help in need.
    static let help = """
        *brandweer*, *ambulance*, ambulancier, ambulancière, *noodcentrale*, *hulpdienst*, *meldkamer*, *alarmcentrale*,
        *pompier*, service de secours, smur, urgence, urgences, sapeur, sapeurs, centrale de secours, *feuerwehr*, notruf*,
        *rettungsdienst*, notarzt, *leitstelle*, *emergency*, firefighter*, fire brigade, fire department, paramedic*,
        veiligheidsregio, zone de secours, hulpverleningszone, centrum112, centrale112, alarm112, meld112, 112meldkamer
        """

    /// Public offices.
    static let offices = """
        gemeente, gemeenteraad, gemeentebestuur, gemeentehuis, gemeentelijk*, stadsbestuur, *stadhuis, stadskantoor,
        commune, administration communale, mairie, municipalité, hôtel de ville, préfecture, sous-préfecture,
        gemeinde, gemeindeverwaltung, gemeinderat, stadtverwaltung, *rathaus, bürgeramt, landratsamt, municipality,
        town hall, city hall, council, city council, town council, overheid, rijksoverheid, ministerie, ministère, ministerium,
        belastingdienst, digid, rechtbank, justitie
        """

    /// Who holds them.
    static let officials = """
        *burgemeester, bourgmestre, *bürgermeister, *bürgermeisterin, *buergermeister, wethouder, échevin,
        échevine, mayor, monsieur le maire, madame la maire, le maire, adjoint au maire, préfet, préfète, sous-préfet,
        landrat, ambtenaar, fonctionnaire, beamter, beamtin
        """

    /// Who leads a group, and who looks after the program.
    static let coordinators = """
        *beheer, *beheerder*, medebeheer*, *coördinator*, *coördinatie*, *coordinateur*, *coordinatrice*, *coordination*,
        *koordination*, *koordinator*, vervanger, admin, *administrator*, *administrateur*, *moderator*, *modérateur*,
        stichting, fondation, stiftung, *foundation*, wabp, *buurtpreventie*, *buurtwacht*, *buurtbeheer*, systeem,
        système, system, *helpdesk*, support, webmaster
        """

    /// Saar itself: a girl may be called so, a service may not.
    static let saar = """
        team saar, saar team, saar helpdesk, saar support, saar service, saar beheer, saar systeem, saar official,
        saar info, saar security, saar veiligheid, saar bot, het team van saar, team van saar, l’équipe saar, équipe saar
        """

    /// Numbers to call.
    static let numbers = """
        112, 101, 110, 911, 999
        """

    // MARK: where a word is no claim

    /// How names of streets and quarters end.
    static let endings = """
        *straat, *straatje, *str, *laan, *laantje, *weg, *plein, *pleintje, *kade, *dreef, *hof, *hofje, *singel, *gracht,
        *steeg, *dijk, *park, *buurt, *buurtje, *wijk, *kwartier, *pad, *baan, *lei, *markt, *poort, *brug, *plantsoen, *veld,
        *veste, *wal, *straße, *strasse, *platz, *gasse, *viertel, *siedlung, *ring, *ufer, *damm, *street, *road,
        *lane, *square, *avenue
        """

    /// Whom streets are called after: a street may follow.
    static let namesakes = """
        *burgemeester, bourgmestre, *bürgermeister, *buergermeister, wethouder, échevin, commissaris,
        commissaire, kommissar, inspecteur, brigadier, adjudant, opperwachtmeester, wachtmeester, veldwachter, procureur,
        préfet, landrat
        """

    /// What names of streets and quarters begin with in French.
    static let streets = """
        rue, avenue, av, boulevard, bd, place, square, quai, chemin, chaussée, impasse, allée, allées, ruelle, sentier,
        venelle, drève, cour, clos, cité, esplanade, parvis, rond-point, straat, laan, plein
        """

    /// What stands before something that one lives beside.
    static let besides = """
        bij, rond, rondom, om, achter, naast, tegenover, nabij, langs, omgeving, près, proche, derrière, autour, voisins,
        face, am, an, beim, bei, hinter, neben, um, rund, nahe, gegenüber, near, behind, around, beside, opposite
        """

    /// What stands before a number to call, rather than before that of a house.
    static let calls = """
        bel, belt, meld, melden, melding, meldingen, alarm, sos, spoed, nood, noodnummer, hulp, groep, team, dienst, centrale,
        app, appelez, appel, groupe, urgence, ruf, notruf, gruppe, hilfe, call, dial, group, help
        """
}
