package io.github.camelopenrouter.integration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.awaitility.Awaitility;

/**
 * Stands between workers and the simulator. It takes each answer completely, so that it is billed, and hands on as much of it
 * as it is told: a worker that waits for the rest can be killed at that very byte. Thread-safe.
 */
final class HoldingProxy implements AutoCloseable {
    /** Which part of an answer does not reach the client. */
    enum Hold {
        NOTHING,
        ANSWER,
        BODY,
        REST_OF_BODY
    }

    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int BEGINNING_OF_BODY = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Connection> held = ConcurrentHashMap.newKeySet();
    private volatile Hold hold = Hold.NOTHING;

    private HoldingProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /**
     * @param target the port of the simulator
     */
    static HoldingProxy start(int target) throws IOException {
        HoldingProxy proxy = new HoldingProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), target);
        daemon(proxy::accept);
        return proxy;
    }

    String baseUrl() {
        return "http://localhost:" + server.getLocalPort() + "/api/v1";
    }

    /** Holds answers to requests that come from now on; those held before stay held. */
    void hold(Hold part) {
        held.clear();
        hold = part;
    }

    /** Returns once that many answers have come from the simulator and are held. */
    void awaitHeld(int answers) {
        Awaitility.await("answers held").atMost(PATIENCE).until(() -> held.size() >= answers);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket service = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(service);
                Connection connection = new Connection(client, service);
                daemon(connection::requests);
                daemon(connection::answers);
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** One client's connection, whose requests follow each other. */
    private final class Connection {
        private final Socket client;
        private final Socket service;
        private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
        private int handedOn;

        Connection(Socket client, Socket service) {
            this.client = client;
            this.service = service;
        }

        void requests() {
            pump(client, service, this::request);
        }

        void answers() {
            pump(service, client, this::answer);
        }

        private synchronized void request(byte[] bytes, int length, OutputStream to) throws IOException {
            answer.reset();
            handedOn = 0;
            to.write(bytes, 0, length);
        }

        private synchronized void answer(byte[] bytes, int length, OutputStream to) throws IOException {
            answer.write(bytes, 0, length);
            int allowed = Math.max(handedOn, Math.min(answer.size(), allowed()));
            to.write(answer.toByteArray(), handedOn, allowed - handedOn);
            handedOn = allowed;
            if (handedOn < answer.size()) {
                held.add(this);
            }
        }

        private int allowed() {
            return switch (hold) {
                case NOTHING -> Integer.MAX_VALUE;
                case ANSWER -> 0;
                case BODY -> head();
                case REST_OF_BODY -> head() == 0 ? 0 : head() + BEGINNING_OF_BODY;
            };
        }

        /** How long the head is with its blank line; 0 until it is complete. */
        private int head() {
            int end = answer.toString(StandardCharsets.ISO_8859_1).indexOf(END_OF_HEAD);
            return end < 0 ? 0 : end + END_OF_HEAD.length();
        }

        private void pump(Socket from, Socket to, Piece piece) {
            try (from;
                    to;
                    InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                byte[] buffer = new byte[8_192];
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    piece.handOn(buffer, length, out);
                }
            } catch (IOException e) {
                // one side has gone, and takes the other one along
            }
        }
    }

    /** What is done with bytes that have come. */
    private interface Piece {
        void handOn(byte[] bytes, int length, OutputStream to) throws IOException;
    }
}
