package io.hubmeter.api.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/**
 * A file of rows without nested fields (<a href="https://parquet.apache.org/docs/file-format/">format</a>), written to a stream that
 * cannot be gone back in; in memory are the rows of one row group.
 *
 * <p>Values are encoded by parquet-column; what is around them, pages and the footer, is written here: the writer of parquet-hadoop
 * would do it too, but not without Hadoop.
 */
public final class ParquetFile {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT_VERSION = 1;
    private static final int ROWS_PER_GROUP = 20_000;
    private static final ParquetProperties PROPERTIES = ParquetProperties.builder()
            .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
            .withSizeStatisticsEnabled(false)
            .build();

    private final MessageType schema;
    private final String createdBy;
    private final CountedOutput out;
    private final List<RowGroup> groups = new ArrayList<>();
    private Group group;
    private long rows;

    /** The rows that are not written yet. */
    private record Group(ChunkStore chunks, ColumnWriteStore columns, RecordConsumer rows) {
        static Group of(MessageType schema) {
            ChunkStore chunks = new ChunkStore();
            ColumnWriteStore columns = PROPERTIES.newColumnWriteStore(schema, chunks);
            RecordConsumer rows = new ColumnIOFactory().getColumnIO(schema).getRecordWriter(columns);
            return new Group(chunks, columns, rows);
        }
    }

    /** Takes the fields of one row, in the order of the schema; those that are null are left out. */
    @FunctionalInterface
    public interface Row {
        /** Adds the fields. */
        void addTo(RecordConsumer fields);
    }

    /**
     * A file that nothing is written of yet.
     *
     * @param schema primitive fields only
     * @param createdBy which program writes it
     * @param out stays open
     */
    public ParquetFile(MessageType schema, String createdBy, OutputStream out) {
        this.schema = schema;
        this.createdBy = createdBy;
        this.out = new CountedOutput(out);
        this.group = Group.of(schema);
    }

    /** Writes what every file begins with. */
    public void begin() throws IOException {
        out.write(MAGIC);
        out.flush();
    }

    /** Adds a row. */
    public void add(Row row) throws IOException {
        group.rows().startMessage();
        row.addTo(group.rows());
        group.rows().endMessage();
        rows++;
        if (rows % ROWS_PER_GROUP == 0) {
            writeGroup(ROWS_PER_GROUP);
        }
    }

    private void writeGroup(long count) throws IOException {
        group.rows().flush();
        group.columns().flush();
        long start = out.written();
        List<ColumnChunk> chunks = new ArrayList<>();
        long plainBytes = 0;
        for (ColumnDescriptor column : schema.getColumns()) {
            Chunk chunk = group.chunks().chunk(column);
            chunks.add(chunk.writeTo(out));
            plainBytes += chunk.plainBytes();
        }
        group.columns().close();
        RowGroup written = new RowGroup(chunks, plainBytes, count);
        written.setFile_offset(start);
        written.setTotal_compressed_size(out.written() - start);
        groups.add(written);
        group = Group.of(schema);
    }

    /** Writes the rows that are left, and the footer without which nobody reads the file. */
    public void end() throws IOException {
        if (rows % ROWS_PER_GROUP != 0) {
            writeGroup(rows % ROWS_PER_GROUP);
        }
        FileMetaData footer = new FileMetaData(FORMAT_VERSION, SchemaElements.of(schema), rows, groups);
        footer.setCreated_by(createdBy);
        for (int i = 0; i < schema.getFieldCount(); i++) {
            footer.addToColumn_orders(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
        }
        long start = out.written();
        Util.writeFileMetaData(footer, out);
        int length = Math.toIntExact(out.written() - start);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(length >>> shift);
        }
        out.write(MAGIC);
        out.flush();
    }
}
