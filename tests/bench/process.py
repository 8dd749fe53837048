"""What a process has used so far, from /proc: nothing here depends on wall time."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    cpu_seconds: float  # of all threads, user and kernel
    rss_mib: float
    peak_rss_mib: float
    files: int

    def cpu_since(self, before: "Usage") -> float:
        return self.cpu_seconds - before.cpu_seconds


def usage(pid: int) -> Usage:
    """ProcessLookupError if it has ended."""
    here = Path("/proc") / str(pid)
    try:
        fields = (here / "stat").read_text().rpartition(")")[2].split()
        status = dict(line.split(":", 1) for line in
                      (here / "status").read_text().splitlines() if ":" in line)
        files = len(os.listdir(here / "fd"))
    except FileNotFoundError as gone:
        raise ProcessLookupError(pid) from gone
    ticks = int(fields[11]) + int(fields[12])
    return Usage(ticks / _TICKS_A_SECOND, _mib(status["VmRSS"]), _mib(status["VmHWM"]), files)


def _mib(kilobytes: str) -> float:
    return int(kilobytes.split()[0]) / 1024
