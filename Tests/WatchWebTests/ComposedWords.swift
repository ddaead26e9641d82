import Foundation
import Watch
import WatchWords

@testable import WatchWeb

/// Keys that code puts together out of a stem and a value: for each stem all of its values. What stands neither here nor
/// anywhere in code or in a template is asked for by nobody.
enum ComposedWords {
    static let all: Set<String> = Set(
        refusals + alerts + reports + members + notices + registry + founding + letters + pages)

    private static let refusals: [String] =
        Refusal.Code.allCases.map { "refusal.\($0.rawValue)" } + ["refusal.unexpected"]
        // Fields that have words of their own, as `Catalogue.refusal` looks for them.
        + [
            "at", "count", "emergencyCall.calledAt", "metres", "quietHours", "statedMembers", "until", "without",
        ].map { "refusal.\(Refusal.Code.fieldInvalid.rawValue).\($0)" }
        + ["area", "at", "memberId", "neighbourhoods", "outcome", "sure"].map {
            "refusal.\(Refusal.Code.fieldMissing.rawValue).\($0)"
        }

    private static let alerts: [String] =
        Alert.Kind.allCases.map { "kind.\($0.rawValue)" }
        + Alert.Outcome.allCases.flatMap { outcome -> [String] in
            ["outcome.\(outcome.rawValue)", "outcome.\(outcome.rawValue).long"]
        }
        + Message.Kind.reactions.flatMap { kind -> [String] in ["reaction.\(kind.rawValue)", "said.\(kind.rawValue)"] }
        + [
            "reaction.police-on-scene.police", "said.police-on-scene.police", "reaction.found", "said.closure.earlier",
            "outcome.found.long",
        ]
        + AlertAdvice.allCases.flatMap { advice -> [String] in
            ["advice.\(advice.rawValue)", "advice.\(advice.rawValue).carer"]
        }
        + Audience.allCases.map { "alert.ended.\($0.rawValue)" }
        + ["reaction", "correction", "closure"].flatMap { form -> [String] in
            ["alert.\(form).text", "alert.\(form).hint"]
        }
        + EmergencyCall.Caller.allCases.flatMap { by -> [String] in
            ["call.told.\(by.rawValue)", "call.told.\(by.rawValue).unknown"]
        }
        + ["self", "other"].flatMap { who -> [String] in ["handoff.called.\(who)", "handoff.called.\(who).unknown"] }
        + Jurisdiction.Number.Use.allCases.map { "call.\($0.rawValue)" } + ["call.local.unknown"]
        + countries.map { "call.ways.\($0)" }
        + ["alert.reporter", "alert.reporter.neighbour", "alert.reporter.police", "alert.reporter.you"]
        + ["behaviour", "appearance", "vehicle", "direction"].map { "fact.\($0)" }
        + ["licencePlate", "policeText", "reference"].map { "police.\($0)" }
        + Compass.allCases.map { "direction.\($0.rawValue)" }

    private static let countries = Set(Jurisdiction.all.map(\.country)).sorted()

    private static let reports: [String] =
        EmergencyCall.Caller.allCases.map { "report.by.\($0.rawValue)" }
        + ["behaviour", "place", "appearance", "vehicle"].flatMap { name -> [String] in
            ["report.\(name)", "report.\(name).hint"]
        }
        + ["report.calledAt", "report.licencePlate", "report.policeText"]

    private static let members: [String] =
        Member.Standing.allCases.flatMap { standing -> [String] in
            ["member.\(standing.rawValue)", "me.standing.\(standing.rawValue)"]
        }
        + ["approve", "decline", "suspend", "readmit", "remove", "appoint", "dismiss"].map { "member.\($0)" }
        + ["declined", "dismissed", "removed", "suspended"].map { "me.loss.\($0)" }
        + ["resident", "coordinator", "police", "municipality", "foundation"].map { "role.\($0)" }
        + ["capacity.coordinator", "me.lastName.hint"]
        + ["asleep", "awake"].flatMap { state -> [String] in
            ["state.\(state)", "group.\(state).text", "group.\(state).paused"]
        }

    private static let notices: [String] =
        NoticeChannel.allCases.map { "reach.by.\($0.rawValue)" }
        + NoticeChannel.allCases.filter { $0 != .live }.flatMap { channel -> [String] in
            [
                "reach.sent.\(channel.rawValue)", "group.told.\(channel.rawValue)",
                "members.ready.by.\(channel.rawValue)",
            ]
        }
        + NoticeReason.allCases.filter { $0 != .seen }.map { "reach.reason.\($0.rawValue)" }
        + ["declined", "no-address", "bounces", "silent-device"].map { "group.told.\($0)" }
        + GroupReadiness.Reason.allCases.map { "members.ready.\($0.rawValue)" }
        + ["android", "apple", "windows", "mac", "other"].map { "me.push.help.\($0)" }
        + PauseLength.allCases.map { "pause.length.\($0.rawValue)" }
        + ["muted", "stopped"].flatMap { kind -> [String] in ["pause.\(kind).open", "pause.\(kind).until"] }
        + ["all", "near", "nothing"].map { "choices.linked.\($0)" }
        + QuietHours.Passing.allCases.map { "choices.passes.\($0.rawValue)" }
        + ["quietFrom", "quietUntil"].map { "choices.quiet.\($0)" }

    private static let registry: [String] =
        Registration.Standing.allCases.map { "registry.standing.\($0.rawValue)" }
        + RegistryRules.Capacity.allCases.map { "registry.capacity.\($0.rawValue)" }
        + AuditEntry.Kind.allCases.map { "registry.log.\($0.rawValue)" }
        + ["accept", "decline", "end", "propose", "withdraw"].map { "links.\($0)" }
        + ["apart", "asked", "asks", "declined", "ended", "linked", "moved", "proposed", "refused"].map {
            "links.state.\($0)"
        }

    private static let founding: [String] =
        countries.flatMap { country -> [String] in
            ["founding.police.\(country)"] + (1...4).map { "founding.police.\(country).\($0)" }
        }
        + FoundingStep.allCases.map { "founding.step.\($0.rawValue)" }
        + ["saar", "whatsapp"].map { "founding.channel.\($0)" }
        + ["drawn", "neighbourhoods", "radius", "same"].flatMap { way -> [String] in
            ["founding.way.\(way)", "founding.way.\(way).hint"]
        }
        + ["invitation", "name", "statedMembers"].flatMap { name -> [String] in
            ["founding.\(name)", "founding.\(name).hint"]
        }

    private static let letters: [String] =
        Notice.Kind.allCases.map { "letter.alert-\($0.rawValue).subject" }
        + ["letter.alert-question.missing.subject", "letter.alert-retraction.message.subject"]
        + MemberLetter.Cause.allCases.flatMap { cause -> [String] in
            ["letter.member-\(cause.rawValue).subject", "letter.member-\(cause.rawValue).text"]
        }
        + ["municipality", "foundation"].map { "letter.office.\($0)" }

    private static let pages: [String] =
        FinalStepModel.Kind.allCases.filter { $0 != .erasure }.flatMap { kind -> [String] in
            ["title", "lead", "final", "button"].map { "step.\(kind.rawValue).\($0)" }
        }
        + ["title", "lead", "button", "sure"].map { "erasure.\($0)" }
        + ["phrase", "stamp"].flatMap { form -> [String] in
            ["today", "yesterday", "date"].map { "time.\(form).\($0)" }
        }
        + (1...12).map { "month.\($0)" }
        + PageSetting.deeds.map { "done.\($0)" } + Kept.names.map { "kept.\($0)" }
        + countries.flatMap { country -> [String] in
            ["figures.country.\(country.lowercased())", "search.country.\(country.lowercased())"]
        }
}
