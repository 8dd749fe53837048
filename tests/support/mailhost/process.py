"""Starting a server in the foreground and ending it, with everything that it started."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from .deadline import wait_until
from .errors import MailHostError

STOP_SECONDS = 5.0


class Guardian:
    """A helper process that outlives this one just long enough to clear up after a kill -9."""

    def __init__(self, folder: Path) -> None:
        program = Path(__file__).with_name("guardian.py")
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(program), str(folder)],
            stdin=subprocess.PIPE, text=True, start_new_session=True)

    def say(self, words: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(words + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # somebody ended it: the orderly way of stopping is left

    def dismiss(self) -> None:
        self.say("bye")
        try:
            self._process.communicate(timeout=STOP_SECONDS)
        except BrokenPipeError:
            self._process.wait(STOP_SECONDS)


class Daemon:
    """One server process with its own session, so that its whole group can be ended."""

    def __init__(self, name: str, command: list[str], output: Path, guardian: Guardian) -> None:
        self.name = name
        self._guardian = guardian
        self._output = output
        with output.open("ab") as sink:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink,
                start_new_session=True, cwd="/")
        self.pid = self._process.pid
        guardian.say(f"watch {self.pid}")

    def running(self) -> bool:
        """Whether it still runs; MailHostError with its last words if it ended by itself."""
        if self._process.poll() is not None:
            words = self._output.read_text(errors="replace")[-2000:]
            raise MailHostError(f"{self.name} ended with {self._process.returncode}: {words}")
        return True

    def stop(self) -> None:
        """End it and its children; returns when no process of the group is left."""
        # The whole group: alone, Dovecot's master would wait a second for its children.
        self._signal_group(signal.SIGTERM)
        try:
            wait_until(self._gone, STOP_SECONDS, f"{self.name} ended", interval=0.01)
        except MailHostError:
            self._signal_group(signal.SIGKILL)
            wait_until(self._gone, STOP_SECONDS, f"{self.name} killed")
        self._guardian.say(f"forget {self.pid}")

    def _gone(self) -> bool:
        return self._process.poll() is not None and not group_members(self.pid)

    def _signal_group(self, number: int) -> None:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            pass


def group_members(group: int) -> list[int]:
    """Living processes of a process group; zombies that wait for their parent don't count."""
    members = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended between listing and reading
        if int(fields[2]) == group and fields[0] not in ("Z", "X"):
            members.append(int(stat.parent.name))
    return members


def processes_of(folder: Path) -> list[int]:
    """Processes whose command names this folder, and the members of groups that they lead."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes()
        except OSError:
            continue
        if str(folder).encode() in command:
            found += [int(entry.parent.name), *group_members(int(entry.parent.name))]
    return found
