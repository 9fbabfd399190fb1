#!/usr/bin/python3
"""Prints meter readings from a running Hubmeter: who, when, and how much was used in all up to then.

Start ./hubmeter demo first. Needs Confluent's Python client with Avro:
  Debian:    apt-get install python3-confluent-kafka python3-avro python3-requests
  elsewhere: pip install 'confluent-kafka[avro,schemaregistry]'
"""

import argparse
import sys
import time
import uuid
from decimal import Decimal

from confluent_kafka import DeserializingConsumer
from confluent_kafka.serialization import StringDeserializer

TOPIC = "hubmeter.readings"
HOUR_MS = Decimal(3_600_000)
UNITS = {"cpu": ("core", 1), "memory": ("GiB", 2**30), "gpu": ("GPU", 1)}


def value_deserializer(registry_url):
    """Confluent's Avro deserializer; the older one where fastavro is not installed, as on Debian."""
    try:
        from confluent_kafka.schema_registry import SchemaRegistryClient
        from confluent_kafka.schema_registry.avro import AvroDeserializer

        return AvroDeserializer(schema_registry_client=SchemaRegistryClient({"url": registry_url}))
    except ImportError:
        from confluent_kafka.avro import CachedSchemaRegistryClient
        from confluent_kafka.avro.serializer.message_serializer import MessageSerializer

        decoder = MessageSerializer(CachedSchemaRegistryClient({"url": registry_url}))
        return lambda value, context: decoder.decode_message(value)


def hours(resource, total):
    """A total, which is in natural units times milliseconds, as for instance '12.5 GPU-hours'."""
    unit, size = UNITS.get(resource, (resource, 1))
    return f"{total / HOUR_MS / size:,.1f} {unit}-hours"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kafka", default="127.0.0.1:19092", help="bootstrap servers (default: %(default)s)")
    parser.add_argument("--registry", default="http://127.0.0.1:18081", help="schema registry (default: %(default)s)")
    parser.add_argument("--max", type=int, default=20, help="stop after so many readings (default: %(default)s)")
    parser.add_argument("--timeout", type=float, default=30, help="stop after so many seconds (default: %(default)s)")
    options = parser.parse_args()

    consumer = DeserializingConsumer(
        {
            "bootstrap.servers": options.kafka,
            "group.id": f"read-readings-{uuid.uuid4()}",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            # What a transaction has not committed does not count.
            "isolation.level": "read_committed",
            "key.deserializer": StringDeserializer(),
            "value.deserializer": value_deserializer(options.registry),
        }
    )
    consumer.subscribe([TOPIC])
    deadline = time.monotonic() + options.timeout
    count = 0
    try:
        while count < options.max and time.monotonic() < deadline:
            message = consumer.poll(1.0)
            if message is None:
                continue
            reading = message.value()
            totals = ", ".join(hours(resource, total) for resource, total in sorted(reading["totals"].items()))
            print(f"{reading['user']:<12} {reading['at']:%Y-%m-%d %H:%M:%S} UTC  {totals or 'nothing yet'}")
            count += 1
    except KeyboardInterrupt:
        pass
    finally:
        consumer.close()
    if count == 0:
        sys.exit(f"no reading within {options.timeout:g} s; is ./hubmeter demo running, with Kafka at {options.kafka}?")


if __name__ == "__main__":
    main()
