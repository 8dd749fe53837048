"""CPU of a look that finds nothing new, beside a bare C loop that sends the same octets."""

import json
import os
import statistics
import subprocess
from pathlib import Path
from typing import Any

from tests.support.mailsonde.program import ROOT
from tests.support.responder import Responder, address_of

REPEATS = 5


def _program(name: str) -> str:
    folder = Path(os.environ.get("MAILSONDE_BENCH_FOLDER", ROOT / "build/bench"))
    return str(folder / "tests/bench" / name)


def run(quick: bool) -> dict[str, Any]:
    looks = 2_000 if quick else 20_000
    ours, bare = [], []
    with Responder(foreign=3) as responder:
        [host] = responder.hosts
        where = [host.address, str(host.imap), str(responder.ca_file), address_of("anna")]
        for _ in range(REPEATS):
            done = subprocess.run([_program("mailsonde_look_bench"), *where, str(looks)],
                                  capture_output=True, text=True, check=True)
            measured = json.loads(done.stdout)
            ours.append(measured["cpu_us"])
            done = subprocess.run([_program("mailsonde_bare_look"), *where, str(looks)],
                                  input=measured["octets"], capture_output=True, text=True,
                                  check=True)
            bare.append(float(done.stdout))
    mailsonde_us, bare_us = statistics.median(ours), statistics.median(bare)
    return {
        "mailsonde_us": mailsonde_us, "bare_us": bare_us, "factor": mailsonde_us / bare_us,
        "round_trips": measured["round_trips"], "octets": len(measured["octets"]),
        "looks": looks * REPEATS,
    }
