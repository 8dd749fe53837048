"""A cluster for tests in C++ and for people: python3 -m tests.support.kafka [--brokers 3]

When all brokers are ready, one line of JSON says where they are. Then each line of standard input is
a command, answered by one line of JSON ({"ok": …} or {"error": …}) when it is done:

    kill N, stop N, start N, pause N, resume N    see KafkaCluster; start returns at once
    wait                                          until all that run know each other

The end of standard input ends all: whoever started this needs no other way, even if killed.
"""

import argparse
import json
import signal
import sys
from collections.abc import Iterable

from tests.support.mailhost.errors import MailHostError

from .cluster import KafkaCluster
from .settings import PLAIN


def brokers(kafka: KafkaCluster) -> list[dict[str, int | None]]:
    return [{"id": member.number, "pid": kafka.pid(member.number), "port": member.ports[PLAIN]}
            for member in kafka.members]


def obey(kafka: KafkaCluster, line: str) -> dict[str, object]:
    """Carries out one command; the answer."""
    actions = {"kill": kafka.kill, "stop": kafka.stop, "start": kafka.start,
               "pause": kafka.pause, "resume": kafka.resume}
    match line.split():
        case ["wait"]:
            kafka.wait_ready()
        case [word, number] if word in actions and number.isdecimal():
            actions[word](int(number))
        case _:
            return {"error": f"no command: {line.strip()}"}
    return {"ok": line.strip(), "brokers": brokers(kafka)}


def serve(kafka: KafkaCluster, lines: Iterable[str]) -> None:
    say({"bootstrap": kafka.bootstrap, "brokers": brokers(kafka),
         "properties": kafka.properties, "folder": str(kafka.folder)})
    for line in lines:
        try:
            say(obey(kafka, line))
        except MailHostError as error:
            say({"error": str(error)})


def say(answer: dict[str, object]) -> None:
    print(json.dumps(answer), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.support.kafka", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brokers", type=int, choices=(1, 3), default=1)
    parser.add_argument("--tls", action="store_true", help="a listener with TLS besides")
    parser.add_argument("--sasl", action="store_true", help="one with TLS and passwords besides")
    wanted = parser.parse_args()
    # kill and Ctrl-C are two ways to say the same.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with KafkaCluster(wanted.brokers, tls=wanted.tls, sasl=wanted.sasl) as kafka:
            serve(kafka, sys.stdin)
    except KeyboardInterrupt:
        pass
    except MailHostError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
