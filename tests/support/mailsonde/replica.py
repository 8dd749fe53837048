"""One process `mailsonde run`, or of another command. Several may share an event log."""

import signal
from collections.abc import Mapping
from pathlib import Path

from tests.support.mailhost.deadline import wait_until
from tests.support.mailhost.process import Guardian

from .child import Child
from .program import command

STOP_SECONDS = 20.0


class Replica:
    """Starts and ends; whatever it logs, over all its lives, goes into one file."""

    def __init__(self, config: Path, log: Path, guardian: Guardian,
                 words: list[str] | None = None) -> None:
        """:param words: the command, if it is another one than `mailsonde run`."""
        self._command = words or command(config, "run")
        self._log = log
        self._guardian = guardian
        self._child: Child | None = None
        self._begin = 0

    @property
    def pid(self) -> int:
        return self._running().pid

    @property
    def started(self) -> bool:
        return self._child is not None

    def process_of(self, _point: str) -> "Replica":
        """The one that passes this failpoint; see Couple."""
        return self

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """:param environment: orders to failpoints, see docs/crash-safety.md."""
        assert self._child is None, "it runs already"
        self._begin = len(self.log())
        self._child = Child(self._command, self._log.with_suffix(".out"), self._log,
                            self._guardian, environment)

    def start_in_vain(self) -> int:
        """Start it, and wait until it ends by itself: its exit status."""
        self.start()
        return self.wait_end()

    def has_ended(self) -> bool:
        """By itself, or by a signal that somebody else sent."""
        return self._child is not None and not self._child.running()

    def wait_end(self) -> int:
        """Until it has ended by itself: its exit status."""
        code = self._running().wait_end(STOP_SECONDS, "an end by itself")
        self._child = None
        return code

    def stop(self) -> None:
        """SIGTERM, upon which it must end in time and with 0."""
        code = self._end(signal.SIGTERM)
        assert code == 0, f"mailsonde run ended with {code} after SIGTERM"

    def kill(self) -> None:
        """SIGKILL; returns when it is gone."""
        code = self._end(signal.SIGKILL)
        assert code == -signal.SIGKILL, f"mailsonde run had ended by itself, with {code}"

    def hang_up(self) -> None:
        self._running().signal(signal.SIGHUP)

    def terminate(self) -> None:
        """SIGTERM, without waiting for what comes of it."""
        self._running().signal(signal.SIGTERM)

    def wait_killed(self, point: str, seconds: float) -> None:
        """Until it has ended itself at a failpoint; AssertionError if it ends otherwise."""
        code = self._running().wait_end(seconds, f"passing {point}")
        self._child = None
        assert code == -signal.SIGKILL, f"mailsonde run ended with {code} instead of at {point}"
        # Another thread may have got a word in.
        last = self.log().splitlines()[-3:]
        assert f"failpoint {point}" in last, f"its last words are: {last}"

    def wait_stopped(self, point: str, seconds: float) -> None:
        """Until it has stopped itself at a failpoint."""
        child = self._running()
        wait_until(lambda: child.running() and child.stopped(), seconds, f"stop at {point}", 0.01)

    def is_ready(self) -> bool:
        """Whether it has started all its parts; before, a signal may end it in any way."""
        return " info started " in self.log()[self._begin:]

    def freeze(self) -> None:
        """SIGSTOP; returns when it stands still."""
        child = self._running()
        child.signal(signal.SIGSTOP)
        wait_until(child.stopped, STOP_SECONDS, "standing still", 0.01)

    def go_on(self) -> None:
        """SIGCONT."""
        self._running().signal(signal.SIGCONT)

    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def must_run(self) -> None:
        """AssertionError if it ended by itself."""
        if self._child is not None:
            code = self._child.exit_code()
            assert code is None, f"mailsonde run ended by itself, with {code}"

    def make_sure_it_ended(self) -> None:
        if self._child is not None:
            self._child.make_sure_it_ended()

    def _end(self, number: int) -> int:
        code = self._running().end(number, STOP_SECONDS)
        self._child = None
        return code

    def _running(self) -> Child:
        assert self._child is not None, "it does not run"
        return self._child
