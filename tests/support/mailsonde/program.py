"""The program under test: where it is, and one command of it that ends by itself."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.support.mailhost.errors import MailHostError

ROOT = Path(__file__).resolve().parents[3]


def binary() -> Path:
    """`mailsonde` as MAILSONDE_BINARY says, else that of the everyday build."""
    path = Path(os.environ.get("MAILSONDE_BINARY", ROOT / "build/dev/cli/mailsonde")).absolute()
    if not path.is_file():
        raise MailHostError(f"{path} is missing: build it, or set MAILSONDE_BINARY")
    return path


def command(config: Path, *words: str) -> list[str]:
    return [str(binary()), "-c", str(config), *words]


def service(name: str, config: Path) -> list[str]:
    """`mailsonde-sender` or `mailsonde-checker`, built beside `mailsonde`."""
    return [str(binary().with_name(f"mailsonde-{name}")), "-c", str(config)]


def call(config: Path, *words: str, seconds: float = 60.0,
         environment: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end; subprocess.TimeoutExpired (and a kill) if that takes longer."""
    return subprocess.run(
        command(config, *words), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=seconds, check=False, env=os.environ | dict(environment or {}))
