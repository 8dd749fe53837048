"""The five probes of the demo: what is done to their mails, and what Mailsonde must say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.mailhost import MailHost
from tests.support.mailsonde import FILED, FILING_RULE, ForeignMail, Settings

DELAY_SECONDS = 2.0
TIMING: dict[str, Any] = {
    "every": "2s", "grace": "200ms", "deadline": "12s", "delay": {"warn": "8s", "crit": "12s"},
}


@dataclass(frozen=True)
class Show:
    """One probe with a mailbox of its own; `name` is the name of both."""

    name: str
    story: str
    outcome: str
    alerts: frozenset[str] = frozenset()  # must be raised
    tolerated: frozenset[str] = frozenset()  # may be raised besides
    prepare: Callable[[MailHost, str], None] = lambda host, user: None
    sieve: str | None = None
    mailbox: dict[str, Any] = field(default_factory=dict)
    probe: dict[str, Any] = field(default_factory=dict)


def _lose(host: MailHost, user: str) -> None:
    host.lose(user)


def _junk(host: MailHost, user: str) -> None:
    host.junk(user)


def _slow(host: MailHost, user: str) -> None:
    host.slow(user, DELAY_SECONDS)


SHOWS = (
    Show("delivered", "arrives in INBOX", "delivered"),
    Show("filed", f"a rule of its owner files it into {FILED}, as expected", "delivered",
         sieve=FILING_RULE, mailbox={"folders": {"also": [FILED]}},
         probe={"expect": {"folder": FILED}}),
    Show("junk", "the relay takes it for spam", "junk", frozenset({"misplaced"}),
         prepare=_junk),
    Show("delayed", f"the relay takes {DELAY_SECONDS:g} s, over the limit of 1 s", "delivered",
         frozenset({"delay"}), prepare=_slow, probe={"delay": {"warn": "1s", "crit": "12s"}}),
    Show("lost", "the relay accepts it and throws it away", "missing", frozenset({"missing"}),
         # On its way to being called missing it is over the limits, too.
         frozenset({"delay"}), prepare=_lose,
         probe={"deadline": "4s", "delay": {"warn": "4s", "crit": "4s"}}),
)


def settings_for(host: MailHost, foreign: ForeignMail) -> Settings:
    """Make the users with mail of their own, tell the relay what to do; the configuration."""
    settings = Settings()
    host.add_user("probe")
    settings.route("relay", host, "probe", tls="starttls")
    for show in SHOWS:
        host.add_user(show.name, sieve=show.sieve)
        foreign.fill(show.name)
        show.prepare(host, show.name)
        settings.mailbox(show.name, host, **show.mailbox)
        settings.probe(show.name, show.name, **(TIMING | show.probe))
    return settings
