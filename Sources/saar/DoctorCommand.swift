import ArgumentParser
import WatchApp

/// Looks at everything that Saar stands on.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look at everything that Saar stands on, and say what to do.",
        discussion: """
            Settings, share folder, database, clock, keys, register, mailer, channels, open files and disks, as a server \
            with the same settings would find them: run it as the user that runs Saar, in its environment. It makes \
            nothing and changes nothing that stays. Every line says how it is: good, note (Saar serves with it) or wrong. \
            Ends with 1 when anything is wrong. No password and no key is printed.
            """)

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var listen: ListenOptions

    @Flag(help: "One line of JSON instead of words.")
    var json = false

    func run() async throws {
        var flags = settings.flags
        listen.add(to: &flags)
        let doctor = await Doctor.examine(flags: flags)
        print(json ? doctor.json : doctor.text)
        guard doctor.isWell else { throw ExitCode(1) }
    }
}
