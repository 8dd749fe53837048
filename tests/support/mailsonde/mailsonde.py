"""Mailsonde: `mailsonde run` on real mail servers, watched through its own event log."""

import atexit
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from tests.support.mailhost.deadline import wait_until
from tests.support.mailhost.errors import MailHostError
from tests.support.mailhost.process import Guardian

from .journal import Event, Journal
from .program import binary, command
from .replica import Replica
from .report import failure_report
from .settings import Settings
from .stream import EventStream

T = TypeVar("T")

# Generous: a slow machine must not fail a test, and what works does not take so long.
PATIENCE_SECONDS = 60.0
# A mail may begin so much later than its slot on a busy machine.
LATE_BEGIN_SECONDS = 1.5


class Mailsonde:
    """Runs in a temporary folder from __enter__ on; gone without a trace at the end.

    Leaving the `with` stops it gracefully if it still runs. If an exception leaves it,
    configuration, log and events are printed. A condition that a test waits for and that does
    not come is an AssertionError; so is a `run` that ends by itself.
    """

    def __init__(self, settings: Settings,
                 environment: Mapping[str, str] | None = None) -> None:
        """:param environment: of the first start, see start()."""
        binary()  # first of all: without it nothing must be left to clear up
        self.settings = settings
        self._first_environment = environment
        self.folder = Path(tempfile.mkdtemp(prefix="mailsonde-"))
        self.config = self.folder / "mailsonde.yaml"
        self._guardian = Guardian(self.folder)
        self._run = Replica(self.config, self.folder / "run.log", self._guardian)
        self._others: list[Replica] = []
        self._stream = EventStream(
            command(self.config, "tail", "--json", "--follow", "--all"), self.folder,
            self._guardian)
        self._closed = False
        atexit.register(self.close)

    def __enter__(self) -> "Mailsonde":
        try:
            self.settings.write(self.config)
            self.start(self._first_environment)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            if error is None and self._run.started:
                self.stop()
        except BaseException as failure:
            self._print_report(failure)
            raise
        else:
            if error is not None and not isinstance(error, KeyboardInterrupt):
                self._print_report(error)
        finally:
            self.close()

    def close(self) -> None:
        """End all children and remove all files; harmless when called again."""
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        try:
            self._stream.close()
            for one in (self._run, *self._others):
                one.make_sure_it_ended()
        finally:
            self._guardian.dismiss()
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- the process

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """:param environment: orders to failpoints, see docs/crash-safety.md."""
        self._run.start(environment)

    def stop(self) -> None:
        """SIGTERM, upon which it must end in time and with 0."""
        self._run.stop()

    def kill(self) -> None:
        """SIGKILL; returns when it is gone."""
        self._run.kill()

    def process_of(self, point: str) -> Replica:
        """The one that passes this failpoint."""
        return self._run.process_of(point)

    def terminate(self) -> None:
        """SIGTERM, without waiting for what comes of it."""
        self._run.terminate()

    def wait_killed(self, point: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Until it has ended itself at this failpoint, and in no other way."""
        self.process_of(point).wait_killed(point, seconds)

    def wait_ready(self) -> None:
        """Until all parts of it are started; before, a signal may end it in any way."""
        self.wait_for(lambda _: self._run.is_ready(), "start")

    def replica(self, name: str) -> Replica:
        """Another process with the same configuration and log, not started yet."""
        made = Replica(self.config, self.folder / f"{name}.log", self._guardian)
        self._others.append(made)
        return made

    def restart(self) -> None:
        self.stop()
        self.start()

    def reload(self) -> None:
        """SIGHUP to all processes, once they are ready for it."""
        for one in (self._run, *self._others):
            if one.started:
                self.wait_for(lambda _, ready=one.is_ready: ready(), "start")
                one.hang_up()

    def reconfigure(self, settings: Settings, hang_up: bool = True) -> None:
        """Write another configuration and tell it by SIGHUP, unless it shall notice by itself."""
        self.settings = settings
        settings.write(self.config)
        if hang_up:
            self.reload()

    @property
    def pid(self) -> int:
        return self._run.pid

    def limit_files(self, octets: int | None) -> None:
        """No file may grow beyond this from now on, its log neither; None: they may again.

        To the program that looks like a full disk; the errors are "File too large".
        """
        pid = self._run.pid
        most = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most if octets is None else octets, most))

    def peak_memory_mib(self) -> float:
        """The most memory that the process has held since its start, in MiB."""
        status = Path(f"/proc/{self._run.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024

    # --- what it says

    @property
    def event_log(self) -> Path:
        return self.folder / "data" / "events.sqlite"

    def journal(self) -> Journal:
        """All events so far."""
        return self._stream.journal()

    def log(self) -> str:
        """All that `run` has logged since the beginning, restarts included."""
        return self._run.log()

    def all_logs(self) -> str:
        """That of the other processes, too."""
        return "".join(one.log() for one in (self._run, *self._others))

    def events(self, kind: str, probe: str | None = None) -> list[Event]:
        return self.journal().of(kind, probe)

    def results(self, probe: str | None = None, outcome: str | None = None) -> list[Event]:
        return self.journal().results(probe, outcome)

    def alerts(self, rule: str, probe: str | None = None, phase: str | None = None) -> list[Event]:
        return self.journal().alerts(rule, probe, phase)

    # --- waiting

    def wait_for(self, question: Callable[[Journal], T], what: str,
                 seconds: float = PATIENCE_SECONDS) -> T:
        """Ask until the answer is true, and return it. `question` gets all events so far."""
        def ask() -> T:
            self.must_run()
            return question(self.journal())
        try:
            return wait_until(ask, seconds, what)
        except MailHostError as late:
            raise AssertionError(str(late)) from late

    def wait_results(self, probe: str, count: int = 1, outcome: str | None = None,
                     seconds: float = PATIENCE_SECONDS) -> list[Event]:
        """At least `count` results of a probe, only of one outcome if given."""
        def enough(journal: Journal) -> list[Event]:
            results = journal.results(probe, outcome)
            return results if len(results) >= count else []
        return self.wait_for(enough, f"{count} results {outcome or ''} of {probe}", seconds)

    def wait_alert(self, rule: str, phase: str, probe: str = "",
                   seconds: float = PATIENCE_SECONDS) -> Event:
        """The first alert of this rule in this phase; those about a mailbox have no probe."""
        return self.wait_for(lambda journal: journal.alerts(rule, probe, phase),
                             f"alert {rule} {phase} of {probe or 'the mailbox'}", seconds)[0]

    def drain(self, seconds: float = PATIENCE_SECONDS) -> None:
        """Begin no new mails, and wait until all that are out have their result."""
        self.wait_for(self.begin_drain(), "every mail judged", seconds)

    def begin_drain(self) -> Callable[[Journal], bool]:
        """Begin no new mails; says, asked again and again, whether all have their result."""
        interval = self.settings.longest_interval()
        self.reconfigure(self.settings.idle())
        told = time.time()

        def drained(journal: Journal) -> bool:
            # No slot was used for longer than an interval since then: the new configuration is
            # in force. Before it was told, a mail may have begun that no reader has seen yet.
            newest = max(told, journal.newest_begin())
            quiet = time.time() - newest > interval + LATE_BEGIN_SECONDS
            return not journal.in_flight() and (quiet or not interval)
        return drained

    def must_run(self) -> None:
        """AssertionError if it ended by itself."""
        self._run.must_run()

    def _print_report(self, error: BaseException) -> None:
        print(failure_report(error, self.config, self.log(), self._stream.errors(),
                             self._stream.seen()), file=sys.stderr)
