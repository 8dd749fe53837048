"""A configuration of Mailsonde under construction, and its secrets."""

import copy
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.mailhost import MailHost
from tests.support.mailhost.accounts import address_of

from .durations import seconds_of

Section = dict[str, Any]

# Nothing is sent twice while a test looks on.
IDLE = "1d"
# A probe that says nothing else sends one mail at once and has time enough on a slow machine.
DEFAULTS: Section = {
    "every": IDLE, "grace": "200ms", "deadline": "45s", "delay": {"warn": "30s", "crit": "45s"},
    "send_window": "60s", "undetermined_after": "60s",
}


@dataclass
class Settings:
    """What goes into the file, as plain dictionaries that a test may change before write().

    Secrets are kept apart, since the file only names their files.
    """

    routes: dict[str, Section] = field(default_factory=dict)
    mailboxes: dict[str, Section] = field(default_factory=dict)
    probes: dict[str, Section] = field(default_factory=dict)
    defaults: Section = field(default_factory=lambda: copy.deepcopy(DEFAULTS))
    top: Section = field(default_factory=lambda: {"log": {"level": "debug"}})
    secrets: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.secrets.setdefault("k1.key", secrets.token_hex(32))

    def secret(self, name: str, text: str) -> Section:
        """Have `text` written to a file of its own; what the configuration says instead."""
        self.secrets[name] = text
        return {"file": f"secrets/{name}"}

    def route(self, name: str, host: MailHost, user: str, tls: str = "implicit") -> None:
        """Submission at `host`, logged in as `user`."""
        address = address_of(user)
        port = host.smtps_port if tls == "implicit" else host.submission_port
        self.routes[name] = {
            "smtp": _server(host, port, tls), "from": address, "ehlo": "monitor.probe.test",
            "auth": {"user": address, "password": self.secret(
                f"route-{name}", host.credentials[address])},
        }

    def mailbox(self, name: str, host: MailHost, tls: str = "implicit", **more: Any) -> None:
        """The mailbox of the user `name`; `more` are further keys of its section."""
        address = address_of(name)
        port = host.imaps_port if tls == "implicit" else host.imap_port
        self.mailboxes[name] = {
            "address": address, "imap": _server(host, port, tls),
            "auth": {"user": address, "password": self.secret(
                f"mailbox-{name}", host.credentials[address])},
        } | more

    def probe(self, name: str, mailbox: str, route: str = "relay", **more: Any) -> None:
        """One probe to one mailbox; `more` are further keys of its section, such as every="2s"."""
        self.probes[name] = {"route": route, "to": [mailbox]} | more

    def copy(self) -> "Settings":
        return copy.deepcopy(self)

    def idle(self) -> "Settings":
        """The same, but no probe begins a new mail."""
        idle = self.copy()
        for probe in idle.probes.values():
            probe["every"] = IDLE
        return idle

    def longest_interval(self) -> float:
        """Seconds between two mails of the slowest probe that sends again at all; 0 if none."""
        words = [probe.get("every", self.defaults["every"]) for probe in self.probes.values()]
        return max((seconds_of(word) for word in words if word != IDLE), default=0.0)

    def document(self) -> Section:
        return {
            "instance": "under-test", "data": "data",
            "signing": {"keys": [{"id": "k1", "secret": {"file": "secrets/k1.key"}}]},
            "defaults": self.defaults, "routes": self.routes, "mailboxes": self.mailboxes,
            "probes": self.probes,
        } | self.top

    def write(self, file: Path) -> None:
        """Write configuration and secrets; a running Mailsonde never sees half of it."""
        folder = file.parent / "secrets"
        folder.mkdir(mode=0o700, exist_ok=True)
        for name, text in self.secrets.items():
            _replace(folder / name, text)
        # YAML is a superset of JSON.
        _replace(file, json.dumps(self.document(), indent=2) + "\n")


def _server(host: MailHost, port: int, tls: str) -> Section:
    return {"host": host.host, "port": port, "tls": tls, "ca_file": str(host.ca_file)}


def _replace(file: Path, text: str) -> None:
    if file.exists() and file.read_text() == text:
        return  # no change to notice
    draft = file.with_name(f".{file.name}.new")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(file)
