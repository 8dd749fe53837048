"""The temporary folder of one host: who owns what, and where the programs find their files."""

import os
import pwd
import shutil
import tempfile
from pathlib import Path

from .errors import MailHostError

# An existing unprivileged account of every Debian owns the mail; none is created.
MAIL_USER = "mail"
# A UNIX socket's path holds 107 octets; the longest below the folder needs about 40.
MAX_ROOT = 60
# Memory is several times faster than a disk for thousands of small files and for Postfix's fsync.
MEMORY = Path("/dev/shm")
MEMORY_WANTED = 512 << 20  # 20,000 mails need 100 MB with their indexes


class Workspace:
    """Folders of one host; all but `root` are made ready for the user who writes there."""

    def __init__(self) -> None:
        if os.geteuid() != 0:
            raise MailHostError("private mail servers need root: Postfix and Dovecot change users")
        self.root = Path(tempfile.mkdtemp(prefix="mailhost-", dir=quick_parent()))
        if len(str(self.root)) > MAX_ROOT:
            self.remove()
            raise MailHostError(f"TMPDIR is too long for UNIX sockets: {self.root}")
        # Four different users must pass through; what is secret has its own mode.
        self.root.chmod(0o755)
        self.tls = self._folder("tls")
        self.log = self._folder("log")
        self.postfix = self._folder("postfix")
        self.store = self._folder("store")
        self.imap = self._folder("imap")
        self.users = self._folder("users", owner="dovecot", mode=0o700)
        self.homes = self._folder("homes", owner=MAIL_USER, mode=0o700)
        self.policy_socket = self.root / "policy"

    @property
    def lmtp_socket(self) -> Path:
        return self.store / "run" / "lmtp"

    @property
    def auth_socket(self) -> Path:
        return self.store / "run" / "sasl"

    def remove(self) -> None:
        # A server's child may have made a file while the tree was read: once more, then complain.
        shutil.rmtree(self.root, ignore_errors=True)
        if self.root.exists():
            shutil.rmtree(self.root)

    def _folder(self, name: str, owner: str = "root", mode: int = 0o755) -> Path:
        folder = self.root / name
        make_folder(folder, owner, mode)
        return folder


def quick_parent() -> Path | None:
    """Where the folder goes: as TMPDIR says, else in memory if there is room, else as usual."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir():
        if shutil.disk_usage(MEMORY).free >= MEMORY_WANTED:
            return MEMORY
    return None


def make_folder(folder: Path, owner: str, mode: int, group: str | None = None) -> None:
    """Create one folder with exactly this mode, whatever the umask is."""
    folder.mkdir()
    shutil.chown(folder, owner, group if group is not None else pwd.getpwnam(owner).pw_gid)
    folder.chmod(mode)
