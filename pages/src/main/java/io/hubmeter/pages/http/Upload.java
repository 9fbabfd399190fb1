package io.hubmeter.pages.http;

/** A file that came with a form. */
public final class Upload {
    private final String fileName;
    private final byte[] bytes;

    /** A file; the name is what the browser says, so it is nothing to build a path from. */
    public Upload(String fileName, byte[] bytes) {
        this.fileName = fileName;
        this.bytes = bytes.clone();
    }

    /** What the browser says the file is called; may be empty. */
    public String fileName() {
        return fileName;
    }

    /** The whole file. */
    public byte[] bytes() {
        return bytes.clone();
    }
}
