"""Waiting for what must happen, and watching that something does not."""

import threading
import time
from collections.abc import Callable


def stays(condition: Callable[[], bool], seconds: float, interval: float = 0.05) -> bool:
    """Whether `condition` holds now and for all of the next `seconds`."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while condition():
        if time.monotonic() >= end:
            return True
        pause.wait(interval)
    return False


def elapse(seconds: float) -> None:
    """Let time pass, for a test that strikes at a random moment; never to wait for something."""
    threading.Event().wait(seconds)
