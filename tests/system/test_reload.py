"""Changing the configuration while it runs."""

import secrets
import unittest

from tests.support.mailsonde import Mailsonde, Pages, Settings
from tests.support.mailsonde.kubelet import PodSettings
from tests.system.scenario import Scenario


class ReloadTest(Scenario):
    def setUp(self) -> None:
        super().setUp()
        self.watch("anna")
        self.settings.probe("first", "anna", every="2s")

    def with_second_probe(self) -> Settings:
        settings = self.settings.copy()
        settings.probe("second", "anna", every="2s")
        return settings

    def assert_second_probe_runs(self, sonde: Mailsonde) -> None:
        sonde.wait_results("second", 2)
        count = len(sonde.results("first"))
        sonde.wait_results("first", count + 1)
        self.assert_delivered(sonde, "first")
        self.assert_delivered(sonde, "second")

    def test_hang_up_brings_a_new_probe(self) -> None:
        with self.monitor() as sonde:
            sonde.wait_results("first")
            sonde.reconfigure(self.with_second_probe())
            self.assert_second_probe_runs(sonde)

    def test_hang_up_alone_loads_again(self) -> None:
        """That it was the signal: no file changed that could be noticed."""
        with self.monitor() as sonde:
            sonde.wait_results("first")
            count = sonde.log().count("config_loaded")
            sonde.reload()
            sonde.wait_for(lambda _: sonde.log().count("config_loaded") == count + 1, "reload")

    def test_changed_file_is_noticed(self) -> None:
        with self.monitor() as sonde:
            sonde.wait_results("first")
            sonde.reconfigure(self.with_second_probe(), hang_up=False)
            self.assert_second_probe_runs(sonde)

    def test_removed_probe_ends_and_its_mail_is_judged(self) -> None:
        self.host.slow("anna", 3.0)
        both = self.with_second_probe()
        one = self.settings.copy()
        self.settings = both
        with self.monitor() as sonde:
            sonde.wait_for(lambda journal: journal.of("mail.sent", "second"), "mail of second")
            sonde.reconfigure(one)
            sonde.wait_results("second")
            sonde.wait_results("first", 2)
        self.assert_delivered(sonde, "second")

    def test_bad_file_changes_nothing(self) -> None:
        bad = self.with_second_probe()
        bad.mailboxes["anna"]["foldres"] = {"junk": "Spam"}
        with self.monitor() as sonde:
            sonde.wait_results("first")
            sonde.reconfigure(bad)
            sonde.wait_for(lambda _: "foldres" in sonde.log(), "the problem in the log")
            count = len(sonde.results("first"))
            sonde.wait_results("first", count + 2)
            self.assertEqual(sonde.events("mail.scheduled", "second"), [])
            sonde.reconfigure(self.with_second_probe())
            self.assert_second_probe_runs(sonde)

    def test_bad_file_shows_in_a_metric(self) -> None:
        pages = self.enterContext(Pages())
        self.settings.top["http"] = {"listen": f"127.0.0.1:{pages.port}"}
        bad = self.settings.copy()
        bad.probes["first"]["every"] = "soon"
        state = "mailsonde_config_last_reload_successful"
        with self.monitor() as sonde:
            sonde.wait_results("first")
            self.assertTrue(pages.has(f"{state} 1"))
            sonde.reconfigure(bad)
            sonde.wait_for(lambda _: pages.has(f"{state} 0"), "the bad one")
            sonde.reconfigure(self.settings)
            sonde.wait_for(lambda _: pages.has(f"{state} 1"), "the good one again")
            sonde.wait_results("first", 2)
            delivered = 'mailsonde_results_total{outcome="delivered",probe="first"} '
            sonde.wait_for(
                lambda journal: pages.has(f"{delivered}{len(journal.results('first'))}"),
                "results in the metrics")


class PodReloadTest(Scenario):
    """As in a pod of Kubernetes: no signal, and all files change by one rename of a link above them."""

    def setUp(self) -> None:
        super().setUp()
        self.settings = PodSettings()
        self.settings.route("relay", self.host, "probe")
        self.watch("anna")
        self.settings.probe("first", "anna", every="2s")

    def test_changed_config_map_is_noticed(self) -> None:
        with self.monitor() as sonde:
            sonde.wait_results("first")
            self.settings.probe("second", "anna", every="2s")
            self.settings.write_configuration(sonde.config)
            sonde.wait_results("second", 2)
        self.assert_delivered(sonde, "first")
        self.assert_delivered(sonde, "second")

    def test_changed_secret_is_noticed(self) -> None:
        pages = self.enterContext(Pages())
        old, new = secrets.token_hex(16), secrets.token_hex(16)
        self.settings.top["http"] = {"listen": f"127.0.0.1:{pages.port}",
                                     "token": self.settings.secret("http.token", old)}
        with self.monitor() as sonde:
            sonde.wait_results("first")
            self.assertEqual(pages.get("/metrics", old)[0], 200)
            self.settings.secret("http.token", new)
            self.settings.write_secrets(sonde.config)
            sonde.wait_for(lambda _: pages.get("/metrics", new)[0] == 200, "the new token")
            self.assertEqual(pages.get("/metrics", old)[0], 401)

    def test_config_map_that_is_ahead_of_its_secret_waits(self) -> None:
        """kubelet changes the two some time apart, in any order: nothing is lost meanwhile."""
        with self.monitor() as sonde:
            sonde.wait_results("first")
            self.watch("ben")
            self.settings.probe("second", "ben", every="2s")
            self.settings.write_configuration(sonde.config)
            sonde.wait_for(lambda _: "config_not_loaded" in sonde.log(), "that a file is missing")
            count = len(sonde.results("first"))
            sonde.wait_results("first", count + 1)
            self.settings.write_secrets(sonde.config)
            sonde.wait_results("second", 2)
        self.assert_delivered(sonde, "first")
        self.assert_delivered(sonde, "second")


if __name__ == "__main__":
    unittest.main()
