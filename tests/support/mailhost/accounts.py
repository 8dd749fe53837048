"""Users of the mail host: names, passwords and Sieve scripts, as files that Dovecot reads."""

import os
import pwd
import secrets
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from .dovecot import StoreServer
from .workspace import MAIL_USER, Workspace, make_folder

DOMAIN = "probe.test"
# Domains whose mailboxes live here; Postfix is told the same.
DOMAINS = (DOMAIN, "example.test")


@dataclass(frozen=True)
class Account:
    """What a mail program needs besides host and port. The address is the login name."""

    address: str
    password: str


def address_of(name: str) -> str:
    """alice -> alice@probe.test; a full address stays, in lower case."""
    return (name if "@" in name else f"{name}@{DOMAIN}").lower()


class Accounts:
    """Creates and changes users while the servers run."""

    def __init__(self, workspace: Workspace, store: StoreServer) -> None:
        self._workspace = workspace
        self._store = store
        self._passwords: dict[str, str] = {}

    def known(self, address: str) -> bool:
        """Whether the relay may take mail for this address; strangers are not our business."""
        return address in self._passwords or address.rpartition("@")[2] not in DOMAINS

    def get(self, name: str) -> Account:
        address = address_of(name)
        return Account(address, self._passwords[address])

    @property
    def credentials(self) -> dict[str, str]:
        """Password by address, a copy."""
        return dict(self._passwords)

    def home(self, name: str) -> Path:
        return self._workspace.homes / self.get(name).address

    def add(self, name: str, password: str | None) -> Account:
        """Create a user and an empty home; the new user can log in at once."""
        address = address_of(name)
        if address in self._passwords:
            raise ValueError(f"{address} exists already")
        account = Account(address, password if password is not None else secrets.token_hex(12))
        make_folder(self._workspace.homes / address, MAIL_USER, 0o700)
        self._write(account)
        return account

    def set_password(self, name: str, password: str) -> Account:
        """Change a password; returns when Dovecot no longer takes the old one (within 1 s).

        Dovecot asks for a file's time stamp once per second and compares whole seconds, so the
        stamp is moved on and the second is waited out: asking it would cost a failed login.
        """
        account = Account(self.get(name).address, password)
        stamp = self._file(account.address).stat().st_mtime
        self._write(account)
        os.utime(self._file(account.address), (stamp + 2, stamp + 2))
        written = time.time()
        threading.Event().wait(int(written) + 1.05 - written)
        return account

    def set_sieve(self, name: str, script: str) -> None:
        """Replace the user's Sieve script; the next mail is filtered by it. "" removes it.

        MailHostError if it does not compile; the former script stays then.
        """
        home = self.home(name)
        active, folder = home / ".dovecot.sieve", home / "sieve"
        if not script:
            active.unlink(missing_ok=True)
            return
        if not folder.exists():
            make_folder(folder, MAIL_USER, 0o700)
        # A new name each time: a binary compiled from the former script can never be taken for it.
        source = folder / f"script-{secrets.token_hex(4)}.sieve"
        source.write_text(script)
        try:
            self._store.compile(source, source.with_suffix(".svbin"))
        except BaseException:
            source.unlink()
            raise
        for file in (source, source.with_suffix(".svbin")):
            shutil.chown(file, MAIL_USER, pwd.getpwnam(MAIL_USER).pw_gid)
        replacement = home / ".dovecot.sieve.new"
        replacement.symlink_to(source.relative_to(home))
        replacement.replace(active)

    def _file(self, address: str) -> Path:
        return self._workspace.users / address

    def _write(self, account: Account) -> None:
        file = self._file(account.address)
        draft = file.with_suffix(".new")
        draft.touch(mode=0o600)
        shutil.chown(draft, "dovecot", "dovecot")
        draft.write_text(f"{account.address}:{account.password}\n")
        draft.replace(file)
        self._passwords[account.address] = account.password
