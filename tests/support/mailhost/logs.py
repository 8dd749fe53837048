"""The servers' logs as typed lines."""

import re
from dataclasses import dataclass
from pathlib import Path

from .mailbox import HUMAN_ADDRESS

# "Nov 24 04:20:00 host postfix/submission/smtpd[123]: 4d2f1X0y: text"
_SMTP = re.compile(
    r"(?P<time>\w{3} [ \d]\d [\d:]{8}) \S+ postfix/(?:\S+/)?(?P<service>[\w-]+)\[\d+\]: "
    r"(?:(?P<queue_id>[0-9A-Za-z]{10,20}): )?(?P<text>.*)")
# "2026-11-24T04:20:00+0000 imap-login: Info: Login: user=<a@b>, method=PLAIN, rip=127.0.0.1, …"
_IMAP = re.compile(r"(?P<time>\S+) (?P<process>[^:]+): (?P<level>\w+): (?P<text>.*)")
_LOGIN = re.compile(r"Login: user=<(?P<user>[^>]*)>, .*\brip=(?P<address>[^,]+)")
# "passwd-file(a@b,127.0.0.1,<session>): Password mismatch" or "…: unknown user"
_REFUSED = re.compile(
    r"[\w-]+\((?P<user>[^,)]*),(?P<address>[^,)]*).*\): "
    r"(?:Password mismatch|unknown user)", re.IGNORECASE)


@dataclass(frozen=True)
class SmtpLogLine:
    """One line of Postfix. `queue_id` is None for lines about no particular mail."""

    time: str
    service: str
    queue_id: str | None
    text: str


@dataclass(frozen=True)
class ImapLogLine:
    """One line of Dovecot's IMAP side. `time` is ISO 8601, to the second."""

    time: str
    process: str
    level: str
    text: str


@dataclass(frozen=True)
class Logins:
    """Password checks over IMAP for one user, the tests' own sessions not counted.

    `clear_text` of the succeeded ones came without TLS.
    """

    succeeded: int
    failed: int
    clear_text: int


def read_smtp(path: Path) -> list[SmtpLogLine]:
    return [SmtpLogLine(found["time"], found["service"], found["queue_id"], found["text"])
            for found in map(_SMTP.fullmatch, _lines(path)) if found]


def read_imap(path: Path) -> list[ImapLogLine]:
    return [ImapLogLine(found["time"], found["process"], found["level"], found["text"])
            for found in map(_IMAP.fullmatch, _lines(path)) if found]


def count_logins(lines: list[ImapLogLine], user: str) -> Logins:
    """Counts by what the authentication said, so several tries of one connection count each."""
    succeeded = failed = clear_text = 0
    for line in lines:
        if line.process == "imap-login":
            own = _concerns(_LOGIN.match(line.text), user)
            succeeded += own
            clear_text += own and ", TLS" not in line.text
        elif line.process.startswith("auth"):
            failed += _concerns(_REFUSED.match(line.text), user)
    return Logins(succeeded, failed, clear_text)


def _concerns(found: re.Match[str] | None, user: str) -> bool:
    return (found is not None and found["user"].lower() == user
            and found["address"] != HUMAN_ADDRESS)


def _lines(path: Path) -> list[str]:
    return path.read_text(errors="replace").splitlines() if path.exists() else []
