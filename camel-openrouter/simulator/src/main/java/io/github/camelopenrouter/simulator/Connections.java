package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Accepts connections on the loopback address and knows which of them are open. */
final class Connections {

    private static final int BACKLOG = 512;

    private final ServerSocket server;
    private final Function<RecordedRequest, Plan> responder;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();
    private final Set<HttpConnection> open = new HashSet<>();
    private int accepted;

    Connections(int port, Function<RecordedRequest, Plan> responder) {
        this.responder = responder;
        try {
            server = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " cannot be used: " + e.getMessage(), e);
        }
        daemon(this::accept, "openrouter-simulator-" + port()).start();
    }

    int port() {
        return server.getLocalPort();
    }

    int openCount() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    int acceptedCount() {
        lock.lock();
        try {
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    boolean awaitNone(Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (!open.isEmpty()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = none.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Frees the port and ends all connections. */
    void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<HttpConnection> left;
        lock.lock();
        try {
            left = Set.copyOf(open);
        } finally {
            lock.unlock();
        }
        left.forEach(HttpConnection::close);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                continue; // closed, or a client that left before it was served
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        lock.lock();
        try {
            HttpConnection connection = new HttpConnection(socket, ++accepted, responder);
            open.add(connection);
            daemon(() -> run(connection), "openrouter-simulator-" + port() + "-connection-" + accepted)
                    .start();
        } finally {
            lock.unlock();
        }
        if (server.isClosed()) {
            socket.close(); // accepted while the others were being closed
        }
    }

    private void run(HttpConnection connection) {
        try {
            connection.run();
        } finally {
            lock.lock();
            try {
                open.remove(connection);
                if (open.isEmpty()) {
                    none.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
