package io.hubmeter.collector.policy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal HUP, by which an operator asks a process to read its files again; without a listener it ends the process.
 *
 * <p>The class of the JDK for it is not part of its API, so it is reached by name, and a JVM without it only lacks the signal.
 */
public final class Hangup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private final AutoCloseable undo;

    private Hangup(AutoCloseable undo) {
        this.undo = undo;
    }

    /** Calls something, on a thread of the JVM, each time the signal arrives, until closed. */
    public static Hangup listen(Runnable arrived) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object signal = signalType.getConstructor(String.class).newInstance("HUP");
            MethodHandle run = MethodHandles.publicLookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(arrived);
            Object handler = MethodHandleProxies.asInterfaceInstance(
                    handlerType, MethodHandles.dropArguments(run, 0, signalType));
            var handle = signalType.getMethod("handle", signalType, handlerType);
            Object before = handle.invoke(null, signal, handler);
            return new Hangup(() -> handle.invoke(null, signal, before));
        } catch (InvocationTargetException taken) {
            // Windows has no such signal, and a JVM started with -Xrs leaves it to the system.
            LOG.info("the signal HUP is not listened to: {}", String.valueOf(taken.getCause()));
        } catch (ReflectiveOperationException missing) {
            LOG.info("the signal HUP is not listened to: {}", missing.toString());
        }
        return new Hangup(() -> {});
    }

    /** Restores what the signal did before. */
    @Override
    public void close() {
        try {
            undo.close();
        } catch (Exception e) {
            LOG.warn("the signal HUP is still listened to", e);
        }
    }
}
