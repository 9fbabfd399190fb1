#!/bin/sh
# Keys and offsets of a topic of Hubmeter with kcat (Debian: apt-get install kcat): "partition offset time key" a line.
#   examples/kcat.sh [TOPIC [HOST:PORT]]
# Values are Avro; kcat shows them only where it was built with a schema registry client, which Debian's is not.
exec kcat -C -e -q -X isolation.level=read_committed -b "${2:-127.0.0.1:19092}" -t "${1:-hubmeter.usage-daily}" \
    -o beginning -f '%p %o %T %k\n'
