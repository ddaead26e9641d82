"""A night in a street of five hundred, in which two alerts are told by page and by mail while servers are killed, and
all of it is written down: who has a page open, whose letters come back, who has left, who wants none."""

import itertools
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from cluster import Cluster, Server, free_ports
from conftest import DEADLINE, Person, binary, report, wait_for
from mailer import Mailer, Postmaster
from phones import said
from readers import Readers

RESIDENTS, PAGES = 500, 60
SITE = ("--url", "https://saar.example.org", "--mail-from", "wacht@saar.example.org")
# So far from the neighbours next door, and standing still, that it does not go on to them.
STILL = {"behaviour": "Kijkt in auto's"}
FAR = {"latitude": 52.0890, "longitude": 4.8705, "description": "Vermeerstraat"}
END = "Einde-oefening"
ALARM, OVER = "alarm", "end"
# Notices of these, in whatever lane; letters about other things are not looked at here.
NEWS = f"kind IN ('{ALARM}', '{OVER}')"
SHARED, CLOSED = "alert-shared", "alert-closed"
# For what this machine may take to tell five hundred, with others at work on it.
PATIENCE = 120


class OneServer(Cluster):
    """The house of a village: one server over one file. It is asked and killed as a cluster is."""

    def __init__(self, residents, more):
        self.program, self.more = binary(), more
        self.lines = self.nats = self.database = None
        self.servers = []
        self.place = TemporaryDirectory()
        self.file = f"{self.place.name}/saar.sqlite"
        self.desk, self.key = f"sqlite:{self.file}", f"{self.place.name}/register-key"
        self.street, self.tokens = self.fill(Path(self.place.name) / "tokens", residents)
        arguments = ["--database", self.desk, "--register-key", self.key, "--log-level", "info", *more]
        self.servers = [Server(0, free_ports(1)[0], arguments, {"SAAR_BUS": ""}, self.program)]
        self.servers[0].start().ready()


def ask(house, sql):
    """Rows of texts, as the database has them; or a change in it."""
    if house.database:
        return house.database.ask(sql)
    with closing(sqlite3.connect(house.file, timeout=DEADLINE)) as database, database:
        return [[str(value) for value in row] for row in database.execute(sql)]


class Night:
    """`spend` it; then everybody is either told or known not to be, and it can be looked at."""

    def __init__(self, folder: Path, open_house):
        self.mailer = Mailer(folder)
        self.house = self.readers = self.postmaster = None
        self.dead = 0
        try:
            self.house = open_house((*SITE, "--sendmail", str(self.mailer.program), *self.settings()))
            self.group = self.house.group()
            self.settle()
        except BaseException:
            self.stop()
            raise

    def settings(self):
        """What its servers are started with besides."""
        return ()

    # --- who lives there ----------------------------------------------------------------------------------------------

    def settle(self):
        """Everybody gets an address; some wish for nothing, some go, every fifth cannot be written to."""
        # A demo has nobody to write to; whoever signs in by mail has their address from that.
        ask(self.house, "UPDATE persons SET email = 'bewoner-' || substr(first_name, 9) || '@street.example'"
                        " WHERE first_name LIKE 'Bewoner %'")
        every_fifth = [self.address(number) for number in range(5, RESIDENTS + 1, 5)]
        # Some mailers say so at once, others take the letter and bring it back.
        self.bouncing = set(every_fifth[::5])
        self.refused = set(every_fifth) - self.bouncing
        self.mailer.refuse(self.refused)
        known = [self.known(token) for token in self.house.tokens[:PAGES + 40]]
        self.at_a_page = {address for address, _, _ in known[:PAGES]}
        others = iter(one for one in known[PAGES:] if one[0] not in self.bouncing | self.refused)
        left, suspended, muted, declined, nowhere, leaving, suspect = itertools.islice(others, 7)
        self.change(left, {"standing": "left"})
        self.change(suspended, {"standing": "suspended"}, by=self.carla())
        self.change(muted, {"muted": True})
        said(declined[1].client.put("/me/channels", json={"channels": [{"kind": "mail", "isOn": False}]}))
        ask(self.house, f"UPDATE persons SET email = NULL WHERE email = '{nowhere[0]}'")
        # They go once it has been shared.
        self.leaving, self.suspect = leaving, suspect
        self.silent = {one[0] for one in (left, suspended, muted, declined, nowhere, leaving, suspect)}
        # Who reports it knows it.
        neighbours = {f"{one['name'].split()[0].lower()}@example.org" for role in ("resident", "coordinator")
                      for one in self.house.people(role)} - {"anna@example.org"}
        everybody = {self.address(number) for number in range(1, RESIDENTS + 1)} | neighbours
        self.reachable = everybody - self.at_a_page - self.silent - self.refused
        self.members = len(everybody) - len((left, suspended))

    @staticmethod
    def address(number):
        return f"bewoner-{number}@street.example"

    def known(self, token):
        """Somebody's address, the API for them, and their place in the group."""
        person = Person(self.house.servers[0], {"name": "", "signInURL": "", "token": token})
        me = said(person.get("/me"))
        [place] = [one["id"] for one in me["memberships"]]
        return self.address(int(me["firstName"].split()[1])), person, place

    def change(self, one, wish, by=None):
        said((by or one[1]).patch(f"/groups/{self.group}/members/{one[2]}", wish))

    def anna(self, server=0):
        return self.house.person(server)

    def carla(self):
        return self.house.person(0, "coordinator")

    # --- what happens -------------------------------------------------------------------------------------------------

    def spend(self):
        """Two alerts are shared; the second is over while people are still told of it."""
        self.readers = Readers([server.port for server in self.house.servers], self.house.tokens[:PAGES],
                               {self.group: self.head()})
        wait_for("the pages to be open", self.readers.are_open)
        self.first = self.share(server=0)
        self.kill(self.house.servers[0])
        self.second = self.share(server=-1)
        self.change(self.leaving, {"standing": "left"})
        self.change(self.suspect, {"standing": "suspended"}, by=self.carla())
        self.mailer.hold()
        for alert in (self.first, self.second):
            wait_for("the pages to say that they have shown it", lambda: self.readers.all_have(alert, SHARED))
        self.postmaster = Postmaster(self.mailer, self.bouncing, [
            str(self.house.program), "mail", "bounces", "--database", self.house.desk,
            "--register-key", self.house.key])

        # While the mailer has letters of which it has not said so.
        wait_for("the first letter", lambda: self.told(self.first, ALARM), PATIENCE)
        self.kill_giver(after=0)
        wait_for("the second to be told to some", lambda: len(self.told(self.second, ALARM)) > 8, PATIENCE)
        self.close(self.second)
        self.kill_giver(after=5)
        self.take_over()
        for _ in range(2):
            self.kill_giver(after=60)
            self.take_over()
        wait_for("everybody to be told of both", lambda: all(
            self.reach(alert)["waiting"] == 0 for alert in (self.first, self.second)), PATIENCE)
        self.postmaster.done()
        self.close(self.first)
        self.kill(self.house.servers[0])
        for after in (30, 60, 60):
            self.kill_giver(after)
            self.take_over()
        for alert in (self.first, self.second):
            wait_for("the pages to say that it is over", lambda: self.readers.all_have(alert, CLOSED))
        wait_for("nothing to be on its way", self.is_told, PATIENCE)
        return self

    def head(self):
        return int(ask(self.house, f"SELECT last_sequence FROM groups WHERE id = '{self.group}'")[0][0])

    def share(self, server):
        return said(self.anna(server).post(f"/groups/{self.group}/alerts", report(
            observation=STILL, location=FAR)))["id"]

    def close(self, alert):
        said(self.anna().post(f"/alerts/{alert}/closure", {"outcome": "gone", "text": END}))

    def kill(self, server):
        server.kill()
        self.mailer.release()
        server.start().ready()

    def kill_giver(self, after):
        """Kills the server that gave the mailer its last letter, once it has so many more."""
        enough = self.count() + after
        wait_for(f"{after} more letters", lambda: self.count() >= enough or self.is_told(), PATIENCE)
        giver = self.mailer.giver()
        self.kill(next((one for one in self.house.servers if one.pid == giver), self.house.servers[0]))
        self.dead += 1

    def take_over(self):
        """Waits until only what the dead had in hand is left, and lets the minute pass for which it is theirs."""
        wait_for("only what the dead ones had in hand to be left", self.is_left_alone, PATIENCE)
        self.let_go()
        self.dead = 0

    def let_go(self):
        """What anybody has in hand is nobody's from now on."""
        ask(self.house, f"UPDATE notices SET leased_until = 1 WHERE {NEWS} AND due_at IS NOT NULL AND leased_until > 1")

    def is_left_alone(self):
        """Whether all that is due is in no more hands than died: of each lane a server takes one handful at a time."""
        found = ask(self.house, "SELECT DISTINCT lane, leased_until FROM notices"
                                f" WHERE {NEWS} AND due_at IS NOT NULL AND due_at <= {int(time.time() * 1000)}")
        hands = Counter(lane for lane, _ in found)
        return max(hands.values(), default=0) <= self.dead and not {"0", "1"} & {until for _, until in found}

    def is_told(self):
        [[due]] = ask(self.house, f"SELECT COUNT(*) FROM notices WHERE {NEWS} AND due_at IS NOT NULL")
        [[unspread]] = ask(self.house, "SELECT COUNT(*) FROM audiences WHERE spread_at IS NULL")
        return due == unspread == "0"

    # --- what came of it ----------------------------------------------------------------------------------------------

    def letters(self, alert, what):
        """What the mailer has of this alert."""
        return [letter for letter in self.mailer.letters()
                if letter.alert == alert and letter.says(END) == (what == OVER)]

    def count(self):
        """How many letters about alerts there are: of others, such as to who was suspended, nothing is said here."""
        return sum(letter.alert is not None for letter in self.mailer.letters())

    def told(self, alert, what):
        """How many letters each address has of this."""
        return Counter(letter.to for letter in self.letters(alert, what))

    def in_doubt(self, alert, what):
        """Of whom the house says that it does not know whether they have none, one, or more."""
        rows = ask(self.house, "SELECT p.email FROM notices n JOIN persons p ON p.id = n.person_id"
                               f" WHERE n.in_doubt = TRUE AND n.subject_id = '{alert}' AND n.kind = '{what}'")
        return {address for [address] in rows}

    def reach(self, alert):
        return said(self.carla().get(f"/alerts/{alert}/reach"))

    def stop(self):
        for part in (self.postmaster, self.readers, self.house):
            if part:
                part.stop()
