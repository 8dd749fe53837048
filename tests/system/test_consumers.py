"""The programs of docs/events.md that read events, run as the page says, on a real broker."""

import json
import os
import signal
import unittest

from tests.support.kafka.settings import properties_file
from tests.support.kafka.tools import java_properties
from tests.support.kafka.transactions import Record, write
from tests.support.mailhost import MailHost, wait_until
from tests.support.mailhost.process import Guardian
from tests.support.mailsonde import Pair
from tests.support.mailsonde.child import Child
from tests.support.mailsonde.program import ROOT
from tests.system.consumers import (
    ALERT_TOPIC, ALERTS, JAVA, ONCE, RESULT_TOPIC, RESULTS, Consumers, commands, past_event)
from tests.system.installation import PATIENCE_SECONDS, Installation


class PageTest(unittest.TestCase):
    def test_page_has_all_consumers(self) -> None:
        self.assertEqual(sorted(commands()), sorted(
            file.name for file in (ROOT / "docs/examples/consumers").iterdir()))
        for command in commands().values():
            self.assertTrue(command.endswith(ONCE), command)


class KafkaPairsConsumersTest(Consumers):
    def test_consumers_show_what_the_pair_says(self) -> None:
        host = self.enterContext(MailHost())
        host.add_user("probe")
        place = Installation(host, ["anna", "ben"], deadline="3s",
                             delay={"warn": "3s", "crit": "3s"})
        place.settings.probes["to-anna"] |= {"deadline": "45s"}
        host.lose("ben")
        section = {"brokers": self.kafka.bootstrap.split(","), "tls": "off", "replication": 1}
        with Pair(place.settings, section) as pair:
            delivered = pair.wait_results("to-anna", outcome="delivered")[0]
            pair.wait_results("to-ben", outcome="missing")
            opened = pair.wait_alert("missing", "opened", "to-ben")
        shown = self.once(RESULTS)
        trace = delivered.mail_id.replace("-", "")
        self.assertRegex(shown, rf"(?m)^\S+Z\tanna\tto-anna\tdelivered\t\d+ ms\t00-{trace}-\w+-01$")
        self.assertRegex(shown, r"(?m)^\S+Z\tben\tto-ben\tmissing\t-\t00-\w+-\w+-01$")
        self.assertRegex(self.once(ALERTS), r"(?m)^\S+Z opened critical to-ben/ben/missing "
                         rf"{opened.data['alert_id']} \w+")
        self.assertRegex(self.once(JAVA), r"^\S+Z anna to-anna delivered\n"
                                          r"\S+Z ben to-ben missing\n$")


class ConsumersTest(Consumers):
    def setUp(self) -> None:
        super().setUp()
        self.guardian = Guardian(self.folder)
        self.addCleanup(self.guardian.dismiss)
        for topic in (RESULT_TOPIC, ALERT_TOPIC):
            self.kafka.create_topic(topic, partitions=3)

    def test_consumers_pass_over_what_is_not_for_them(self) -> None:
        events = [past_event("result.v1.1"), past_event("alert.v1.1")]
        write(self.kafka.bootstrap, [variant for event in events for variant in variants(event)])
        aborted = [past_event("result.v1.1", c83e07c6="ffffffff", delivered="rolled-back"),
                   past_event("alert.v1.1", a8350b60="ffffffff", opened="rolled-back")]
        write(self.kafka.bootstrap, aborted, commit=False)
        for topic in (RESULT_TOPIC, ALERT_TOPIC):
            self.assertIn("rolled-back", self.kcat(topic, "read_uncommitted"))
            self.assertNotIn("rolled-back", self.kcat(topic, "read_committed"))
        self.assertEqual([line.split("\t")[1:4] for line in self.once(RESULTS).splitlines()],
                         [["anna", "inbound", "delivered"], ["new", "inbound", "delivered"]])
        self.assertEqual([line.split()[1:4] for line in self.once(ALERTS).splitlines()],
                         [["opened", "critical", "inbound/anna/missing"],
                          ["opened", "critical", "inbound/new/missing"]])
        self.assertEqual([line.split()[1:] for line in self.once(JAVA).splitlines()],
                         [["anna", "inbound", "delivered"], ["new", "inbound", "delivered"]])

    def test_a_correction_replaces_the_outcome(self) -> None:
        missing = past_event("result.v1.2", undetermined="missing")
        write(self.kafka.bootstrap, [missing, past_event("late.v1.1")])
        self.assertRegex(self.once(JAVA), r"^\S+Z anna inbound late\n$")
        self.assertEqual([line.split("\t")[3:5] for line in self.once(RESULTS).splitlines()],
                         [["missing", "-"], ["late", "1057480 ms"]])

    def test_an_alert_is_told_once(self) -> None:
        opened, closed = past_event("alert.v1.1"), past_event("alert.v1.2")
        write(self.kafka.bootstrap, [opened, opened])
        self.assertRegex(self.once(ALERTS), r"^\S+Z opened .*\n$")
        self.assertEqual(self.once(ALERTS), "", "the position was not committed")
        self.assertEqual(self.once(ALERTS, " --group other"), "", "known by source and id")
        self.assertRegex(self.once(ALERTS, " --group third --seen third"), r"^\S+Z opened .*\n$")
        write(self.kafka.bootstrap, [closed])
        self.assertRegex(self.once(ALERTS), r"^\S+Z closed .*\n$")

    def test_consumers_go_on_until_told_to_stop(self) -> None:
        write(self.kafka.bootstrap, [past_event("result.v1.1"), past_event("alert.v1.1")])
        following = {program: self.follow(program) for program in commands()}
        self.wait_lines(1)
        write(self.kafka.bootstrap, [past_event("result.v1.2"), past_event("alert.v1.2")])
        self.wait_lines(2)
        for child in following.values():
            os.killpg(child.pid, signal.SIGTERM)  # as a terminal or systemd does
        ends = {program: child.wait_end(PATIENCE_SECONDS, "SIGTERM")
                for program, child in following.items()}
        self.assertEqual(ends[ALERTS], 0, (self.folder / f"{ALERTS}.err").read_text())
        self.assertEqual(self.once(ALERTS, " --seen other"), "", "committed at the end")

    def follow(self, program: str) -> Child:
        command = f"cd {self.folder} && exec {commands()[program].removesuffix(ONCE)}"
        child = Child(["bash", "-c", command], self.folder / f"{program}.out",
                      self.folder / f"{program}.err", self.guardian, self.environment)
        self.addCleanup(child.make_sure_it_ended)
        return child

    def wait_lines(self, count: int) -> None:
        """Until each program has printed so many."""
        outputs = [self.folder / f"{program}.out" for program in commands()]
        wait_until(lambda: all(one.read_text().count("\n") >= count for one in outputs),
                   PATIENCE_SECONDS, f"{count} lines of each")


class GuardedConsumersTest(Consumers):
    guarded = True

    def test_consumers_log_in(self) -> None:
        for topic in (RESULT_TOPIC, ALERT_TOPIC):
            self.kafka.create_topic(topic)
        write(self.kafka.bootstrap, [past_event("result.v1.1"), past_event("alert.v1.1")])
        # Not SCRAM, which librdkafka before 2.6.1 and this broker don't agree on.
        properties = self.kafka.properties["PLAIN"]
        self.environment["KAFKA_BROKERS"] = properties.pop("bootstrap.servers")
        (self.folder / "client").write_text(properties_file(properties))
        (self.folder / "java").write_text(properties_file(java_properties(properties)))
        self.environment["KAFKA_CONFIG"] = "java"
        self.assertIn("delivered", self.once(RESULTS, " -F client"))
        self.assertIn("opened", self.once(ALERTS, " --config client"))
        self.assertIn("delivered", self.once(JAVA))


def variants(event: Record) -> list[Record]:
    """It, then what readers must live with, then one that was written by a later release."""
    unknown = Record(event.topic, event.key, "no JSON",
                     event.headers | {"ce_type": "io.mailsonde.weather.v1", "ce_id": "weather"})
    bare = Record(event.topic, event.key, "no event at all")
    tombstones = [Record(event.topic, event.key, None),
                  Record(event.topic, event.key, None, event.headers | {"ce_id": "gone"})]
    assert event.value is not None
    data = json.loads(event.value.replace("anna", "new"))
    richer = Record(event.topic, event.key, json.dumps(data | {"weather": {"sky": "blue"}}),
                    event.headers | {"ce_id": "new", "weather": "fine"})
    return [event, unknown, bare, *tombstones, richer]


if __name__ == "__main__":
    unittest.main()
