package io.hubmeter.api.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** The pages of one column of one row group, each compressed as the JDK does it; the dictionary comes last and is written first. */
final class Chunk implements PageWriter {
    private final ColumnDescriptor column;
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private final ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
    private final Set<org.apache.parquet.format.Encoding> encodings = new TreeSet<>();
    private final Statistics<?> statistics;
    private long values;
    private long plainBytes;

    Chunk(ColumnDescriptor column) {
        this.column = column;
        this.statistics = Statistics.createStats(column.getPrimitiveType());
    }

    /** Level 1: half as large again as the best, in a third of the time. */
    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static byte[] compressed(BytesInput bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Fast gzip = new Fast(out)) {
            bytes.writeAllTo(gzip);
        }
        return out.toByteArray();
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            int rowCount,
            @Nullable Statistics<?> ofPage,
            @Nullable SizeStatistics sizes,
            @Nullable GeospatialStatistics places,
            Encoding repetition,
            Encoding definition,
            Encoding encoding)
            throws IOException {
        byte[] data = compressed(bytes);
        PageHeader header = new PageHeader(PageType.DATA_PAGE, Math.toIntExact(bytes.size()), data.length);
        header.setData_page_header(new DataPageHeader(valueCount, of(encoding), of(definition), of(repetition)));
        put(header, data, pages);
        values += valueCount;
        if (ofPage != null) {
            statistics.mergeStatistics(ofPage);
        }
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            int rowCount,
            @Nullable Statistics<?> ofPage,
            Encoding repetition,
            Encoding definition,
            Encoding encoding)
            throws IOException {
        writePage(bytes, valueCount, rowCount, ofPage, null, null, repetition, definition, encoding);
    }

    @SuppressWarnings("deprecation") // The interface still has it.
    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            @Nullable Statistics<?> ofPage,
            Encoding repetition,
            Encoding definition,
            Encoding encoding)
            throws IOException {
        writePage(bytes, valueCount, valueCount, ofPage, repetition, definition, encoding);
    }

    @Override
    public void writePageV2(
            int rowCount,
            int nullCount,
            int valueCount,
            BytesInput repetition,
            BytesInput definition,
            Encoding encoding,
            BytesInput data,
            Statistics<?> ofPage) {
        throw new UnsupportedOperationException("page: found version 2, expected 1");
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) throws IOException {
        byte[] data = compressed(page.getBytes());
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, page.getUncompressedSize(), data.length);
        header.setDictionary_page_header(new DictionaryPageHeader(page.getDictionarySize(), of(page.getEncoding())));
        put(header, data, dictionary);
    }

    private void put(PageHeader header, byte[] data, ByteArrayOutputStream to) throws IOException {
        int before = to.size();
        Util.writePageHeader(header, to);
        plainBytes += to.size() - before + header.getUncompressed_page_size();
        to.write(data);
    }

    private org.apache.parquet.format.Encoding of(Encoding encoding) {
        org.apache.parquet.format.Encoding same = org.apache.parquet.format.Encoding.valueOf(encoding.name());
        encodings.add(same);
        return same;
    }

    /** How large it would be without compression. */
    long plainBytes() {
        return plainBytes;
    }

    /** Writes it, and says where it is. */
    ColumnChunk writeTo(CountedOutput out) throws IOException {
        long start = out.written();
        dictionary.writeTo(out);
        long data = out.written();
        pages.writeTo(out);
        ColumnMetaData about = new ColumnMetaData(
                SchemaElements.type(column.getPrimitiveType()),
                List.copyOf(encodings),
                List.of(column.getPath()),
                CompressionCodec.GZIP,
                values,
                plainBytes,
                out.written() - start,
                data);
        if (dictionary.size() > 0) {
            about.setDictionary_page_offset(start);
        }
        about.setStatistics(told());
        ColumnChunk chunk = new ColumnChunk(start);
        chunk.setMeta_data(about);
        return chunk;
    }

    /** So that readers skip row groups that have nothing of what they look for. */
    private org.apache.parquet.format.Statistics told() {
        org.apache.parquet.format.Statistics told = new org.apache.parquet.format.Statistics();
        if (statistics.isNumNullsSet()) {
            told.setNull_count(statistics.getNumNulls());
        }
        if (statistics.hasNonNullValue()) {
            told.setMin_value(statistics.getMinBytes());
            told.setMax_value(statistics.getMaxBytes());
        }
        return told;
    }

    @Override
    public long getMemSize() {
        return pages.size() + (long) dictionary.size();
    }

    @Override
    public long allocatedSize() {
        return getMemSize();
    }

    @Override
    public String memUsageString(String prefix) {
        return "%s %d bytes of %s".formatted(prefix, getMemSize(), column);
    }
}
