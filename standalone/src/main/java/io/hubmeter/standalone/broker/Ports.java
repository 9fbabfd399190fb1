package io.hubmeter.standalone.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on the loopback address. */
final class Ports {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private Ports() {}

    /**
     * The port itself if nobody listens on it, or a free one for 0. Somebody else may take it before it is used.
     *
     * @throws BrokerException if it is taken
     */
    static int available(String name, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BrokerException(
                    name + " " + port + " on " + BrokerSettings.LOOPBACK
                            + ": already taken; stop the program that listens there, or choose another port",
                    e);
        }
    }
}
