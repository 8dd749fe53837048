"""The embedded event log: whatever mailsonde_log_bench prints."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.support.mailsonde.program import ROOT


def run(quick: bool) -> dict[str, Any]:
    folder = Path(os.environ.get("MAILSONDE_BENCH_FOLDER", ROOT / "build/bench"))
    program = folder / "tests/bench/mailsonde_log_bench"
    if not program.exists():
        return {}
    done = subprocess.run([str(program), *(["--quick"] if quick else [])], capture_output=True,
                          text=True, check=True)
    return dict(json.loads(done.stdout))
