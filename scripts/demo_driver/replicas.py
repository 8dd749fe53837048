"""The replicas of a demo on Kafka: what each does, by its log, and the end of one of each service."""

import re
from pathlib import Path

from tests.support.kafka import KafkaCluster
from tests.support.mailsonde import Pair

NUMBERS = (1, 2)
DOOMED = 1
# The shortest that the configuration takes: a takeover is to be seen within a short show.
SESSION_TIMEOUT = "6s"
_DONE = {
    "sender": (re.compile(rb" mail_sent .*?mailbox=(\S+)"), "sent", "to"),
    "checker": (re.compile(rb" result .*?mailbox=(\S+)"), "judged", "of"),
}


class Work:
    """Mails of one replica. Its log is read once only: a show may last for hours."""

    def __init__(self, service: str, log: Path) -> None:
        self._pattern, self._verb, self._preposition = _DONE[service]
        self._log = log
        self._position = 0
        self.mails = 0
        self.mailboxes: set[bytes] = set()

    def read(self) -> None:
        with self._log.open("rb") as source:
            source.seek(self._position)
            fresh = source.read()
        whole = fresh[:fresh.rfind(b"\n") + 1]
        self._position += len(whole)
        found = self._pattern.findall(whole)
        self.mails += len(found)
        self.mailboxes |= set(found)

    def words(self) -> str:
        mails = "1 mail" if self.mails == 1 else f"{self.mails} mails"
        boxes = "1 mailbox" if len(self.mailboxes) == 1 else f"{len(self.mailboxes)} mailboxes"
        return f"{mails} {self._verb} {self._preposition} {boxes}"


class OneProcess:
    """Who works where there are no replicas: there is nothing to say about them."""

    def place(self) -> str:
        """Where else it runs than in its folder."""
        return ""

    def lines(self) -> list[str]:
        """What each did so far."""
        return []

    def strike(self) -> str:
        """Kill one of each service, once; what to say about it, or ""."""
        return ""


class Replicas(OneProcess):
    """Two of each service."""

    def __init__(self, pair: Pair, brokers: str) -> None:
        self._pair = pair
        self._brokers = brokers
        self._dead: set[str] = set()
        for service in _DONE:
            for number in NUMBERS[1:]:
                pair.add(service, number).start()
        pair.wait_ready()
        self._work = {f"{service}-{number}": Work(service, pair.folder / f"{service}-{number}.log")
                      for service in _DONE for number in NUMBERS}

    def place(self) -> str:
        return f", in {len(self._work)} processes on Apache Kafka at {self._brokers}"

    def lines(self) -> list[str]:
        for work in self._work.values():
            work.read()
        return [f"{name:<10} {work.words()}" + (", killed" if name in self._dead else "")
                for name, work in self._work.items()]

    def strike(self) -> str:
        # Who has not worked yet would leave nothing to take over.
        if self._dead or not all(work.mails for work in self._work.values()):
            return ""
        self._dead = {f"{service}-{DOOMED}" for service in _DONE}
        for name in self._dead:
            self._pair.processes[name].kill()
        return (f"kill -9: {' and '.join(sorted(self._dead))}; the others take over in "
                f"{SESSION_TIMEOUT} and a little more.")


def kafka_section(kafka: KafkaCluster) -> dict[str, object]:
    """Of the configuration."""
    return {"brokers": kafka.bootstrap.split(","), "tls": "off", "replication": 1,
            "session_timeout": SESSION_TIMEOUT}
