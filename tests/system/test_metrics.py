"""/metrics after real mails: complete, as documented, and good enough for a real Prometheus."""

import re
import secrets
import time
import unittest

from tests.support.mailsonde import Mailsonde, Pages
from tests.support.mailsonde.program import ROOT
from tests.support.prometheus import Prometheus, promtool
from tests.system.scenario import Scenario

PAGE = ROOT / "docs/metrics.md"
RULES = ROOT / "docs/examples/prometheus-rules.yaml"
CASES = ROOT / "tests/system/prometheus_rules_cases.yaml"
DAY_SECONDS = 86400.0
CERTIFICATE_DAYS = 30

_ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.*?) \| ", re.MULTILINE)
_TYPE = re.compile(r"^# TYPE (\w+) (\w+)$", re.MULTILINE)
_SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)
_PART_OF_HISTOGRAM = re.compile(r"_(bucket|sum|count)$")

Families = dict[str, tuple[str, set[str]]]  # by name: type and labels


def documented() -> Families:
    """Label names come first in their cell; values behind a colon."""
    found = {}
    for name, kind, labels in _ROW.findall(PAGE.read_text()):
        names = re.sub(r": `\w+`(, `\w+`)*", "", labels)
        found[name] = (kind, set(re.findall(r"`(\w+)`", names)))
    return found


def shown(text: str) -> Families:
    found: Families = {name: (kind, set()) for name, kind in _TYPE.findall(text)}
    for name, labels, _ in _SAMPLE.findall(text):
        family = name if name in found else _PART_OF_HISTOGRAM.sub("", name)
        found[family][1].update(set(re.findall(r'(\w+)="', labels)) - {"le"})
    return found


def value(text: str, series: str) -> float:
    for name, labels, number in _SAMPLE.findall(text):
        if series in (name, f"{name}{{{labels}}}"):
            return float(number)
    raise AssertionError(f"no {series}")


class MetricsTest(Scenario):
    def setUp(self) -> None:
        super().setUp()
        self.pages = self.enterContext(Pages())
        self.token = secrets.token_hex(16)
        self.settings.top["http"] = {"listen": f"127.0.0.1:{self.pages.port}",
                                     "token": self.settings.secret("http.token", self.token)}
        self.watch("anna")
        self.settings.probe("inbound", "anna", every="1s")

    def metrics(self) -> str:
        return self.pages.metrics(self.token)

    def wait_for_metric(self, sonde: Mailsonde, series: str) -> str:
        """All metrics, once this one is not 0."""
        def asked(_: object) -> str:
            text = self.metrics()
            return text if series in text and value(text, series) > 0 else ""
        return sonde.wait_for(asked, series)

    def test_metrics_are_clean_and_documented(self) -> None:
        self.host.slow("anna", 1.5)  # so that some looks find nothing
        with self.monitor() as sonde:
            sonde.wait_results("inbound", 3)
            # What most looks are: nothing is new, on a kept session.
            self.wait_for_metric(sonde, 'mailsonde_look_round_trips_bucket{le="1"}')
            text = self.wait_for_metric(sonde, 'mailsonde_deletions_total'
                                        '{mailbox="anna",outcome="expunged",reason="judged"}')
            checked = promtool("check", "metrics", stdin=text)
            self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))
            self.assertEqual(shown(text), documented())
            self.check_values(text)

    def check_values(self, text: str) -> None:
        # The newest may be in the log and not counted yet.
        self.assertGreaterEqual(
            value(text, 'mailsonde_results_total{outcome="delivered",probe="inbound"}'), 2)
        self.assertEqual(
            value(text, 'mailsonde_results_total{outcome="missing",probe="inbound"}'), 0)
        for protocol, server in (("smtp", "relay"), ("imap", "anna")):
            expiry = value(text, "mailsonde_certificate_expiry_timestamp_seconds"
                                 f'{{protocol="{protocol}",server="{server}"}}')
            self.assertAlmostEqual((expiry - time.time()) / DAY_SECONDS, CERTIFICATE_DAYS, delta=1)
            for phase in ("connect", "tls", "auth"):
                self.assertGreaterEqual(value(
                    text, f'mailsonde_phase_seconds_count{{phase="{phase}",protocol="{protocol}"}}'
                ), 1)
        for service in ("sender", "checker"):
            of_service = f'{{service="{service}"}}'
            turned = value(text, "mailsonde_last_turn_timestamp_seconds" + of_service)
            self.assertAlmostEqual(turned, time.time(), delta=60)
            self.assertGreaterEqual(
                value(text, f'mailsonde_log_commits_total{{outcome="ok",service="{service}"}}'), 1)
        self.assertGreater(value(text, "mailsonde_log_size_bytes"), 4096)
        self.assertEqual(value(text, "mailsonde_ready"), 1)
        self.assertAlmostEqual(
            value(text, "process_start_time_seconds"), time.time(), delta=300)

    def test_metrics_of_a_removed_probe_disappear(self) -> None:
        one = self.settings.copy()
        self.settings.probe("second", "anna", every="1s")
        with self.monitor() as sonde:
            sonde.wait_results("second")
            self.assertIn('probe="second"', self.metrics())
            sonde.reconfigure(one)
            sonde.wait_for(lambda _: 'probe="second"' not in self.metrics(), "second gone")
            count = len(sonde.results("inbound"))
            sonde.wait_results("inbound", count + 2)
            self.assertNotIn('probe="second"', self.metrics(), "the rest brought it back")
            self.assertGreater(
                value(self.metrics(),
                      'mailsonde_results_total{outcome="delivered",probe="inbound"}'), count)

    def test_prometheus_scrapes(self) -> None:
        with self.monitor() as sonde, \
                Prometheus(self.pages.port, self.token, RULES) as prometheus:
            sonde.wait_results("inbound", 1)
            self.assertEqual(prometheus.wait_value('up{job="mailsonde"}'), 1)
            self.assertGreaterEqual(prometheus.wait_value(
                'mailsonde_results_total{probe="inbound",outcome="delivered"}'), 1)
            # Counters begin at 0, so that even the first event is an increase.
            self.assertGreater(prometheus.wait_value(
                'increase(mailsonde_results_total{probe="inbound",outcome="delivered"}[1m])'), 0)
            rules = prometheus.rules()
            self.assertGreaterEqual(len(rules), 8)
            for rule in rules:
                self.assertEqual(rule["health"], "ok", rule)
                if rule["name"] != "MailsondeSlotsLeftOut":  # a busy machine may leave one out
                    self.assertNotEqual(rule["state"], "firing", rule)

    def test_prometheus_rules_are_right(self) -> None:
        checked = promtool("check", "rules", str(RULES))
        self.assertEqual(checked.returncode, 0, checked.stderr)
        tried = promtool("test", "rules", str(CASES))
        self.assertEqual(tried.returncode, 0, tried.stdout + tried.stderr)
        used = set(re.findall(r"\bmailsonde_\w+", RULES.read_text()))
        self.assertTrue(used)
        self.assertLessEqual(used, documented().keys())


if __name__ == "__main__":
    unittest.main()
