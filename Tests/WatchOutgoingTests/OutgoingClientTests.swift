import Testing
import Watch
@testable import WatchOutgoing
