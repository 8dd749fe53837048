#!/usr/bin/env python3
"""Tells about every alert, whatever crashes: a place to page somebody from.

Needs confluent_kafka. At least once: an alert is told twice only if a crash comes just between
telling and remembering. Readers of one group share the partitions; a new group begins with the
oldest alert.
"""

import argparse
import json
import os
import signal
import sqlite3
import sys

from confluent_kafka import Consumer, KafkaError, KafkaException, Message

ALERT = "io.mailsonde.alert.v1"


def handle(alert: dict[str, object]) -> None:
    """Page here on `opened` and on a higher `severity`, resolve on `closed`, by `alert_id`."""
    print(*(alert.get(name) for name in ("at", "phase", "severity", "key", "alert_id", "summary")),
          flush=True)


def take(message: Message, seen: sqlite3.Connection) -> None:
    headers = {name: (value or b"").decode() for name, value in message.headers() or []}
    if message.value() is None or headers.get("ce_type") != ALERT:
        return  # a tombstone, or a type that we don't know
    with seen:  # one transaction: what handle() fails at was not seen
        if seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)",
                        (headers["ce_source"], headers["ce_id"])).rowcount:
            handle(json.loads(message.value()))


def read(consumer: Consumer, seen: sqlite3.Connection, stop: list[int]) -> None:
    ended = set()
    while not stop:
        message = consumer.poll(0.5)
        if message is None:
            continue
        error = message.error()
        if error is None:
            take(message, seen)
            consumer.store_offsets(message)  # handled: may be committed
        elif error.code() == KafkaError._PARTITION_EOF:  # only told with --once
            ended.add(message.partition())
            if ended >= {one.partition for one in consumer.assignment()}:
                return
        elif error.fatal():
            raise KafkaException(error)
        else:
            print(error, file=sys.stderr)  # librdkafka tries again by itself


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brokers", default=os.environ.get("KAFKA_BROKERS", "localhost:9092"))
    parser.add_argument("--topic", default="mailsonde.alert.v1")
    parser.add_argument("--group", default="alerts-example", help="a name for each purpose")
    parser.add_argument("--seen", default="alerts.sqlite", help="file of what was handled")
    parser.add_argument("--config", type=argparse.FileType(), help="for TLS and a login, lines "
                        "like security.protocol=SASL_SSL, ssl.ca.location=…, "
                        "sasl.mechanism=SCRAM-SHA-512, sasl.username=…, sasl.password=…")
    parser.add_argument("--once", action="store_true", help="end when all is read")
    given = parser.parse_args()
    more = dict(line.strip().split("=", 1) for line in given.config or () if "=" in line)
    stop: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda which, _: stop.append(which))
    # For one host. Readers on several share a database; best is the one that handle() writes to.
    # An entry may go when the topic no longer holds its record.
    seen = sqlite3.connect(given.seen, timeout=30)
    seen.execute("CREATE TABLE IF NOT EXISTS seen (source, id, PRIMARY KEY (source, id))")
    consumer = Consumer(more | {
        "bootstrap.servers": given.brokers, "group.id": given.group,
        "isolation.level": "read_committed",  # without it one sees what was rolled back
        "auto.offset.reset": "earliest",  # a new group begins with the oldest
        # Commits every few seconds and at the end, but only what was stored: at least once.
        "enable.auto.offset.store": False, "enable.partition.eof": given.once})
    consumer.subscribe([given.topic])
    try:
        read(consumer, seen, stop)
    finally:
        consumer.close()  # commits, and gives the partitions to others at once


if __name__ == "__main__":
    main()
