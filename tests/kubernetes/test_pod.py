"""The programs as the manifests run them, as far as that goes without Kubernetes; root needed."""

import tempfile
import unittest
from pathlib import Path

from tests.support.mailhost.deadline import wait_until

from .pod import PATIENCE_SECONDS, Pod
from .rendering import Copy, Manifests, Workload


class PodTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="mailsonde-")))
        self.copy = Copy(self.folder)

    def pod(self, manifests: Manifests, workload: Workload) -> Pod:
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        folder.chmod(0o755)
        return Pod(manifests, workload, folder)

    def assert_hardened(self, pod: Pod) -> None:
        status = pod.status_of_process()
        self.assertEqual(status["Uid"].split(), ["10001"] * 4)
        self.assertEqual(status["Gid"].split(), ["10001"] * 4)
        self.assertEqual(int(status["CapEff"], 16) | int(status["CapBnd"], 16), 0)
        self.assertEqual(status["NoNewPrivs"], "1")
        mounts = Path(f"/proc/{pod.pid()}/mountinfo").read_text().splitlines()
        root = next(fields for fields in map(str.split, mounts) if fields[4] == "/")
        self.assertIn("ro", root[5].split(","))

    def test_single_works_as_it_is_hardened(self) -> None:
        manifests = self.copy.render("single")
        [workload] = manifests.services()
        with self.pod(manifests, workload) as pod:
            pod.wait_for_page("/readyz", 200)
            self.assert_hardened(pod)
            self.assertEqual(pod.get("/healthz"), (200, "alive\n"))
            self.assertEqual(pod.get("/metrics")[0], 401)
            self.assertEqual(pod.get("/metrics", pod.token)[0], 200)
            more = "probes:\n  second: {route: provider, to: [anna]}\n"
            pod.config.update({"mailsonde.yaml": pod.mounted.text.replace("probes:\n", more)})
            wait_until(lambda: '"probes":"2"' in pod.log(), PATIENCE_SECONDS, "the change")
            self.assertEqual(pod.stop(), 0)

    def test_pair_waits_for_its_brokers_alive_and_not_ready(self) -> None:
        manifests = self.copy.render("kafka")
        for workload in manifests.services():
            with self.subTest(workload.name), self.pod(manifests, workload) as pod:
                pod.wait_for_page("/healthz", 200)
                self.assert_hardened(pod)
                self.assertEqual(pod.get("/readyz"), (503, "not ready\n"))
                self.assertEqual(pod.stop(), 0)

    def test_a_secret_for_others_is_seen(self) -> None:
        """That the pod's user matters: with another group the files of the Secret can't be read."""
        self.copy.change("base/single/mailsonde.yaml", "fsGroup: 10001", "fsGroup: 10002")
        manifests = self.copy.render("single")
        [workload] = manifests.services()
        with self.pod(manifests, workload) as pod:
            wait_until(lambda: "Permission denied" in pod.log(), PATIENCE_SECONDS, "the refusal")


if __name__ == "__main__":
    unittest.main()
