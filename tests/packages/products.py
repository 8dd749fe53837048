"""The files that scripts/package made."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build/package/out"


def _only(pattern: str) -> Path:
    found = sorted(OUT.glob(pattern))
    if len(found) != 1:
        raise FileNotFoundError(f"{len(found)} files {pattern} in {OUT}: scripts/package makes one")
    return found[0]


def deb() -> Path:
    return _only("mailsonde_*.deb")


def symbols() -> Path:
    return _only("mailsonde-dbgsym_*.deb")


def archive() -> Path:
    return _only("mailsonde-*.tar.gz")


def field(name: str, package: Path) -> str:
    """Of the package's control file."""
    return subprocess.run(["dpkg-deb", "--field", package, name], check=True, capture_output=True,
                          text=True).stdout.strip()


def unpack(package: Path, folder: Path) -> Path:
    """Its files, below the folder."""
    subprocess.run(["dpkg-deb", "--extract", package, folder], check=True)
    return folder


def newer(package: Path, folder: Path) -> Path:
    """The same package with a higher version, for an upgrade."""
    tree = folder / "newer"
    subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
    control = tree / "DEBIAN/control"
    version = field("Version", package)
    control.write_text(control.read_text().replace(f"Version: {version}\n", f"Version: {version}+newer\n"))
    made = folder / "newer.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", tree, made], check=True, capture_output=True)
    return made
