"""Waiting for a condition, never for a guessed time."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from .errors import MailHostError

T = TypeVar("T")


def wait_until(probe: Callable[[], T], timeout: float, what: str, interval: float = 0.02) -> T:
    """Ask `probe` until it answers something true, and return that answer.

    :param timeout: seconds until MailHostError; the message names `what`.
    :param interval: seconds between two questions.
    """
    end = time.monotonic() + timeout
    pause = threading.Event()
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() >= end:
            raise MailHostError(f"{what}: not within {timeout:g} s")
        pause.wait(interval)
