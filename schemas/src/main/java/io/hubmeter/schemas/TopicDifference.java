package io.hubmeter.schemas;

/**
 * One way in which a topic on a broker differs from the catalogue.
 *
 * @param topic name of the topic
 * @param setting name of the setting, or {@code partitions} or {@code replication}
 * @param found what the broker has
 * @param expected what the catalogue says
 */
public record TopicDifference(String topic, String setting, String found, String expected) {

    @Override
    public String toString() {
        return "topic " + topic + ": " + setting + ": found " + found + ", expected " + expected;
    }
}
