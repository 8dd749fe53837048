"""What k8s/ renders to, as it is and with each component."""

import re
import tempfile
import unittest
from pathlib import Path

from .checks import CHECKS
from .mounted import Mounted
from .rendering import DEPLOYMENTS, Copy, Manifests
from .strict import too_new, unknown_fields
from .tools import ROOT

OPTIONS = ((), ("service-monitor",), ("service-monitor", "api-1.20"))
_FROM_FILE = re.compile(r"--from-file=([\w.-]+)")


class ManifestsTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="mailsonde-"))
        self.folder = Path(folder)

    def rendered(self, deployment: str, *components: str) -> Manifests:
        """With these components, which its overlay has as comments."""
        copy = Copy(Path(tempfile.mkdtemp(dir=self.folder)))
        for component in components:
            copy.switch_on(deployment, component)
        return copy.render(deployment)

    def test_each_deployment_is_valid(self) -> None:
        for deployment in DEPLOYMENTS:
            for components in OPTIONS:
                with self.subTest(deployment, components=components):
                    manifests = self.rendered(deployment, *components)
                    self.assertEqual(bool(manifests.of("ServiceMonitor")), bool(components))
                    if "api-1.20" in components:
                        self.assertEqual(too_new(manifests), [])
                    else:
                        self.assertEqual(unknown_fields(manifests), [])

    def test_each_deployment_fits(self) -> None:
        for deployment in DEPLOYMENTS:
            for components in OPTIONS:
                manifests = self.rendered(deployment, *components)
                for name, check in CHECKS.items():
                    with self.subTest(name, deployment=deployment, components=components):
                        self.assertEqual(check(manifests), [])

    def test_a_cluster_before_1_21_differs_in_one_version(self) -> None:
        newer = self.rendered("kafka").objects
        older = self.rendered("kafka", "api-1.20").objects
        changed = {(new["apiVersion"], old["apiVersion"])
                   for new, old in zip(newer, older, strict=True) if new != old}
        self.assertEqual(changed, {("policy/v1", "policy/v1beta1")})
        for new, old in zip(newer, older, strict=True):
            self.assertEqual(new | {"apiVersion": ""}, old | {"apiVersion": ""})

    def test_the_page_makes_all_secrets(self) -> None:
        """What docs/kubernetes.md puts into the Secret is what the configuration needs."""
        page = (ROOT / "docs/kubernetes.md").read_text()
        made = set(_FROM_FILE.findall(page))
        needed = {deployment: Mounted(manifests, manifests.services()[0]).secret_keys()
                  for deployment in DEPLOYMENTS for manifests in [self.rendered(deployment)]}
        self.assertLess(needed["single"], needed["kafka"])
        self.assertEqual(made, needed["kafka"])


if __name__ == "__main__":
    unittest.main()
