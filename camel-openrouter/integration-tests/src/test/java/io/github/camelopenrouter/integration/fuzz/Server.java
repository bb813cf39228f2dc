package io.github.camelopenrouter.integration.fuzz;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Answers each request with the bytes of its case. A thread for each connection: there are as many as calls in flight. Requests are
 * those of the component, which are sound, so that little is checked here.
 */
final class Server implements AutoCloseable {
    private static final String USER = "\"user\":\"";
    private static final int BACKLOG = 1_000;

    private final long seed;
    private final Book book;
    private final Faults faults;
    private final ServerSocket listener = new ServerSocket();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fuzz-server");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param faults told what should not happen here
     */
    Server(long seed, Book book, Faults faults) throws IOException {
        this.seed = seed;
        this.book = book;
        this.faults = faults;
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        threads.execute(this::accept);
    }

    String baseUrl() {
        return "http://localhost:" + listener.getLocalPort() + "/api/v1";
    }

    int connections() {
        return open.size();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException | RejectedExecutionException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException("the server cannot go on", e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024)) {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = answer(socket, in);
            }
        } catch (IOException e) {
            // the client has gone, which it may at any time
        } catch (RuntimeException e) {
            faults.add("the server itself failed: " + e + " at " + e.getStackTrace()[0]);
        } finally {
            open.remove(socket);
        }
    }

    /** Whether the connection may be used again. */
    private boolean answer(Socket socket, InputStream in) throws IOException {
        String requestLine = line(in);
        if (requestLine == null) {
            return false;
        }
        int length = 0;
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).trim());
            }
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        String target = requestLine.split(" ")[1];
        if (target.endsWith("/chat/completions")) {
            return answer(socket, Case.of(seed, number(body)));
        }
        if (target.contains("/generation?id=")) {
            String id = URLDecoder.decode(target.substring(target.indexOf('=') + 1), StandardCharsets.UTF_8);
            // what openrouter:generation asks for, and what the component asks for by itself
            return id.startsWith("fuzz-")
                    ? answer(socket, Case.of(seed, Long.parseLong(id.substring(5))))
                    : write(socket, counted(Case.inquiry(seed, id)));
        }
        String models = "/api/v1/models";
        String model = target.replace(models + "/", "").replace("/endpoints", "");
        return write(socket, counted(Case.prices(seed, model.equals(models) ? "fuzz/m" : model)));
    }

    private Act counted(Act act) {
        book.counted(act);
        return act;
    }

    private boolean answer(Socket socket, Case call) throws IOException {
        Act act = book.next(call);
        try {
            return write(socket, act);
        } finally {
            book.written(call);
        }
    }

    private static boolean write(Socket socket, Act act) throws IOException {
        socket.getOutputStream().write(act.bytes());
        if (act.end() == Act.End.RST) {
            socket.setSoLinger(true, 0);
        }
        if (act.end() != Act.End.KEEP) {
            socket.close();
        }
        return act.end() == Act.End.KEEP;
    }

    private static long number(byte[] body) throws IOException {
        String json = new String(body, StandardCharsets.ISO_8859_1);
        int at = json.lastIndexOf(USER);
        if (at < 0) {
            throw new IOException("a request of no case");
        }
        int from = at + USER.length();
        return Long.parseLong(json, from, json.indexOf('"', from), 10);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
