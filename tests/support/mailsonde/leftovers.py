"""Test mails that no log knows, as crashes leave them behind, and mails that only look so."""

import imaplib
import os
import re
import subprocess
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.support.mailhost import MailHost, Snapshot
from tests.support.mailhost.mailbox import Mail, checked, quoted

from .program import binary

_TOKEN = re.compile(rb"ms1\.[a-z2-7]{26}\.[a-z2-7]{26}")


def token_of(mail: bytes) -> bytes:
    found = _TOKEN.search(mail)
    assert found is not None, "the mail has no token"
    return found[0]


class Leftovers:
    """Makes mails by a configuration and puts them into a mailbox."""

    def __init__(self, host: MailHost, config: Path, user: str) -> None:
        self._host = host
        self._config = config
        self._user = user
        self._seconds = 0
        self.expected_to_go: set[str] = set()

    def make(self, hours: float, instance: str = "") -> bytes:
        """What a slot so many hours ago would have brought; each call makes another mail."""
        self._seconds += 1
        maker = os.environ.get("MAILSONDE_TEST_MAIL",
                               binary().parents[1] / "tests/system/mailsonde_test_mail")
        age = str(round(hours * 3600) + self._seconds)
        words = [str(maker), str(self._config), self._user, age]
        return subprocess.run(words + ([instance] if instance else []), check=True,
                              capture_output=True).stdout

    def put(self, mail: bytes, folder: str = "INBOX", arrived_hours_ago: float = 0.0) -> None:
        with self._host.human(self._user) as session:
            session.create(quoted(folder))  # NO if it exists already: all the same
            when = imaplib.Time2Internaldate(time.time() - arrived_hours_ago * 3600)
            checked(session.append(quoted(folder), r"(\Flagged)", when, mail))

    def put_left_over(self, folder: str, hours: float, arrived_hours_ago: float = 0.0) -> None:
        """One that is to be deleted."""
        mail = self.make(hours)
        self.expected_to_go.add(token_of(mail).decode())
        self.put(mail, folder, arrived_hours_ago)

    def put_what_must_stay(self, arrived_hours_ago: float = 0.0) -> int:
        """Everything that comes near to a mail of ours; returns how many."""
        mails = [
            self.make(1), self.make(-2), self.make(72, "another"), _forged(self.make(72)),
            # Whole headers of ours that say themselves that they derive from another mail.
            b"References: <a@example.test>\r\n" + self.make(72),
            b"Resent-From: anna@probe.test\r\nResent-Date: " + _date() + b"\r\n" + self.make(72),
            _letter(b"Re: [mailsonde] under-test " + token_of(self.make(72)),
                    b"In-Reply-To: <" + token_of(self.make(72)) + b"@probe.test>\r\n"),
            _letter(b"Fwd: [mailsonde] under-test " + token_of(self.make(72))),
        ]
        for mail in mails:
            self.put(mail, arrived_hours_ago=arrived_hours_ago)
        return len(mails)

    def snapshot(self) -> Snapshot:
        return self._host.mailbox(self._user).snapshot()

    def remaining(self) -> set[str]:
        """Tokens of those that are to be deleted and are still there."""
        return {mail.token for mail in self.snapshot().mails} & self.expected_to_go

    def changes(self, before: Snapshot) -> list[str]:
        r"""What is not as it was, but for \Recent and what was to be deleted, a line each."""
        then, now = self._comparable(before.mails), self._comparable(self.snapshot().mails)
        return [f"gone or changed: {mail}" for mail in sorted(then - now, key=str)] + [
            f"new or changed: {mail}" for mail in sorted(now - then, key=str)]

    def _comparable(self, mails: Iterable[Mail]) -> set[Mail]:
        return {replace(mail, flags=mail.flags - {r"\Recent"}) for mail in mails
                if mail.token not in self.expected_to_go}


def _forged(mail: bytes) -> bytes:
    token = token_of(mail)
    return mail.replace(token, token[:-1] + (b"b" if token.endswith(b"a") else b"a"))


def _date() -> bytes:
    return time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime()).encode()


def _letter(subject: bytes, more: bytes = b"") -> bytes:
    return (b"From: A colleague <colleague@example.test>\r\nMessage-ID: <" +
            str(time.time_ns()).encode() + b"@example.test>\r\n" + more +
            b"Subject: " + subject + b"\r\n\r\nWhat is this?\r\n")
