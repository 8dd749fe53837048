"""Clears up after a host whose Python process was killed.

Run as a program by `process.Guardian`: standard input is a pipe from the host's process. It says
"watch PID" and "forget PID" (process groups) there; end of input without "bye" means that the
host is dead, so the groups are ended and the folder is removed. Imports nothing of this package:
it runs isolated (-I), and must work when the source tree is already gone.
"""

import os
import shutil
import signal
import sys
import threading
import time


def _signal(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def _end(groups: set[int]) -> None:
    """Politely, then not. Returns when none is left that could still write into the folder."""
    left = set(groups)
    pause = threading.Event()
    for number in (signal.SIGTERM, signal.SIGKILL):
        left = {group for group in left if _signal(group, number)}
        end = time.monotonic() + 3.0
        while left and time.monotonic() < end:
            pause.wait(0.02)
            left = {group for group in left if _signal(group, 0)}


def main(folder: str) -> None:
    groups: set[int] = set()
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        if word == "watch":
            groups.add(int(number))
        elif word == "forget":
            groups.discard(int(number))
        elif word == "bye":
            return
    _end(groups)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
