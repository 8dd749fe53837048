"""A scenario that ctest does not know is never run."""

import re
import unittest
from pathlib import Path

HERE = Path(__file__).parent
_CALL = re.compile(r"system_tests\((\w+) (\w+)\s+([^)]*)\)")


def written() -> set[str]:
    """module.class.scenario of every test method here."""
    found = set()
    for test in _all_of(unittest.defaultTestLoader.discover(
            str(HERE), top_level_dir=str(HERE.parents[1]))):
        module, name, method = test.id().split(".")[-3:]
        found.add(f"{module.removeprefix('test_')}.{name}.{method.removeprefix('test_')}")
    return found


def _all_of(suite: unittest.TestSuite) -> list[unittest.TestCase]:
    tests: list[unittest.TestCase] = []
    for part in suite:
        tests += _all_of(part) if isinstance(part, unittest.TestSuite) else [part]
    return tests


class RegisteredTest(unittest.TestCase):
    def test_every_scenario_is_registered(self) -> None:
        text = (HERE / "CMakeLists.txt").read_text()
        registered = [f"{module}.{name}.{scenario}" for module, name, scenarios
                      in _CALL.findall(text) for scenario in scenarios.split()]
        self.assertEqual(sorted(registered), sorted(written()))


if __name__ == "__main__":
    unittest.main()
