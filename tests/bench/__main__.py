"""What scripts/bench runs once all is built; see there."""

import argparse
import json
import os
import sys
from pathlib import Path

from tests.bench import delay, kafka, log, look, machine, page, roundtrip, scale
from tests.support.mailsonde.program import ROOT, binary

RUNS = {"roundtrip": roundtrip.run, "look": look.run, "delay": delay.run, "log": log.run,
        "kafka": kafka.run, "scale": scale.run}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("what", nargs="*", metavar="WHAT", help="all, or some of: %(choices)s",
                        choices=["all", *RUNS], default="all")
    parser.add_argument("--quick", action="store_true",
                        help="short runs, for development; the page stays as it is")
    wish = parser.parse_args()
    wanted = [name for name in RUNS if name in wish.what or "all" in wish.what]
    folder = Path(os.environ.get("MAILSONDE_BENCH_FOLDER", ROOT / "build/bench")) / "figures"
    if wish.quick:
        folder = folder.with_name("figures-quick")
    folder.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        print(f"== {name}", flush=True)
        figures = RUNS[name](wish.quick)
        whole = {"machine": machine.facts(binary()), "figures": figures}
        (folder / f"{name}.json").write_text(json.dumps(whole, indent=2) + "\n")
        print(json.dumps(figures, indent=2), flush=True)
    if not wish.quick:
        page.update(ROOT / "docs/benchmarks.md", page.render(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
