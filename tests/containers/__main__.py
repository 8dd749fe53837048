"""Starts the stack, runs the tests in their order, says how many passed. See scripts/test-containers."""

import argparse
import signal
import sys
import time
import traceback
from collections.abc import Callable

from . import ending, faults, observability, outcomes
from .stack import Stack, stack_of_this_run

EVERY = "2s"
STOPS = (signal.SIGINT, signal.SIGTERM)
Test = Callable[[Stack], None]


def all_is_healthy(stack: Stack) -> None:
    """`docker compose up --wait` of the real files."""
    stack.write_config(EVERY)
    stack.up()
    stack.wait_healthy()
    ending.put_letters(stack)


BEFORE = (all_is_healthy,)
TESTS: tuple[Test, ...] = (*BEFORE, *outcomes.TESTS, *observability.TESTS, *faults.TESTS, *ending.TESTS)


def run(test: Test, stack: Stack) -> bool:
    begin = time.monotonic()
    try:
        test(stack)
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc()
        print(f"FAILED {test.__name__}, after {time.monotonic() - begin:.0f} s", flush=True)
        return False
    print(f"ok     {test.__name__}, {time.monotonic() - begin:.0f} s", flush=True)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/test-containers")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--list", action="store_true")
    wanted = parser.parse_args()
    names = [test.__name__ for test in TESTS]
    if wanted.list:
        print("\n".join(names))
        return 0
    if unknown := set(wanted.names) - set(names):
        parser.error(f"no tests: {', '.join(sorted(unknown))}")
    chosen = [test for test in TESTS if not wanted.names or test in BEFORE or test.__name__ in wanted.names]
    stack, passed, failed = stack_of_this_run(), 0, 0
    for test in chosen:
        if run(test, stack):
            passed += 1
            continue
        failed += 1
        stack.keep_evidence()
        if test in BEFORE:
            break  # all others would fail for the same reason
    if wanted.keep:
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        print(f"The stack goes on until Ctrl-C: export DOCKER_HOST=unix://{stack.work}/docker.sock; its ports are in the "
              "network namespace of `ip netns list`.", flush=True)
        signal.sigwait(STOPS)
    # What was not run counts: a stack that does not start has proven nothing.
    failed += len(chosen) - passed - failed
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
