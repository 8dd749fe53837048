"""Rows and lines of text for people. Pure."""

import time
from collections.abc import Sequence

from tests.support.mailsonde import Event

from .board import Status, delay_of

BLOCKS, PLAIN_BLOCKS = "▁▂▃▄▅▆▇█", "_.-=+*#@"
MISSING = "x"
SPARKS = 10  # as many as leave room for the alerts in 80 columns
HEADINGS = ("probe", "last", "mails", "delay", "in", "delays", "open alerts")
RED, YELLOW, GREEN, BOLD, NORMAL = "\033[31m", "\033[33m", "\033[32m", "\033[1m", "\033[0m"


def sparkline(delays: Sequence[float | None], blocks: str = BLOCKS) -> str:
    """The newest delays as blocks, the longest one full height; MISSING for what did not come."""
    newest = delays[-SPARKS:]
    longest = max((delay for delay in newest if delay is not None), default=0.0) or 1.0
    return "".join(MISSING if delay is None
                   else blocks[round(delay / longest * (len(blocks) - 1))] for delay in newest)


def seconds(delay: float | None) -> str:
    return "" if delay is None else f"{delay:.2f} s"


def table(rows: Sequence[Status], blocks: str = BLOCKS) -> list[str]:
    """Aligned lines without colours, the headings first."""
    cells = [HEADINGS] + [
        (row.probe, row.state, str(row.mails), seconds(row.last_delay), row.folder,
         sparkline(row.delays, blocks), ", ".join(row.alerts)) for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    # Sparklines grow: a column that does not move is easier to read.
    widths[HEADINGS.index("delays")] = SPARKS
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
            for line in cells]


def coloured(lines: Sequence[str], rows: Sequence[Status]) -> list[str]:
    """The table for a terminal: by the worst open alert."""
    painted = [BOLD + lines[0] + NORMAL]
    for line, row in zip(lines[1:], rows):
        alerts = " ".join(row.alerts)
        colour = RED if "critical" in alerts else YELLOW if alerts else GREEN if row.mails else ""
        painted.append(colour + line + (NORMAL if colour else ""))
    return painted


def event_line(event: Event) -> str:
    """One line for a log, e.g. "02:04:33 inbound  delivered in INBOX after 0.21 s"."""
    clock = time.strftime("%H:%M:%S", time.gmtime(event.time))
    return f"{clock} {event.subject:<10} {_sentence(event)}"


def _sentence(event: Event) -> str:
    data = event.data
    if event.kind in ("result", "late"):
        words = event.outcome or "late"
        if event.found:
            words += f" in {event.found['folder']} after {seconds(delay_of(event))}"
        return words
    if event.kind == "alert":
        return f"alert {data['rule']} ({data['severity']}) {event.phase}: {data['summary']}"
    words = event.kind.removeprefix("mail.").replace("_", " ")
    return f"{words}: {data['detail']}" if data.get("detail") else words
