"""Prometheus scrapes all replicas, its rules and the dashboards' queries have something to say, and Alertmanager hears of it."""

import json
import subprocess
import urllib.parse
import urllib.request
from typing import Any

from tests.support.dashboards import DASHBOARDS, queries_of
from tests.support.mailhost import wait_until

from .stack import COMPOSE, REPLICAS, ROOT, Stack

PROMETHEUS, ALERTMANAGER = "http://localhost:9090", "http://localhost:9093"
PATIENCE_SECONDS = 90.0
# Nothing has gone wrong in this way when they are asked.
MAY_BE_EMPTY = ("mailsonde_slots_left_out_total",)


def all_replicas_are_scraped(stack: Stack) -> None:
    wait_until(lambda: _up() == set(REPLICAS), PATIENCE_SECONDS, "all replicas are scraped", 0.5)
    wait_until(lambda: [one["value"][1] for one in _ask(PROMETHEUS, "query", query="sum(mailsonde_ready)")["result"]] == ["4"],
               PATIENCE_SECONDS, "four are ready", 0.5)


def rules_are_loaded_and_sound(stack: Stack) -> None:
    def evaluated() -> list[dict[str, Any]]:
        rules = [rule for group in _ask(PROMETHEUS, "rules")["groups"] for rule in group["rules"]]
        return rules if rules and all(rule["health"] != "unknown" for rule in rules) else []
    rules = wait_until(evaluated, PATIENCE_SECONDS, "rules", 0.5)
    bad = [rule for rule in rules if rule["health"] != "ok"]
    assert not bad, bad
    firing = {rule["name"] for rule in rules if rule["state"] == "firing"}
    assert "MailsondeDown" not in firing and "MailsondeNotReady" not in firing, firing


def queries_of_dashboards_find_something(stack: Stack) -> None:
    for title, query in queries_of(DASHBOARDS / "mailsonde.json"):
        if not any(name in query for name in MAY_BE_EMPTY):
            wait_until(lambda text=query: _ask(PROMETHEUS, "query", query=text)["result"],
                       PATIENCE_SECONDS, f"'{title}': {query}", 0.5)


def alertmanager_hears_of_it(stack: Stack) -> None:
    """What Mailsonde says about mail arrives there with its severity."""
    def heard() -> bool:
        with urllib.request.urlopen(f"{ALERTMANAGER}/api/v2/alerts", timeout=10) as page:
            alerts = json.load(page)
        labels = [alert["labels"] for alert in alerts]
        return {("missing", "critical"), ("misplaced", "warning")} <= {
            (one.get("rule"), one.get("severity")) for one in labels if one["alertname"] == "MailsondeAlertsOpen"}
    wait_until(heard, PATIENCE_SECONDS, "alerts in Alertmanager", 0.5)


def files_pass_their_own_checks(stack: Stack) -> None:
    for words in (("promtool", "check", "rules", str(ROOT / "docs/examples/prometheus-rules.yaml")),
                  ("promtool", "check", "config", "--syntax-only", str(COMPOSE / "observability/prometheus.yml")),
                  ("amtool", "check-config", str(COMPOSE / "observability/alertmanager.yml"))):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def _up() -> set[str]:
    targets = _ask(PROMETHEUS, "targets")["activeTargets"]
    return {target["labels"]["instance"].partition(":")[0] for target in targets if target["health"] == "up"}


def _ask(server: str, what: str, **words: str) -> dict[str, Any]:
    address = f"{server}/api/v1/{what}?{urllib.parse.urlencode(words)}"
    with urllib.request.urlopen(address, timeout=10) as page:
        answer: dict[str, Any] = json.load(page)["data"]
        return answer


TESTS = (files_pass_their_own_checks, all_replicas_are_scraped, rules_are_loaded_and_sound,
         queries_of_dashboards_find_something, alertmanager_hears_of_it)
