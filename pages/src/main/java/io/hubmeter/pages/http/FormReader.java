package io.hubmeter.pages.http;

import io.helidon.common.uri.UriQuery;
import io.helidon.common.uri.UriValidationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.UploadContext;

/** Reads addresses and forms. */
final class FormReader {
    private static final int MOST_FIELDS = 1_000;
    private static final String URLENCODED = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data";
    private static final char REPLACEMENT = '\uFFFD';

    private final PageBounds bounds;

    FormReader(PageBounds bounds) {
        this.bounds = bounds;
    }

    /**
     * The parameters of an address.
     *
     * @throws PageProblem 400 if they are malformed
     */
    static Query query(String raw) {
        return new Query(values(raw, "the address"));
    }

    /**
     * A form that was sent.
     *
     * @throws PageProblem 415 if it is no form, 413 if it is too large, 400 if it is malformed
     */
    Form form(Entity entity, String contentType) {
        String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (mediaType) {
            case URLENCODED ->
                new Form(
                        values(new String(entity.read(bounds.formBytes()), StandardCharsets.ISO_8859_1), "the form"),
                        Map.of());
            case MULTIPART -> multipart(entity.read(bounds.uploadBytes()), contentType);
            default ->
                throw new PageProblem(
                        415,
                        "Only forms can be sent here.",
                        "content type: found '%s', expected %s or %s".formatted(contentType, URLENCODED, MULTIPART));
        };
    }

    private static Map<String, List<String>> values(String raw, String what) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        UriQuery query;
        try {
            query = UriQuery.create(raw, true);
        } catch (UriValidationException malformed) {
            throw PageProblem.badRequest(what, "another encoding", "encoded as browsers do it");
        }
        int count = 0;
        for (String name : query.names()) {
            List<String> of = query.all(name, List::of);
            count += Math.max(1, of.size());
            boolean isBroken = name.indexOf(REPLACEMENT) >= 0 || of.stream().anyMatch(v -> v.indexOf(REPLACEMENT) >= 0);
            if (isBroken || count > MOST_FIELDS) {
                throw PageProblem.badRequest(
                        what,
                        isBroken ? "bytes that are no text" : "more values",
                        "text in UTF-8, at most %d values".formatted(MOST_FIELDS));
            }
            if (!name.isEmpty()) {
                values.put(name, of);
            }
        }
        return values;
    }

    private Form multipart(byte[] body, String contentType) {
        FileUpload reader = new FileUpload();
        reader.setSizeMax(bounds.uploadBytes());
        reader.setHeaderEncoding(StandardCharsets.UTF_8.name());
        Map<String, List<String>> fields = new LinkedHashMap<>();
        Map<String, Upload> uploads = new HashMap<>();
        try {
            FileItemIterator parts = reader.getItemIterator(new Received(body, contentType));
            for (int count = 0; parts.hasNext(); count++) {
                if (count >= MOST_FIELDS) {
                    throw PageProblem.badRequest("the form", "more", "at most %d fields".formatted(MOST_FIELDS));
                }
                add(parts.next(), fields, uploads);
            }
        } catch (FileUploadException | IOException malformed) {
            throw PageProblem.badRequest("the form", "parts that cannot be told apart", "encoded as browsers do it");
        }
        return new Form(fields, uploads);
    }

    private static void add(FileItemStream part, Map<String, List<String>> fields, Map<String, Upload> uploads)
            throws IOException {
        String name = part.getFieldName();
        if (name == null) {
            throw new IOException("a part without a name");
        }
        byte[] bytes;
        try (InputStream in = part.openStream()) {
            bytes = in.readAllBytes();
        }
        if (part.isFormField()) {
            fields.computeIfAbsent(name, key -> new ArrayList<>()).add(new String(bytes, StandardCharsets.UTF_8));
            return;
        }
        String fileName = part.getName() == null ? "" : part.getName();
        boolean isChosen = !fileName.isEmpty() || bytes.length > 0;
        if (isChosen && uploads.put(name, new Upload(fileName, bytes)) != null) {
            throw PageProblem.badRequest("the field " + name, "two files", "one file");
        }
    }

    /** A body that is in memory already. */
    private static final class Received implements UploadContext {
        private final byte[] body;
        private final String contentType;

        Received(byte[] body, String contentType) {
            this.body = body;
            this.contentType = contentType;
        }

        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        @Deprecated
        public int getContentLength() {
            return body.length;
        }

        @Override
        public long contentLength() {
            return body.length;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(body);
        }
    }
}
