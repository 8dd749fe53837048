"""Each check can fail: broken copies of the manifests."""

import tempfile
import unittest
from pathlib import Path

from .breakages import BREAKAGES, Breakage
from .checks import CHECKS
from .rendering import Copy, Manifests
from .strict import too_new, unknown_fields

ALL_CHECKS = CHECKS | {"strict": unknown_fields, "oldest": too_new}


class BreakagesTest(unittest.TestCase):
    def broken(self, by: Breakage, folder: Path) -> Manifests:
        copy = Copy(folder)
        copy.switch_on(by.deployment, "service-monitor")
        if by.check == "oldest":
            copy.switch_on(by.deployment, "api-1.20")
        copy.change(by.file, by.before, by.after)
        return copy.render(by.deployment)

    def test_each_breakage_is_seen(self) -> None:
        for one in BREAKAGES:
            with self.subTest(one.check, file=one.file, after=one.after), \
                    tempfile.TemporaryDirectory(prefix="mailsonde-") as folder:
                told = ALL_CHECKS[one.check](self.broken(one, Path(folder)))
                self.assertTrue(one.told, "it says what the check must say")
                self.assertIn(one.told, "\n".join(told))

    def test_each_check_has_a_breakage(self) -> None:
        self.assertEqual({one.check for one in BREAKAGES}, set(ALL_CHECKS))


if __name__ == "__main__":
    unittest.main()
