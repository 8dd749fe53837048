"""One installation of Mailsonde among several on one mail host, and the evidence it leaves."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.support.mailhost import MailHost, wait_until
from tests.support.mailsonde import Couple, ForeignMail, Journal, Mailsonde, Replica, Settings
from tests.system.invariants import Evidence, Submission

PATIENCE_SECONDS = 60.0
_MESSAGE_ID = re.compile(r"message-id=<(?P<token>ms1\.[^@>]+)@")
_ERROR = re.compile(r"^\S+ error .*$", re.MULTILINE)
_TAKEN = "(queue active)"


class Installation:
    """Users, configuration and log of its own; the relay's account "probe" is shared."""

    def __init__(self, host: MailHost, users: list[str], **probe: Any) -> None:
        """:param probe: further keys of the probes, of which each user gets one."""
        self.host = host
        self.users = users
        self.foreign = ForeignMail(host)
        self.settings = Settings()
        self.settings.route("relay", host, "probe")
        for user in users:
            host.add_user(user)
            self.foreign.fill(user)
            self.settings.mailbox(user, host)
            self.settings.probe(f"to-{user}", user, **probe)

    @contextmanager
    def monitor(self, environment: Mapping[str, str] | None = None) -> Iterator[Mailsonde]:
        """:param environment: orders to failpoints, for the first start."""
        with Mailsonde(self.settings, environment) as sonde:
            yield sonde

    def second(self, sonde: Mailsonde) -> Replica | Couple:
        """Whatever shares the event log and the work with the first, not started yet."""
        return sonde.replica("second")

    def checker_state(self, sonde: Mailsonde) -> dict[bytes, bytes | None]:
        """What is committed of it: the newest value of each key, None for a tombstone."""
        return {key: value for _, key, _, value in
                rows_of(sonde.folder / "data", "mailsonde.checker-state.v1")}

    def wait_new_results(self, sonde: Mailsonde, count: int = 1) -> None:
        """So many further mails of each probe are judged."""
        wanted = {probe: len(sonde.results(probe)) + count for probe in self.settings.probes}
        for probe, number in wanted.items():
            sonde.wait_results(probe, number)

    def settle(self, sonde: Mailsonde) -> None:
        """Begin no new mails, and wait until the others are judged, and all copies deleted."""
        sonde.drain()
        self.wait_clean()

    def wait_clean(self) -> None:
        """Until the relay has nothing more for these users, and no copy is left."""
        wait_until(lambda: not under_way(self.host, self.users), PATIENCE_SECONDS, "an empty relay")
        for user in self.users:
            self.foreign.wait_no_test_mail(user, PATIENCE_SECONDS)

    def evidence(self, sonde: Mailsonde, late: bool = False) -> Evidence:
        """Once nothing runs any more."""
        return self.evidence_of(
            sonde.journal(), commits_of_scheduled(sonde.folder / "data"),
            errors=errors_of(sonde), late=late)

    def evidence_of(self, journal: Journal, scheduled: Mapping[str, float],
                    errors: Sequence[str] = (), late: bool = False) -> Evidence:
        """What the mail host tells besides; see Evidence for the parameters."""
        return Evidence(
            journal=journal, scheduled=dict(scheduled),
            submissions=submissions(self.host, self.users),
            left=[str(mail) for user in self.users for mail in self.foreign.test_mails(user)],
            changes=[change for user in self.users for change in
                     self.foreign.changes(user, journal.folders_found(user))],
            errors=list(errors), late=late)


# Where plays are performed: makes an installation, for the users and with the keys of their probes
# that it is given, on one event log or the other.
Stage = Callable[..., Installation]


def errors_of(sonde: Mailsonde) -> list[str]:
    """The lines of its logs that want somebody."""
    return _ERROR.findall(sonde.all_logs())


def rows_of(data: Path, topic: str) -> list[tuple[float, bytes, bytes, bytes | None]]:
    """Commit time in seconds since the epoch, key, headers and value of each record."""
    with closing(sqlite3.connect(f"file:{data}/events.sqlite?mode=ro", uri=True)) as log:
        return log.execute(
            "SELECT committed_at_ms / 1000.0, key, headers, value FROM record"
            " JOIN topic ON topic.id = record.topic WHERE topic.name = ?"
            " ORDER BY partition, offset", (topic,)).fetchall()


def commits_of_scheduled(data: Path) -> dict[str, float]:
    """By token: when the event was committed."""
    return {json.loads(value)["token"]: time
            for time, _, headers, value in rows_of(data, "mailsonde.mail.v1")
            if value is not None and b"io.mailsonde.mail.scheduled.v1" in headers}


def under_way(host: MailHost, users: list[str]) -> set[str]:
    """Queue ids of what the relay took for them and has not delivered; held mails don't count."""
    theirs = {attempt.request.queue_id for user in users for attempt in host.attempts(user)}
    found: set[str] = set()
    for line in host.smtp_log():
        if line.service == "qmgr" and line.queue_id is not None:
            if line.text.endswith(_TAKEN):
                found.add(line.queue_id)
            elif line.text == "removed":
                found.discard(line.queue_id)
    return found & theirs


def submissions(host: MailHost, users: list[str]) -> list[Submission]:
    """The test mails that the relay took for these users."""
    tokens: dict[str, str] = {}
    taken = set()
    for line in host.smtp_log():
        if line.queue_id is None:
            continue
        if found := _MESSAGE_ID.match(line.text):
            tokens[line.queue_id] = found["token"]
        if line.service == "qmgr" and line.text.endswith(_TAKEN):
            taken.add(line.queue_id)
    return [Submission(tokens[attempt.request.queue_id], attempt.time)
            for user in users for attempt in host.attempts(user)
            if attempt.request.queue_id in taken and attempt.request.queue_id in tokens]
