"""The facts without which a figure says nothing."""

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path


def facts(program: Path) -> dict[str, str]:
    """:param program: the mailsonde that is measured."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "CPU": f"{_cpu_model()}, {os.cpu_count()} cores",
        "kernel": f"{platform.system()} {platform.release()}",
        "system": _first(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text()),
        "mailsonde": f"{_said(str(program), '--version')}, commit {_commit()}, Release build",
        "compiler": _said("clang++-19", "--version"),
        "libraries": f"{_said('openssl', 'version')}; Python {platform.python_version()}",
        "servers": f"Postfix {_said('postconf', '-dh', 'mail_version')}, "
                   f"Dovecot {_said('dovecot', '--version').split()[0]}",
        "load": "load average at the end " + ", ".join(f"{one:.1f}" for one in os.getloadavg()),
    }


def _cpu_model() -> str:
    return _first(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())


def _commit() -> str:
    changed = "+" if _said("git", "status", "--porcelain", "--untracked-files=no") else ""
    return _said("git", "rev-parse", "--short", "HEAD") + changed


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found.group(1) if found else "unknown"


def _said(*command: str) -> str:
    """The first line that a command prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    return lines[0].strip() if lines else ""
