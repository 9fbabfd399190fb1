package io.hubmeter.schemas;

/** Confluent's wire format: magic byte, schema id, payload. */
final class WireFormat {

    static final byte MAGIC = 0;
    static final int ID_AT = 1;
    static final int PAYLOAD_AT = 5;

    private WireFormat() {}

    static int id(byte[] bytes) {
        return (bytes[ID_AT] & 0xff) << 24
                | (bytes[ID_AT + 1] & 0xff) << 16
                | (bytes[ID_AT + 2] & 0xff) << 8
                | (bytes[ID_AT + 3] & 0xff);
    }
}
