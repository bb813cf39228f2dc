package io.github.camelopenrouter.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The server: one thread with a selector and a queue of times. A second thread reads commands from the standard input
 * (see {@link ServerProcess}) and ends the JVM with it, so that no server outlives the benchmark that started it.
 */
final class ModelServer {

    /** The size of a completion's JSON. */
    static final int ANSWER_BYTES = 992;

    private static final int BACKLOG = 4096;
    private static final int READ_BYTES = 64 * 1024;

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final ByteBuffer reads = ByteBuffer.allocateDirect(READ_BYTES);
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
    private final Queue<Connection> eager = new ArrayDeque<>();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Counts counts = new Counts();

    private ModelServer() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] args) throws IOException {
        ModelServer server = new ModelServer();
        Thread commands = new Thread(server::obey, "commands");
        commands.setDaemon(true);
        commands.start();
        System.out.println(server.listener.socket().getLocalPort());
        server.serve();
    }

    Counts counts() {
        return counts;
    }

    /** Wakes the connection at a time. */
    void wakeAt(long nanoTime, Connection connection) {
        alarms.add(new Alarm(nanoTime, connection));
    }

    /** Lets the connection write on after the others had their turn. */
    void writeOn(Connection connection) {
        eager.add(connection);
    }

    private void obey() {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String command = input.readLine(); command != null; command = input.readLine()) {
                String name = command;
                commands.add(() -> System.out.println(answer(name)));
                selector.wakeup();
            }
        } catch (IOException e) {
            System.err.println("no more commands: " + e);
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String command) {
        switch (command) {
            case ServerProcess.RESET -> counts.reset();
            case ServerProcess.DROP ->
                selector.keys().forEach(key -> {
                    if (key.attachment() instanceof Connection connection) {
                        connection.close();
                    }
                });
            default -> {
                // every command is answered with the state
            }
        }
        return counts.toLine();
    }

    private void serve() throws IOException {
        while (true) {
            if (eager.isEmpty()) {
                selector.select(this::ready, patience());
            } else {
                selector.selectNow(this::ready);
            }
            for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
                command.run();
            }
            long now = System.nanoTime();
            while (!alarms.isEmpty() && alarms.peek().nanoTime - now <= 0) {
                alarms.poll().connection.wake();
            }
            for (int turns = eager.size(); turns > 0; turns--) {
                eager.remove().write();
            }
        }
    }

    /** Milliseconds that the selector may wait, 0 for ever; it rounds up, so an alarm is late rather than early. */
    private long patience() {
        if (alarms.isEmpty()) {
            return 0;
        }
        long nanos = alarms.peek().nanoTime - System.nanoTime();
        return nanos <= 0 ? 1 : nanos / 1_000_000 + 1;
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            connection.ready(reads);
        } else {
            accept();
        }
    }

    private void accept() {
        try {
            for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
                new Connection(this, channel, selector);
            }
        } catch (IOException e) {
            System.err.println("cannot accept: " + e);
        }
    }

    private record Alarm(long nanoTime, Connection connection) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            return Long.compare(nanoTime - other.nanoTime, 0);
        }
    }
}
