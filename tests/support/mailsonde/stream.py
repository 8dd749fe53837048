"""Events as they are committed, read through `mailsonde tail`."""

import time
from pathlib import Path

from tests.support.mailhost.process import Guardian

from .child import Child
from .journal import Event, Journal, parse_event

RESTART_SECONDS = 0.1


class EventStream:
    """Follows an event log with a child process.

    `tail` ends if there is no log yet, so it is started again until it stays; each start reads
    from the beginning. Whatever a consumer would see twice is therefore really in the log twice.
    """

    def __init__(self, command: list[str], folder: Path, guardian: Guardian) -> None:
        self._command = command
        self._output = folder / "events.jsonl"
        self._errors = folder / "tail.log"
        self._guardian = guardian
        self._child: Child | None = None
        self._events: list[Event] = []
        self._rest = b""
        self._position = 0
        self._started = 0.0
        self._closed = False

    def journal(self) -> Journal:
        """All events so far; after close(), all until then."""
        if not self._closed:
            self._follow()
            self._read()
        return Journal(self._events)

    def _follow(self) -> None:
        now = time.monotonic()
        alive = self._child is not None and self._child.running()
        if alive or now - self._started < RESTART_SECONDS:
            return
        self._output.unlink(missing_ok=True)
        self._events, self._rest, self._position, self._started = [], b"", 0, now
        self._child = Child(self._command, self._output, self._errors, self._guardian)

    def _read(self) -> None:
        if not self._output.exists():
            return
        with self._output.open("rb") as source:
            source.seek(self._position)
            fresh = source.read()
        self._position += len(fresh)
        *lines, self._rest = (self._rest + fresh).split(b"\n")
        self._events += [parse_event(line.decode()) for line in lines if line]

    def seen(self) -> list[Event]:
        """The events that were read already, even if what came then can't be read."""
        return list(self._events)

    def errors(self) -> str:
        """What the readers complained about."""
        return self._errors.read_text(errors="replace") if self._errors.exists() else ""

    def close(self) -> None:
        self._closed = True
        if self._child is not None:
            self._child.make_sure_it_ended()
