"""The mail server for load: thousands of accounts in one process; see tests/bench/responder."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.support.mailsonde import Settings
from tests.support.mailsonde.program import ROOT

PASSWORD = "correct horse"


@dataclass(frozen=True)
class Host:
    """Where one of its servers listens."""

    address: str
    imap: int
    smtp: int


@dataclass(frozen=True)
class Saving:
    """When a mail was taken from SMTP and when it lay in its mailbox, in seconds since the epoch."""

    token: str
    taken_at: float
    saved_at: float


def address_of(name: str) -> str:
    return f"{name}@load.test"


class Responder:
    """Runs from __enter__ on; it ends with this process, whatever becomes of it."""

    def __init__(self, hosts: int = 1, foreign: int = 0) -> None:
        """:param hosts: servers at addresses of their own, all with the same accounts.
        :param foreign: mails of a human in each mailbox.
        """
        self._words = ["--hosts", str(hosts), "--foreign", str(foreign)]
        self._rest = ExitStack()

    def __enter__(self) -> "Responder":
        program = os.environ.get("MAILSONDE_RESPONDER",
                                 str(ROOT / "build/dev/tests/bench/responder/mailsonde_responder"))
        with self._rest:
            self._start(program)
            self._rest = self._rest.pop_all()
        return self

    def _start(self, program: str) -> None:
        folder = self._rest.enter_context(tempfile.TemporaryDirectory(prefix="responder-"))
        self._process = subprocess.Popen(
            [program, *self._words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"TMPDIR": folder}, start_new_session=True)
        self.pid = self._process.pid
        where = self._answer()
        self.ca_file = Path(where["ca_file"])
        self.hosts = [Host(**host) for host in where["hosts"]]

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        with self._rest:
            self._process.communicate(timeout=30)

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the responder ended with {self._process.poll()}"
        return json.loads(line)

    def _ask(self, words: str) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()
        return self._answer()

    def lose(self, names: Iterable[str]) -> None:
        """From now on mails to these accounts never arrive."""
        for name in names:
            self._ask(f"lose {address_of(name)}")

    def delay(self, names: Iterable[str], seconds: float) -> None:
        """From now on mails to these accounts take so long."""
        for name in names:
            self._ask(f"delay {address_of(name)} {round(seconds * 1000)}")

    def stats(self) -> dict[str, int]:
        """Counters; see control.cpp."""
        return dict(self._ask("stats"))

    def savings(self) -> list[Saving]:
        """Of all mails saved since this was last asked."""
        return [Saving(token, taken / 1e6, saved / 1e6)
                for token, taken, saved in self._ask("savings")]


def server(responder: Responder, address: str, port: int) -> dict[str, Any]:
    return {"host": address, "port": port, "tls": "implicit", "ca_file": str(responder.ca_file)}


def account(settings: Settings, name: str) -> dict[str, Any]:
    return {"user": address_of(name), "password": settings.secret("everybody", PASSWORD)}


def add_route(settings: Settings, responder: Responder, name: str, host: Host,
              **smtp: Any) -> None:
    """:param smtp: keys of the server's section that differ."""
    settings.routes[name] = {
        "smtp": server(responder, host.address, host.smtp) | smtp, "ehlo": "monitor.load.test",
        "from": address_of("probe"), "auth": account(settings, "probe")}


def add_mailbox(settings: Settings, responder: Responder, name: str, host: Host,
                **imap: Any) -> None:
    """:param imap: keys of the server's section that differ."""
    settings.mailboxes[name] = {
        "address": address_of(name), "imap": server(responder, host.address, host.imap) | imap,
        "auth": account(settings, name)}


def fill(settings: Settings, responder: Responder, names: Iterable[str], **probe: Any) -> None:
    """A mailbox and a probe of the same name for each, evenly over the responder's hosts.

    :param probe: further keys of the probes, such as every="2s".
    """
    hosts = responder.hosts
    for number, host in enumerate(hosts):
        if f"route{number}" not in settings.routes:
            add_route(settings, responder, f"route{number}", host)
    for index, name in enumerate(names):
        add_mailbox(settings, responder, name, hosts[index % len(hosts)])
        settings.probe(name, name, f"route{index % len(hosts)}", **probe)
