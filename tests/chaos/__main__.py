"""python3 -m tests.chaos: see scripts/chaos --help."""

import argparse
import os
import secrets
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from tests.support.cut import require_cutting
from tests.support.mailhost import MailHostError
from tests.support.mailsonde.program import ROOT, binary

from .load import load_for
from .plan import Fault, plan
from .report import Outcome, table
from .run import run
from .scene import Scene

MAILS = 5000
SECONDS = 240.0


def keep(scene: Scene, seed: int, outcome: Outcome | None) -> Path:
    """Copy what a person needs to find the reason; the folder stays."""
    parent = ROOT / "build/chaos"
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"seed-{seed}-", dir=parent))
    for file in scene.files():
        name = f"broker-{file.parent.name}.log" if file.name == "log" else file.name
        shutil.copyfile(file, folder / name)
    if outcome is not None:
        (folder / "violations").write_text("".join(f"{one}\n" for one in outcome.problems))
        (folder / "events").write_text("".join(f"{event}\n" for event in outcome.journal.events))
    return folder


def watch(scene: Scene, faults: list[Fault], wanted: argparse.Namespace) -> bool:
    """Run it in the scene, and tell what came of it; whether all is well."""
    outcome = None
    try:
        outcome = run(scene, faults, wanted.seconds, wanted.mails)
        print("\n".join(["", *table(outcome)]), flush=True)
        return outcome.good
    finally:
        if outcome is None or not outcome.good:
            print(f"seed {wanted.seed}; logs and events are in "
                  f"{keep(scene, wanted.seed, outcome)}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/chaos")
    parser.add_argument("mails", type=int, nargs="?", default=MAILS)
    parser.add_argument("seconds", type=float, nargs="?", default=SECONDS)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--break", dest="breakage", metavar="NAME")
    wanted = parser.parse_args()
    if wanted.seed is None:
        wanted.seed = secrets.randbits(32)
    if wanted.breakage:
        os.environ["MAILSONDE_BREAK"] = wanted.breakage  # whatever is started from now on has it
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    load = load_for(wanted.mails, wanted.seconds)
    faults = plan(wanted.seed, wanted.seconds)
    print(f"{wanted.mails} mails to {len(load.users)} mailboxes, {len(faults)} faults in "
          f"{wanted.seconds:g} s, seed {wanted.seed}", flush=True)
    try:
        binary()
        require_cutting()
        with Scene(load) as scene:
            return 0 if watch(scene, faults, wanted) else 1
    except KeyboardInterrupt:
        return 130
    except (MailHostError, AssertionError) as problem:
        print(f"chaos: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
