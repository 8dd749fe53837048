"""A root that is booted: systemd is its first process, and units are started as on any machine."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path
from types import TracebackType

from tests.packages.clean_root import CALL_SECONDS, CleanRoot, checked, nspawn
from tests.support.mailhost import wait_until

START_SECONDS = 60.0


class Machine:
    """Use as a context manager, around a root that has systemd. Its network is ours: loopback is shared."""

    def __init__(self, root: CleanRoot) -> None:
        self.root = root
        self._nspawn: subprocess.Popen[bytes] | None = None
        self._init = 0

    def __enter__(self) -> "Machine":
        console = self.root.folder.parent / "console"
        with console.open("wb") as output:
            self._nspawn = subprocess.Popen(
                [*nspawn(self.root.folder), "--console=pipe", "--boot", "systemd.unit=multi-user.target"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        try:
            self._init = wait_until(self._find_init, START_SECONDS, "the first process")
            wait_until(self._is_up, START_SECONDS, "systemd's start")
        except BaseException:
            self.close()
            print(console.read_text(errors="replace"))
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self._nspawn is None:
            return
        if self._init:
            os.kill(self._init, signal.SIGKILL)  # and with it all that runs inside, before it is gone
        else:
            self._nspawn.kill()
        self._nspawn.wait()

    def _find_init(self) -> int:
        assert self._nspawn is not None
        if self._nspawn.poll() is not None:
            raise AssertionError(f"systemd-nspawn ended with {self._nspawn.returncode}")
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text().split()
        for child in children:
            with contextlib.suppress(FileNotFoundError):  # the others come and go
                if os.readlink(f"/proc/{child}/exe").endswith("/systemd/systemd"):
                    return int(child)
        return 0

    def _is_up(self) -> bool:
        return self.run("systemctl", "is-system-running", status=None).strip() in ("running", "degraded")

    def run(self, *words: str, status: int | None = 0) -> str:
        """As `CleanRoot.run`, while it is up."""
        inside = ["nsenter", f"--target={self._init}", "--all", "--root", "--wd", "--"]
        clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
        return checked(subprocess.run(
            [*inside, *words], stdin=subprocess.DEVNULL, env=clean, timeout=CALL_SECONDS,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False), status)

    def show(self, unit: str, name: str) -> str:
        """A property of a unit."""
        return self.run("systemctl", "show", "--value", f"--property={name}", unit).strip()

    def journal(self, unit: str) -> str:
        return self.run("journalctl", "--no-pager", "--output=cat", f"--unit={unit}")
