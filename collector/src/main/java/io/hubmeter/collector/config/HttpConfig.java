package io.hubmeter.collector.config;

/**
 * Where metrics and health are served.
 *
 * @param host address or host name
 * @param port 0 takes a free one
 */
public record HttpConfig(String host, int port) {}
