package io.hubmeter.collector.policy;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells when something happens in a folder, as far as the operating system does; a hint, not a promise. */
final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final Path folder;
    private final @Nullable WatchService service;
    private @Nullable WatchKey key;

    /**
     * @param happened called on a thread of its own after something happened
     */
    FolderWatch(Path folder, Runnable happened) {
        this.folder = folder;
        this.service = service(folder);
        if (service != null) {
            WatchService events = service;
            Thread.ofVirtual().name("watch " + folder).start(() -> follow(events, happened));
        }
    }

    private static @Nullable WatchService service(Path folder) {
        try {
            return folder.getFileSystem().newWatchService();
        } catch (IOException | UnsupportedOperationException none) {
            LOG.warn("{}: changes are not told by the operating system, only looked for ({})", folder, none.toString());
            return null;
        }
    }

    /** Watches the folder if it is there and not watched yet; to be repeated, since a folder may be replaced. */
    void ensure() {
        if (service == null || (key != null && key.isValid())) {
            return;
        }
        try {
            key = folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException missing) {
            key = null;
        }
    }

    private static void follow(WatchService events, Runnable happened) {
        try {
            while (true) {
                WatchKey changed = events.take();
                changed.pollEvents();
                changed.reset();
                happened.run();
            }
        } catch (ClosedWatchServiceException | InterruptedException end) {
            // Nobody listens any more.
        }
    }

    @Override
    public void close() {
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                LOG.debug("{}: the watch was not closed", folder, e);
            }
        }
    }
}
