"""What can happen to a cluster: how it is done to it, for how long, and how it ends."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from cluster import Cluster


@dataclass(frozen=True)
class Fault:
    """Something that happens. `begin` and `end` are told the cluster; `begin` may say what else was brought about."""

    name: str
    words: str
    seconds: float
    begin: Callable[[Cluster], str | None]
    end: Callable[[Cluster], None]
    needs: str = ""  # "bus" or "lines"
    touches: tuple[int, ...] | None = None  # the servers; None for all
    is_freeze: bool = False  # of those servers


def again(cluster, number):
    cluster.servers[number].start().ready()


def freeze_server(cluster):
    server = cluster.servers[1]
    caught = cluster.freeze_in_the_middle(server, server.freeze, server.thaw)
    return caught_words(caught)


def cut_line(cluster):
    caught = cluster.freeze_in_the_middle(
        cluster.servers[1], lambda: cluster.lines.cut(1), lambda: cluster.lines.mend(1))
    return caught_words(caught)


def caught_words(caught):
    return "caught in the middle of a change, with its group locked" if caught else "not caught in a change"


def busiest(cluster):
    """The node that most of the servers are on."""
    return max(cluster.nats.nodes, key=lambda node: node.ask("connz")["num_connections"])


def took_away(cluster, deed):
    node = busiest(cluster)
    count = node.ask("connz")["num_connections"]
    deed(node)
    return f"{count} of the servers were on it"


def thaw_nodes(cluster):
    for node in cluster.nats.nodes:
        node.thaw()


def stop_nodes(cluster):
    for node in cluster.nats.nodes:
        node.stop()


FAULTS = [
    Fault("none", "nothing, for comparison", 5, lambda cluster: None, lambda cluster: None),
    Fault("server-killed", "kill -9 of a server, started again after 3 s", 3,
          lambda cluster: cluster.servers[1].kill(), lambda cluster: again(cluster, 1),
          touches=(1,)),
    Fault("database-stopped", "PostgreSQL shut down, started again after 3 s", 3,
          lambda cluster: cluster.database.stop(), lambda cluster: cluster.database.start()),
    Fault("database-killed", "kill -9 of all of PostgreSQL, started again after 3 s", 3,
          lambda cluster: cluster.database.kill(), lambda cluster: cluster.database.start()),
    Fault("database-frozen", "all of PostgreSQL frozen for 8 s", 8,
          lambda cluster: cluster.database.freeze(), lambda cluster: cluster.database.thaw()),
    Fault("database-frozen-long", "all of PostgreSQL frozen for 30 s", 30,
          lambda cluster: cluster.database.freeze(), lambda cluster: cluster.database.thaw()),
    Fault("node-killed", "kill -9 of one NATS node, started again after 5 s", 5,
          lambda cluster: took_away(cluster, lambda node: node.stop()), lambda cluster: cluster.nats.start(),
          needs="bus", touches=()),
    Fault("nodes-killed", "kill -9 of all NATS nodes, started again after 5 s", 5,
          stop_nodes, lambda cluster: cluster.nats.start(), needs="bus",
          touches=()),
    Fault("password-refused", "all NATS nodes started anew with another password for 8 s", 8,
          lambda cluster: cluster.nats.restart("another"), lambda cluster: cluster.nats.restart(), needs="bus",
          touches=()),
    Fault("node-frozen", "one NATS node frozen for 20 s", 20,
          lambda cluster: took_away(cluster, lambda node: node.freeze()), thaw_nodes, needs="bus", touches=()),
    Fault("server-frozen", "a server frozen for 20 s", 20,
          freeze_server, lambda cluster: cluster.servers[1].thaw(), touches=(1,), is_freeze=True),
    Fault("line-cut", "the line between one server and PostgreSQL swallows everything for 20 s", 20,
          cut_line, lambda cluster: cluster.lines.mend(1), needs="lines", touches=(1,)),
]


def wait(seconds):
    time.sleep(seconds)  # what is measured is what happens in so much time
