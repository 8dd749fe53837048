"""The system's base, as mmdebstrap makes it, in a folder; what runs there sees nothing of this machine."""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from types import TracebackType

from tests.packages.products import deb

CALL_SECONDS = 300.0
# Where the packages are that a test installs.
BROUGHT = "/brought"
# Three roots at a time, with room to install.
_MEMORY = Path("/dev/shm")
_MEMORY_WANTED = 3 << 30
# Of this process: others may run the same.
_MACHINE = f"mailsonde-{os.getpid()}"
# Where /run is on a disk, systemd-nspawn leaves an empty folder there, and says so.
_PROPAGATED = Path("/run/systemd/nspawn/propagate") / _MACHINE
_NSPAWN = "Attempted to remove disk file system under "


class CleanRoot:
    """Use as a context manager. Nothing runs there by itself; for that see `Machine`."""

    def __init__(self, installed: bool = False) -> None:
        """:param installed: with our package, as apt installs it."""
        self._origin = _with_package if installed else _base
        self._temporary = tempfile.TemporaryDirectory(prefix="root-", dir=_place())
        self.folder = Path(self._temporary.name) / "root"

    def __enter__(self) -> "CleanRoot":
        subprocess.run(["cp", "--archive", self._origin(), self.folder], check=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._temporary.cleanup()
        if _PROPAGATED.exists():
            _PROPAGATED.rmdir()

    def path(self, inside: str) -> Path:
        return self.folder / inside.removeprefix("/")

    def run(self, *words: str, status: int | None = 0) -> str:
        """What it says, on both channels.

        :param status: it must end with; None for any.
        """
        return checked(subprocess.run(
            [*nspawn(self.folder), "--pipe", "--", *words], stdin=subprocess.DEVNULL, timeout=CALL_SECONDS,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False), status)

    def bring(self, package: Path) -> str:
        """Copy it in; its path there."""
        self.path(BROUGHT).mkdir(exist_ok=True)
        shutil.copy(package, self.path(BROUGHT))
        return f"{BROUGHT}/{package.name}"

    def install(self, package: Path) -> str:
        return self.run("apt-get", "install", "-y", "--no-install-recommends", self.bring(package))

    def files(self) -> dict[str, str]:
        """Every path, and whose it is; without what any use of a system changes, and what tests bring."""
        listed = subprocess.run(
            ["find", ".", "-xdev", "(", *_without(), ")", "-prune", "-o", "-printf", "%P\t%y %m %U %G\n"],
            cwd=self.folder, check=True, capture_output=True, text=True).stdout
        return dict(line.split("\t") for line in listed.splitlines())


def checked(done: "subprocess.CompletedProcess[str]", status: int | None) -> str:
    said = "".join(line for line in done.stdout.splitlines(keepends=True) if not line.startswith(_NSPAWN))
    if status is not None and done.returncode != status:
        raise AssertionError(f"{done.args} ended with {done.returncode}, not {status}:\n{said}")
    return said


def nspawn(folder: Path) -> list[str]:
    """The machine has no systemd to ask for anything; what runs inside dies with us."""
    return ["setpriv", "--pdeathsig", "KILL", "systemd-nspawn", "--quiet", "--register=no", "--keep-unit",
            "--directory", str(folder), f"--machine={_MACHINE}", "--resolv-conf=replace-host", "--setenv=DEBIAN_FRONTEND=noninteractive"]


def _without() -> list[str]:
    volatile = ("run", "tmp", "var/tmp", "var/log", "var/cache", "var/lib/apt", "var/lib/dpkg", "root",
                "var/lib/systemd", BROUGHT.removeprefix("/"))
    return " -o ".join(f"-path ./{path}" for path in volatile).split()


@cache
def _with_package() -> Path:
    root = CleanRoot().__enter__()
    atexit.register(root.__exit__, None, None, None)
    root.install(deb())
    return root.folder


@cache
def _base() -> Path:
    """Made once for all tests of a process: the base of the system that we are on, from where it came."""
    folder = Path(tempfile.mkdtemp(prefix="root-base-", dir=_place()))
    atexit.register(shutil.rmtree, folder)
    (folder / "apt.conf").write_text(_said("apt-config", "dump", "Acquire"))
    release = _said("sh", "-c", ". /etc/os-release && echo $ID $VERSION_CODENAME").split()
    sources = _said("apt-get", "indextargets", "--format", "deb $(REPO_URI) $(RELEASE) $(COMPONENT)",
                    "Created-By: Packages", f"Origin: {release[0].capitalize()}")
    # The lists of packages stay: what is installed later is the same as now. A root that lives for minutes need not
    # survive a loss of power.
    checked(subprocess.run(
        ["mmdebstrap", "--variant=minbase", "--mode=root", f"--aptopt={folder}/apt.conf",
         "--skip=cleanup/apt/lists", "--dpkgopt=force-unsafe-io", release[1], folder / "root", "-"],
        input="".join(sorted(set(sources.splitlines(keepends=True)))), text=True, timeout=CALL_SECONDS,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False), 0)
    return folder / "root"


def _place() -> Path | None:
    """In memory, if there is room and programs may run there; else where temporary files go."""
    if "TMPDIR" in os.environ or not _MEMORY.is_dir():
        return None
    there = os.statvfs(_MEMORY)
    fits = there.f_bavail * there.f_frsize >= _MEMORY_WANTED
    return _MEMORY if fits and not there.f_flag & (os.ST_NODEV | os.ST_NOEXEC) else None


def _said(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout
