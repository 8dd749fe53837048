"""One broker: a Java process that can be stopped, killed, frozen, and started again on its data."""

import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.mailhost.deadline import wait_until
from tests.support.mailhost.errors import MailHostError
from tests.support.mailhost.process import Guardian
from tests.support.mailsonde.child import Child

from .errors import KafkaError
from .jars import java
from .settings import properties_file

PATIENCE_SECONDS = 60.0
# Leaving in good order needs a majority of the controllers; without it Kafka tries for minutes.
STOP_SECONDS = 15.0


class Broker:
    """Keeps its ports' numbers and its data over restarts; the caller reserves the ports."""

    def __init__(self, number: int, folder: Path, guardian: Guardian) -> None:
        """:param folder: to be made; all that the broker writes is below."""
        self.number = number
        self.data = folder / "data"
        self._folder = folder
        self._guardian = guardian
        self._child: Child | None = None
        self._frozen = False
        self._temporary.mkdir(parents=True)

    @property
    def _temporary(self) -> Path:
        return self._folder / "tmp"

    @property
    def _settings(self) -> Path:
        return self._folder / "server.properties"

    @property
    def pid(self) -> int | None:
        """None while it is down."""
        return self._child.pid if self._child is not None and self._child.running() else None

    @property
    def answering(self) -> bool:
        """Whether it runs and is not frozen."""
        return self.pid is not None and not self._frozen

    def ended_by_itself(self) -> bool:
        """Whether it was started and nobody here ended it."""
        return self._child is not None and not self._child.running()

    def format(self, cluster: str, properties: Mapping[str, str],
               words: Sequence[str]) -> Child:
        """Begin to make the folder of its data; wait for the returned process to end with 0.

        :param words: more options of Kafka's StorageTool.
        """
        self._settings.write_text(properties_file(properties))
        return self._java([], "kafka.tools.StorageTool", "format", "-t", cluster,
                          "-c", str(self._settings), *words)

    def start(self, options: Sequence[str]) -> None:
        """Returns at once; KafkaCluster.wait_ready() waits."""
        if self.pid is not None:
            raise KafkaError(f"broker {self.number} runs already")
        self._frozen = False
        self._child = self._java(options, "kafka.Kafka", str(self._settings))

    def stop(self) -> None:
        """In good order, if the other brokers let it."""
        self.resume()
        child = self._running()
        try:
            child.end(signal.SIGTERM, STOP_SECONDS)
        except MailHostError:
            child.end(signal.SIGKILL, PATIENCE_SECONDS)
        self._child = None

    def kill(self) -> None:
        """As kill -9 does; a frozen one, too."""
        self._running().end(signal.SIGKILL, PATIENCE_SECONDS)
        self._child = None
        self._frozen = False

    def pause(self) -> None:
        """Freeze it, as a dead machine looks from outside: its ports take connections."""
        child = self._running()
        child.signal(signal.SIGSTOP)
        wait_until(child.stopped, PATIENCE_SECONDS, f"broker {self.number} frozen")
        self._frozen = True

    def resume(self) -> None:
        self._running().signal(signal.SIGCONT)
        self._frozen = False

    def last_words(self) -> str:
        """The end of its warnings and errors, and of Java's about itself."""
        written = self._folder / "log"
        return written.read_text(errors="replace")[-2000:] if written.exists() else ""

    def _running(self) -> Child:
        if self._child is None or not self._child.running():
            raise KafkaError(f"broker {self.number} does not run")
        return self._child

    def _java(self, options: Sequence[str], main_class: str, *words: str) -> Child:
        log = self._folder / "log"
        return Child(java(self._temporary, options, main_class, *words), log, log, self._guardian)
