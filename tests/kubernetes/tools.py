"""The programs and types that these tests need; scripts/setup brings them."""

import re
import subprocess
from functools import cache
from pathlib import Path
from shutil import which

from tests.support.mailsonde.program import ROOT, binary
from tests.support.node_modules import cache_folder, node_modules

from .images import program_of

HERE = Path(__file__).parent
_MENDING = "run scripts/setup test"


def _is_new_enough(program: Path) -> bool:
    """The kustomize in kubectl before 1.21 knows no components."""
    told = subprocess.run([program, "version", "--client", "-o", "json"], capture_output=True,
                          text=True, check=False).stdout
    version = re.search(r'"gitVersion": *"v(\d+)\.(\d+)', told)
    return version is not None and (int(version[1]), int(version[2])) >= (1, 21)


@cache
def kubectl() -> Path:
    """That of the PATH, or one of Debian's in the cache."""
    for found in (which("kubectl"), cache_folder() / "kubectl/usr/bin/kubectl"):
        if found and Path(found).exists() and _is_new_enough(Path(found)):
            return Path(found)
    raise AssertionError(f"no kubectl 1.21 or newer: {_MENDING}")


@cache
def types() -> Path:
    """node_modules as the lock file says."""
    return node_modules("kubernetes-types", HERE)


def _told(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def program(image: str) -> Path:
    """What an image of ours starts, in this build: that of "mailsonde/sender", for example."""
    return binary().with_name(program_of(image))


@cache
def routes(image: str) -> frozenset[str]:
    return frozenset(_told(program(image), "--print-routes").split())


def understands(image: str, *arguments: str) -> bool:
    """Whether the program has such a command: it has a help of its own."""
    # For what it does not know, the help of the command before is shown.
    helps = [_told(program(image), *arguments[:count], "--help")
             for count in range(len(arguments) + 1)]
    return len(set(helps)) == len(helps)


@cache
def version() -> str:
    return _told(binary(), "--version").split()[-1]


__all__ = ["HERE", "ROOT", "kubectl", "program", "routes", "types", "understands", "version"]
