"""mailsonde-sender and mailsonde-checker on Kafka, in several replicas."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .couple import Couple
from .mailsonde import Mailsonde
from .program import call, service
from .replica import Replica
from .settings import Settings

SERVICES = ("checker", "sender")


class Pair(Mailsonde):
    """As Mailsonde, but what it does is shared by as many processes as one likes.

    The first replica of each service starts with __enter__; its configuration is that of commands,
    too. A replica has a file of its own, since all are on one host and so must be told their names.
    """

    def __init__(self, settings: Settings, kafka: Mapping[str, Any], create: bool = True,
                 environment: Mapping[str, str] | None = None) -> None:
        """:param kafka: that section of the configuration, without `replica`.

        :param create: the topics, before anything is started.

        :param environment: of the first start, see start().
        """
        self._create = create
        self._files: dict[int, Path] = {}
        settings.top = settings.top | {"kafka": dict(kafka) | {"replica": "1"}}
        super().__init__(settings, environment)
        self._files[1] = self.config
        self.processes: dict[str, Replica] = {}
        self._run = self.add("checker", 1)
        self.add("sender", 1)

    def add(self, name: str, number: int) -> Replica:
        """A further replica of a service, not started yet."""
        if number not in self._files:
            self._files[number] = self.folder / f"mailsonde-{number}.yaml"
            self._write(self._files[number], number)
        made = Replica(self._files[number], self.folder / f"{name}-{number}.log", self._guardian,
                       service(name, self._files[number]))
        self.processes[f"{name}-{number}"] = made
        if number > 1 or name == "sender":
            self._others.append(made)
        return made

    def couple(self, number: int) -> Couple:
        """The replicas of this number; further ones, not started yet, if there are none."""
        return Couple(*(self.processes.get(f"{name}-{number}") or self.add(name, number)
                        for name in SERVICES))

    def process_of(self, point: str) -> Replica:
        return self.couple(1).process_of(point)

    def log(self) -> str:
        """Of the first replicas."""
        return self.couple(1).log()

    def twin(self, name: str, number: int) -> Replica:
        """A mistake: another process with the name of that replica, not started yet."""
        made = Replica(self._files[number], self.folder / f"{name}-{number}-twin.log",
                       self._guardian, service(name, self._files[number]))
        self._others.append(made)
        self.processes[f"{name}-{number}-twin"] = made
        return made

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Those first replicas that don't run; before the first time, the topics are made."""
        if self._create:
            done = call(self.config, "topics", "create")
            assert done.returncode == 0, done.stderr
            self._create = False
        self.start_without_topics(environment)

    def start_without_topics(self, environment: Mapping[str, str] | None = None) -> None:
        self.couple(1).start(environment)

    def refused(self, name: str) -> int:
        """Start the first replica of a service, which ends by itself: its exit status."""
        return self.processes[f"{name}-1"].start_in_vain()

    def wait_ready(self) -> None:
        started = [one for one in self.processes.values() if one.started]
        self.wait_for(lambda _: all(one.is_ready() for one in started), "start of all")

    def stop(self) -> None:
        """SIGTERM to all that run, upon which each must end in time and with 0."""
        for one in reversed(self.processes.values()):
            if one.started:
                one.stop()

    def must_run(self) -> None:
        """AssertionError if one that was started ended by itself."""
        for one in self.processes.values():
            one.must_run()

    def reconfigure(self, settings: Settings, hang_up: bool = True) -> None:
        self.settings = settings
        for number, file in self._files.items():
            self._write(file, number)
        if hang_up:
            self.reload()

    def _write(self, file: Path, number: int) -> None:
        own = self.settings.copy()
        own.top["kafka"]["replica"] = str(number)
        own.write(file)
