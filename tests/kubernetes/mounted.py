"""The files that a container finds, and what the real program says to its configuration."""

import secrets
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from tests.support.mailhost.certificates import issue
from tests.support.mailsonde.program import call

from .rendering import Manifests, Section, Workload

CONFIG = PurePosixPath("/etc/mailsonde/mailsonde.yaml")
# Keys of the configuration that name files; `data` is a folder.
_FILE_KEYS = ("file", "ca_file", "ca", "certificate", "key")
_AUTHORITIES = ("ca_file", "ca", "certificate")


@dataclass(frozen=True)
class Mounted:
    manifests: Manifests
    workload: Workload

    def mount_of(self, path: PurePosixPath) -> Section | None:
        """The mount that this path lies in, of the first container."""
        return next((mount for mount in self.workload.containers[0].get("volumeMounts", [])
                     if PurePosixPath(mount["mountPath"]) in path.parents
                     or PurePosixPath(mount["mountPath"]) == path), None)

    def content(self, path: PurePosixPath) -> str | None:
        """Of a file that comes from a ConfigMap; None if it does not."""
        mount = self.mount_of(path)
        source = self.workload.volume(mount["name"]).get("configMap") if mount else None
        found = self.manifests.named("ConfigMap", source["name"]) if source else None
        return found["data"].get(path.name) if found and mount \
            and str(path.parent) == mount["mountPath"] else None

    @cached_property
    def text(self) -> str:
        return self.content(CONFIG) or ""

    def references(self) -> dict[PurePosixPath, bool]:
        """Each file that the configuration names, and whether it holds certificates."""
        return {PurePosixPath(value): key in _AUTHORITIES
                for key, value in _leaves(yaml.safe_load(self.text)) if key in _FILE_KEYS}

    def secret_keys(self) -> set[str]:
        """Of the Secrets, those that the configuration needs."""
        return {path.name for path in self.references()
                if (mount := self.mount_of(path)) and "secret" in self.workload.volume(mount["name"])}

    def token(self) -> tuple[str, str] | None:
        """Secret and key that http.token comes from."""
        path = PurePosixPath(yaml.safe_load(self.text)["http"]["token"]["file"])
        mount = self.mount_of(path)
        source = self.workload.volume(mount["name"]).get("secret") if mount else None
        return (source["secretName"], path.name) if source else None

    def check(self) -> "subprocess.CompletedProcess[str]":
        """`mailsonde check` with all files that the pod would have, elsewhere."""
        with tempfile.TemporaryDirectory(prefix="mailsonde-") as name:
            folder = Path(name)
            moved = self.text
            for mount in self.workload.containers[0].get("volumeMounts", []):
                moved = moved.replace(mount["mountPath"] + "/", f"{folder}{mount['mountPath']}/")
            for path, authority in self.references().items():
                if self.mount_of(path):
                    _put(folder / path.relative_to("/"), self.content(path) or stand_in(authority))
            config = folder / "mailsonde.yaml"
            config.write_text(moved)
            return call(config, "check")

    @cached_property
    def effective(self) -> Section:
        """The configuration with its defaults; empty if it does not load."""
        done = self.check()
        return yaml.safe_load(done.stdout) if done.returncode == 0 else {}


def stand_in(authority: bool) -> str:
    """The content of a file that a Secret would hold."""
    if not authority:
        return secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="mailsonde-") as folder:
        return issue(Path(folder), days=30).ca.read_text()


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)
    path.chmod(0o440)


def _leaves(value: Any, key: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [leaf for name, below in value.items() for leaf in _leaves(below, str(name))]
    if isinstance(value, list):
        return [leaf for below in value for leaf in _leaves(below, key)]
    return [(key, value)]
