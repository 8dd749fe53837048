"""A stand-in for `mailsonde` that tells canned events, to test the tests' own tools.

`run` copies FOLDER/canned.jsonl into its log, line by line, and ends as FOLDER/exit-code says;
`tail` fails while there is no log and follows it then, as the real one does.
"""

import signal
import sys
import threading
from pathlib import Path


def run(folder: Path) -> int:
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: ended.set())
    print("info started", file=sys.stderr, flush=True)
    with (folder / "log.jsonl").open("a") as log:
        for line in (folder / "canned.jsonl").read_text().splitlines():
            log.write(line + "\n")
            log.flush()
    if not (folder / "ends-at-once").exists():
        ended.wait()
    code = folder / "exit-code"
    return int(code.read_text()) if code.exists() else 0


def tail(folder: Path) -> int:
    log = folder / "log.jsonl"
    if not log.exists():
        print("there is no event log yet", file=sys.stderr)
        return 1
    with log.open() as source:
        while True:
            print(source.read(), end="", flush=True)
            threading.Event().wait(0.01)


if __name__ == "__main__":
    _, _, config, command, *options = sys.argv
    sys.exit({"run": run, "tail": tail}[command](Path(config).parent))
