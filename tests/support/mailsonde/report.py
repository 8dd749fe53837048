"""What a person needs to see when a test with Mailsonde failed."""

from collections.abc import Sequence
from pathlib import Path

from .journal import Event

REPORTED_LINES = 80


def failure_report(error: BaseException, config: Path, log: str, complaints: str,
                   events: Sequence[Event]) -> str:
    """Configuration, logs and events, of each the last lines; the secrets are in other files."""
    told = "\n".join(f"{event.time:.3f} {event.kind} {event.subject} {event.data}"
                     for event in events)
    written = config.read_text() if config.exists() else "none"
    parts = (("configuration", written), ("log of run", log), ("complaints of tail", complaints),
             ("events", told))
    text = f"\n=== Mailsonde, upon {type(error).__name__}: {error}"
    for title, whole in parts:
        last = "\n".join(whole.splitlines()[-REPORTED_LINES:])
        text += f"\n--- {title} (its last lines)\n{last}"
    return text
