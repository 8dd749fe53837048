"""A child process that never outlives the test and says how it ended."""

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.support.mailhost.deadline import wait_until
from tests.support.mailhost.errors import MailHostError
from tests.support.mailhost.process import Guardian


class Child:
    """One running program; its output goes to files, so that it never waits for a reader."""

    def __init__(self, command: list[str], output: Path, errors: Path, guardian: Guardian,
                 environment: Mapping[str, str] | None = None) -> None:
        """:param environment: variables besides those of this process."""
        self._guardian = guardian
        with output.open("ab") as out, errors.open("ab") as err:
            # An own session: a Ctrl-C at the terminal is for its parent to handle.
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                start_new_session=True, cwd="/",
                env=os.environ | dict(environment or {}))
        guardian.say(f"watch {self._process.pid}")
        self._watched = True

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_code(self) -> int | None:
        """None while it runs; negative if a signal ended it."""
        code = self._process.poll()
        if code is not None and self._watched:
            # The number may soon be somebody else's.
            self._guardian.say(f"forget {self._process.pid}")
            self._watched = False
        return code

    def running(self) -> bool:
        return self.exit_code() is None

    def signal(self, number: int) -> None:
        """Only to this process; harmless if it has ended."""
        if self.running():
            os.kill(self._process.pid, number)

    def stopped(self) -> bool:
        """Whether SIGSTOP holds it."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] == "T"

    def end(self, number: int, seconds: float) -> int:
        """Signal it and wait; the exit code. MailHostError if it does not end in time."""
        self.signal(number)
        return self.wait_end(seconds, signal.Signals(number).name)

    def wait_end(self, seconds: float, why: str) -> int:
        """Wait until it has ended; the exit code. MailHostError if that takes longer."""
        wait_until(lambda: not self.running(), seconds, f"end of process {self.pid} after {why}",
                   0.01)
        code = self.exit_code()
        assert code is not None
        return code

    def make_sure_it_ended(self) -> None:
        """For clearing up: politely, then not."""
        self.signal(signal.SIGCONT)
        try:
            self.end(signal.SIGTERM, 5.0)
        except MailHostError:
            self.end(signal.SIGKILL, 5.0)
