"""Showing it while it happens: a table that redraws itself, or lines where there is no terminal."""

import shutil
import sys
from collections.abc import Sequence
from typing import Protocol, TextIO

from tests.support.mailsonde import Journal

from .board import status_of
from .shows import SHOWS
from .table import BLOCKS, PLAIN_BLOCKS, coloured, event_line, table

UP, CLEAR_BELOW, CLEAR_REST = "\033[{}A", "\033[J", "\033[K"


class Display(Protocol):
    def show(self, journal: Journal, workers: Sequence[str] = ()) -> None:
        """:param workers: what each process did, a line each."""

    def say(self, words: str) -> None:
        """One line that stays."""


class LiveTable:
    """Draws over its last picture; what is said goes above it."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._drawn = 0
        self._blocks = BLOCKS if "utf" in (out.encoding or "").lower() else PLAIN_BLOCKS

    def show(self, journal: Journal, workers: Sequence[str] = ()) -> None:
        rows = [status_of(journal, show.name) for show in SHOWS]
        # A line that wraps would take two, and the next picture would not lie on this one.
        width = shutil.get_terminal_size().columns - 1
        lines = coloured([line[:width] for line in table(rows, self._blocks)], rows)
        lines += [line[:width] for line in workers]
        start = UP.format(self._drawn) if self._drawn else ""
        self._out.write(start + "".join(line + CLEAR_REST + "\n" for line in lines))
        self._out.flush()
        self._drawn = len(lines)

    def say(self, words: str) -> None:
        start = UP.format(self._drawn) + CLEAR_BELOW if self._drawn else ""
        self._out.write(start + words + "\n")
        self._out.flush()
        self._drawn = 0


class EventLines:
    """Each event once, as a line; what processes did is for the end, where nothing redraws."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._shown = 0

    def show(self, journal: Journal, workers: Sequence[str] = ()) -> None:
        for event in journal.events[self._shown:]:
            self.say(event_line(event))
        self._shown = len(journal.events)

    def say(self, words: str) -> None:
        print(words, file=self._out, flush=True)


def display_for(out: TextIO = sys.stdout) -> Display:
    return LiveTable(out) if out.isatty() else EventLines(out)
