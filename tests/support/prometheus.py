"""A private Prometheus, and promtool. Debian's own service is not touched."""

import json
import shutil
import signal
import subprocess
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.support.mailhost.deadline import wait_until
from tests.support.mailhost.ports import LOOPBACK, PortReservation
from tests.support.mailhost.process import Guardian
from tests.support.mailsonde.child import Child

PATIENCE_SECONDS = 60.0


def promtool(*words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["promtool", *words], input=stdin, capture_output=True, text=True,
                          timeout=PATIENCE_SECONDS, check=False)


class Prometheus:
    """Scrapes one target every second from __enter__ on; gone without a trace at the end."""

    def __init__(self, target: int, token: str, rules: Path) -> None:
        """:param target: port on this machine.

        :param token: sent as Authorization: Bearer.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="prometheus-"))
        self._guardian = Guardian(self._folder)
        self._port = PortReservation()
        self._child: Child | None = None
        (self._folder / "token").write_text(token)
        # YAML is a superset of JSON.
        (self._folder / "prometheus.yml").write_text(json.dumps({
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(rules)],
            "scrape_configs": [{
                "job_name": "mailsonde",
                "authorization": {"credentials_file": str(self._folder / "token")},
                "static_configs": [{"targets": [f"{LOOPBACK}:{target}"]}],
            }],
        }))

    def __enter__(self) -> "Prometheus":
        self._child = Child(
            ["prometheus", f"--config.file={self._folder / 'prometheus.yml'}",
             f"--storage.tsdb.path={self._folder / 'data'}",
             f"--web.listen-address={LOOPBACK}:{self._port.number}", "--log.level=warn"],
            self._folder / "out", self._folder / "err", self._guardian)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            if error is not None:
                print((self._folder / "err").read_text(errors="replace"))
            if self._child is not None:
                self._child.end(signal.SIGTERM, PATIENCE_SECONDS)
        finally:
            self._guardian.dismiss()
            self._port.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def value(self, query: str) -> float | None:
        """Of the first series that the query finds; None if there is none yet."""
        found = self._ask("query?" + urllib.parse.urlencode({"query": query}))
        series = found["result"] if found else []
        return float(series[0]["value"][1]) if series else None

    def wait_value(self, query: str) -> float:
        """The value, once there is one that is not 0."""
        return wait_until(lambda: self.value(query), PATIENCE_SECONDS, query) or 0.0

    def rules(self) -> list[dict[str, Any]]:
        """All alert rules, once each was evaluated."""
        def evaluated() -> list[dict[str, Any]]:
            found = self._ask("rules?type=alert")
            rules = [rule for group in (found or {"groups": []})["groups"]
                     for rule in group["rules"]]
            return rules if all(rule["health"] != "unknown" for rule in rules) else []
        return wait_until(evaluated, PATIENCE_SECONDS, "rules")

    def _ask(self, what: str) -> dict[str, Any] | None:
        address = f"http://{LOOPBACK}:{self._port.number}/api/v1/{what}"
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as page:
                answer: dict[str, Any] = json.load(page)["data"]
                return answer
        except OSError:
            return None  # not up yet
