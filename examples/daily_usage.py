#!/usr/bin/python3
"""Prints what each user used on each day: the newest row of each user and day counts.

Start ./hubmeter demo first. Needs Confluent's Python client with Avro:
  Debian:    apt-get install python3-confluent-kafka python3-avro python3-requests
  elsewhere: pip install 'confluent-kafka[avro,schemaregistry]'
"""

import argparse
import json
import sys
import time
import uuid
from decimal import Decimal

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.serialization import MessageField, SerializationContext

from read_readings import hours, value_deserializer

TOPIC = "hubmeter.usage-daily"


def read_to_the_end(options):
    """Every row that is committed now, in the order of each partition."""
    consumer = Consumer(
        {
            "bootstrap.servers": options.kafka,
            "group.id": f"daily-usage-{uuid.uuid4()}",
            "enable.auto.commit": False,
            # What a transaction has not committed does not count.
            "isolation.level": "read_committed",
            # Says when a partition has been read up to its end.
            "enable.partition.eof": True,
        }
    )
    decode = value_deserializer(options.registry)
    context = SerializationContext(TOPIC, MessageField.VALUE)
    try:
        partitions = consumer.list_topics(TOPIC, timeout=10).topics[TOPIC].partitions
        unfinished = set(partitions)
        consumer.assign([TopicPartition(TOPIC, partition, 0) for partition in partitions])
        deadline = time.monotonic() + options.timeout
        while unfinished:
            message = consumer.poll(1.0)
            if time.monotonic() > deadline:
                sys.exit(f"{TOPIC}: found no end of partitions {unfinished} within {options.timeout:g} s")
            if message is None:
                continue
            if message.error() is None:
                yield decode(message.value(), context)
            elif message.error().code() == KafkaError._PARTITION_EOF:
                unfinished.discard(message.partition())
            else:
                raise KafkaException(message.error())
    finally:
        consumer.close()


def newest(rows):
    """Of the rows of one user and day only that with the greatest revision."""
    days = {}
    for row in rows:
        day = (row["realm"], row["user"], row["periodStart"])
        if day not in days or row["revision"] >= days[day]["revision"]:
            days[day] = row
    return [days[day] for day in sorted(days)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kafka", default="127.0.0.1:19092", help="bootstrap servers (default: %(default)s)")
    parser.add_argument("--registry", default="http://127.0.0.1:18081", help="schema registry (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="one JSON object for each row, amounts as in the topic")
    parser.add_argument("--timeout", type=float, default=60, help="give up after so many seconds (default: %(default)s)")
    options = parser.parse_args()

    for row in newest(read_to_the_end(options)):
        day = f"{row['periodStart']:%Y-%m-%d}"
        if options.json:
            amounts = {resource: f"{amount:f}" for resource, amount in sorted(row["amounts"].items())}
            print(json.dumps({"realm": row["realm"], "user": row["user"], "day": day, "amounts": amounts}))
        else:
            used = ", ".join(hours(resource, Decimal(amount)) for resource, amount in sorted(row["amounts"].items()))
            print(f"{day}  {row['realm']}/{row['user']:<16} {used or 'nothing'}{'' if row['complete'] else '  so far'}")


if __name__ == "__main__":
    main()
