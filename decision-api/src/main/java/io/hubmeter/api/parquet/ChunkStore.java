package io.hubmeter.api.parquet;

import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;

/** The columns of one row group. */
final class ChunkStore implements PageWriteStore {
    private final Map<ColumnDescriptor, Chunk> chunks = new HashMap<>();

    @Override
    public PageWriter getPageWriter(ColumnDescriptor column) {
        return chunk(column);
    }

    Chunk chunk(ColumnDescriptor column) {
        return chunks.computeIfAbsent(column, Chunk::new);
    }
}
