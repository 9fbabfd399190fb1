"""Prints every committed record of a topic as a line of JSON, as Confluent's Python client decodes it.

Usage: read_readings.py BOOTSTRAP_SERVERS REGISTRY_URL TOPIC TIMEOUT_SECONDS
"""

import datetime
import decimal
import json
import sys
import time

from confluent_kafka import DeserializingConsumer, KafkaError
from confluent_kafka.avro import CachedSchemaRegistryClient
from confluent_kafka.avro.serializer.message_serializer import MessageSerializer
from confluent_kafka.error import ConsumeError
from confluent_kafka.serialization import StringDeserializer

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def plain(value):
    """JSON without loss: decimals as text, instants as milliseconds since 1970."""
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return (value - EPOCH) // datetime.timedelta(milliseconds=1)
    raise TypeError(f"found a {type(value).__name__}, expected a decimal or an instant")


def main(bootstrap, registry, topic, timeout_seconds):
    deadline = time.monotonic() + float(timeout_seconds)
    decoder = MessageSerializer(CachedSchemaRegistryClient({"url": registry}))
    consumer = DeserializingConsumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "read-readings",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "isolation.level": "read_committed",
            "key.deserializer": StringDeserializer(),
            "value.deserializer": lambda value, context: decoder.decode_message(value),
        }
    )
    partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
    consumer.subscribe([topic])
    ended = set()
    try:
        while len(ended) < len(partitions):
            if time.monotonic() > deadline:
                sys.exit(f"{topic}: {len(ended)} of {len(partitions)} partitions read within {timeout_seconds} s")
            try:
                message = consumer.poll(1.0)
            except ConsumeError as error:
                if error.code != KafkaError._PARTITION_EOF:
                    raise
                ended.add(error.kafka_message.partition())
                continue
            if message is not None:
                print(json.dumps({"key": message.key(), **message.value()}, default=plain, sort_keys=True))
    finally:
        consumer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
