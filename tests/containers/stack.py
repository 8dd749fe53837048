"""The stack of compose/, started from its own files, and what can be asked of it from outside."""

import json
import os
import shutil
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.kafka import Kcat
from tests.support.kafka.committed import CommittedReader, Record
from tests.support.mailhost import Account, ImapSession, Mailbox, wait_until
from tests.support.mailsonde import Event, Journal, event_of
from tests.system.kafka_evidence import EVENT_TOPICS, events_of

from . import docker
from .probes import settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "compose"
PROJECT = "mailsonde"
BOOTSTRAP = "localhost:19092"
IMAPS_PORT = 2993
DOMAIN = "demo.test"
SENDERS, CHECKERS = ("sender-1", "sender-2"), ("checker-1", "checker-2")
REPLICAS = (*SENDERS, *CHECKERS)
FILES = ("compose.yaml", "compose.observability.yaml")
# What is built here takes the place of what users pull.
IMAGES = {f"{name.upper()}_IMAGE": f"mailsonde/{name}:test" for name in (
    "sender", "checker", "mailsonde", "secrets", "postfix", "dovecot", "kafka", "prometheus", "alertmanager")}
START_SECONDS = 120.0


class Stack:
    """Of one daemon that has nothing else to do."""

    def __init__(self, work: Path) -> None:
        """:param work: an existing folder for the configuration and, after a failure, for logs."""
        self.work = work
        self.config = work / "mailsonde"
        self.records: list[Record] = []
        self._events: list[Event] = []
        self._reader: CommittedReader | None = None
        self._environment = IMAGES | {"MAILSONDE_CONFIG": str(self.config)}

    # --- its life

    def write_config(self, every: str) -> None:
        """The demo's configuration with what tests need besides; replicas notice by themselves."""
        self.config.mkdir(exist_ok=True)
        draft = self.config / ".mailsonde.yaml.new"
        draft.write_text(json.dumps(settings(COMPOSE / "mailsonde/mailsonde.yaml", every)))
        draft.chmod(0o644)
        draft.replace(self.config / "mailsonde.yaml")

    def compose(self, *words: str, **environment: str) -> str:
        files = [word for name in FILES for word in ("-f", str(COMPOSE / name))]
        return docker.docker("compose", *files, *words, environment=self._environment | environment)

    def up(self, *services: str, **environment: str) -> None:
        """Returns when all of it is healthy; without names, all but Grafana, which can't be had here."""
        names = services or tuple(name for name in self.compose("config", "--services").split() if name != "grafana")
        self.compose("up", "--detach", "--wait", "--wait-timeout", f"{START_SECONDS:.0f}", *names, **environment)

    def down(self) -> None:
        self.close_reader()
        self.compose("down", "--volumes", "--timeout", "20")

    def replace(self, service: str, **environment: str) -> None:
        """Stop it and start a new container in its place; returns when that one is healthy."""
        self.compose("up", "--detach", "--no-deps", "--force-recreate", "--wait",
                     "--wait-timeout", f"{START_SECONDS:.0f}", service, **environment)

    # --- its containers

    @staticmethod
    def container(service: str) -> str:
        return f"{PROJECT}-{service}-1"

    def state(self, service: str) -> dict[str, Any]:
        found: dict[str, Any] = docker.inspect(self.container(service))["State"]
        return found

    def healthy(self, service: str) -> bool:
        state = self.state(service)
        return bool(state["Status"] == "running" and state.get("Health", {}).get("Status") == "healthy")

    def wait_healthy(self, *services: str) -> None:
        for service in services or REPLICAS:
            wait_until(lambda name=service: self.healthy(name), START_SECONDS, f"{service} healthy", 0.5)

    def log(self, service: str) -> str:
        """Of this container, without the times that docker puts before it."""
        return "".join(f"{text}\n" for _, text in docker.logs(self.container(service)))

    def volume(self, name: str) -> Path:
        """The folder of a volume on this machine."""
        return Path(docker.inspect(f"{PROJECT}_{name}", "volume")["Mountpoint"])

    # --- what it says

    def journal(self, seconds: float = 0.0) -> Journal:
        """All events so far; waits so long for a new one if there is none."""
        if self._reader is None:
            self._reader = CommittedReader(BOOTSTRAP, EVENT_TOPICS)
        return self._with(self._reader.fresh(seconds))

    def whole_journal(self) -> Journal:
        """All that is there now; for when nobody writes any more."""
        self.journal()
        assert self._reader is not None
        return self._with(self._reader.rest())

    def _with(self, fresh: list[Record]) -> Journal:
        self.records += fresh
        self._events += events_of(fresh)
        return Journal(self._events)

    def close_reader(self) -> None:
        if self._reader is not None:
            self._reader.__exit__()
            self._reader = None

    def wait_for(self, question: Callable[[Journal], Any], what: str, seconds: float = START_SECONDS) -> Any:
        """Ask about the events until the answer is true; it."""
        return wait_until(lambda: question(self.journal(0.2)), seconds, what)

    @staticmethod
    def by_kcat() -> Journal:
        """All events that are committed now, read by a program that knows nothing of ours."""
        kcat = Kcat({"bootstrap.servers": BOOTSTRAP, "isolation.level": "read_committed"})
        events = []
        # What follows is read before what it follows from: they go on meanwhile.
        for topic in reversed(EVENT_TOPICS):
            done = kcat.run("-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J")
            done.check_returncode()
            for line in done.stdout.splitlines():
                record = json.loads(line)
                headers = dict(zip(record["headers"][::2], record["headers"][1::2], strict=True))
                events.append(event_of({name.removeprefix("ce_"): text for name, text in headers.items()},
                                       json.loads(record["payload"])))
        return Journal(events)

    # --- its mailboxes

    def human(self, user: str) -> ImapSession:
        """A session of the mailbox's owner."""
        context = ssl.create_default_context(cafile=str(self.volume("mail-secrets") / "ca.pem"))
        password = (self.volume("mailsonde-secrets") / f"{user}.password").read_text().strip()
        return ImapSession(IMAPS_PORT, context, Account(f"{user}@{DOMAIN}", password))

    def mailbox(self, user: str) -> Mailbox:
        return Mailbox(lambda: self.human(user))

    # --- after a failure

    def keep_evidence(self) -> None:
        """What a person needs to find the reason."""
        folder = self.work / "evidence"
        folder.mkdir(exist_ok=True)
        for name in docker.docker("ps", "-a", "--format", "{{.Names}}").split():
            lines = docker.logs(name)
            (folder / f"{name}.log").write_text("".join(f"{time} {text}\n" for time, text in lines))
        (folder / "containers").write_text(docker.docker("ps", "-a"))
        (folder / "events").write_text("".join(f"{event}\n" for event in self._events))
        if self.config.exists():
            shutil.copytree(self.config, folder / "mailsonde", dirs_exist_ok=True)


def stack_of_this_run() -> Stack:
    return Stack(Path(os.environ["WORK"]))
