"""The dashboards of the compose stack ask for metrics that there are, in words that Prometheus understands."""

import json
import re
import tempfile
import unittest
from pathlib import Path

import yaml

from tests.support.dashboards import DASHBOARDS, metrics_in, queries_of
from tests.support.prometheus import promtool

ROOT = Path(__file__).resolve().parents[2]
GRAFANA = ROOT / "compose/observability/grafana"


def documented() -> set[str]:
    """The names in docs/metrics.md, which a test compares with what the program says."""
    return set(re.findall(r"^\| `(\w+)`", (ROOT / "docs/metrics.md").read_text(), re.MULTILINE))


class DashboardTest(unittest.TestCase):
    def test_dashboards_ask_for_what_there_is(self) -> None:
        for file in DASHBOARDS.glob("*.json"):
            for title, query in queries_of(file):
                with self.subTest(f"{file.name}: {title}"):
                    self.assertTrue(metrics_in(query), query)
                    self.assertLessEqual(metrics_in(query), documented())

    def test_dashboards_are_understood(self) -> None:
        """As rules, since promtool checks no queries alone."""
        queries = [query for file in DASHBOARDS.glob("*.json") for _, query in queries_of(file)]
        self.assertGreater(len(queries), 10)
        rules = [{"record": f"dashboard:{number}", "expr": query} for number, query in enumerate(queries)]
        with tempfile.TemporaryDirectory(prefix="dashboards-") as folder:
            file = Path(folder) / "rules.yaml"
            file.write_text(json.dumps({"groups": [{"name": "dashboards", "rules": rules}]}))
            done = promtool("check", "rules", str(file))
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            file.write_text(json.dumps({"groups": [{"name": "wrong", "rules": [
                {"record": "wrong", "expr": "sum by (x mailsonde_ready"}]}]}))
            self.assertNotEqual(promtool("check", "rules", str(file)).returncode, 0)

    def test_dashboards_have_their_data_source(self) -> None:
        sources = yaml.safe_load((GRAFANA / "datasources.yaml").read_text())["datasources"]
        known = {source["uid"] for source in sources}
        for file in DASHBOARDS.glob("*.json"):
            board = json.loads(file.read_text())
            self.assertEqual(len({panel["id"] for panel in board["panels"]}), len(board["panels"]))
            for panel in board["panels"]:
                used = {panel["datasource"]["uid"], *(one["datasource"]["uid"] for one in panel["targets"])}
                self.assertLessEqual(used, known, panel["title"])
        path = yaml.safe_load((GRAFANA / "dashboards.yaml").read_text())["providers"][0]["options"]["path"]
        stack = yaml.safe_load((ROOT / "compose/compose.observability.yaml").read_text())
        self.assertIn(f"./observability/dashboards:{path}:ro", stack["services"]["grafana"]["volumes"])


if __name__ == "__main__":
    unittest.main()
