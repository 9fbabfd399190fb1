package io.hubmeter.standalone.recovery;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/** Settings of stores that throw in the thread that opens them, as a bug of ours could. */
public final class BrokenStores implements RocksDBConfigSetter {
    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        throw new IllegalStateException("a bug");
    }

    @Override
    public void close(String storeName, Options options) {
        // There is nothing.
    }
}
