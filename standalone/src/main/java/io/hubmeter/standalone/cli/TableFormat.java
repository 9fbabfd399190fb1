package io.hubmeter.standalone.cli;

/** How a command prints many lines. */
enum TableFormat {
    table,
    csv,
    json
}
