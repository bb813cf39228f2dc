package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Shows a deck on a page, on the loopback address alone. The page is told what happens by server-sent events; whoever comes later is
 * told all that happened before. Whoever starts one closes it.
 */
final class PageServer implements AutoCloseable {
    /** No script but the page's own, nothing from anywhere else, and nobody who frames it. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> FILES =
            Map.of("/", "page.html", "/page.js", "page.js", "/slides.js", "slides.js", "/slides.css", "slides.css");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8");

    /** How often a page that left is noticed. */
    private static final Duration COMMENT_EVERY = Duration.ofSeconds(5);

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "page");
        thread.setDaemon(true);
        return thread;
    });
    private final Deck deck;
    private final Runnable stop;
    private final Set<String> hosts;

    /** The pages that listen, and this. */
    private final Phaser listening = new Phaser(1);

    private PageServer(HttpServer http, Deck deck, Runnable stop) {
        this.http = http;
        this.deck = deck;
        this.stop = stop;
        int port = http.getAddress().getPort();
        hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
    }

    /**
     * @param stop what the button of that name does; may be called more than once
     * @throws IOException if there is no port to listen on
     */
    static PageServer start(Deck deck, Runnable stop) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        PageServer server = new PageServer(http, deck, stop);
        http.createContext("/", server::serve);
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    String url() {
        return "http://" + http.getAddress().getAddress().getHostAddress() + ":"
                + http.getAddress().getPort() + "/";
    }

    /** Waits until the pages that listen were told the end; for so long at most. */
    void awaitTold(Duration patience) throws InterruptedException {
        int phase = listening.arrive();
        try {
            listening.awaitAdvanceInterruptibly(phase, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // a page that does not read: it is cut off
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdown();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cache-Control", "no-store");
            String what =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            if (!hosts.contains(exchange.getRequestHeaders().getFirst("Host"))) {
                answer(exchange, 403); // another site's name that leads here
            } else if (what.equals("GET /events")) {
                tell(exchange);
            } else if (what.equals("POST /stop")) {
                stop(exchange);
            } else if (what.startsWith("GET ") && FILES.containsKey(what.substring(4))) {
                send(exchange, FILES.get(what.substring(4)));
            } else {
                answer(exchange, 404);
            }
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    private static void send(HttpExchange exchange, String file) throws IOException {
        byte[] bytes = Resource.text(file).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", TYPES.get(file.substring(file.indexOf('.') + 1)));
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Browsers let no page of another site send this header. */
    private void stop(HttpExchange exchange) throws IOException {
        if (exchange.getRequestHeaders().getFirst("X-Presentation") == null) {
            answer(exchange, 403);
            return;
        }
        answer(exchange, 204);
        exchange.close(); // told before the program ends
        stop.run();
    }

    private void tell(HttpExchange exchange) throws IOException {
        listening.register();
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            OutputStream page = exchange.getResponseBody();
            int seen = seen(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
            for (boolean ended = false; !ended; ) {
                List<Deck.Event> events = deck.after(seen, COMMENT_EVERY);
                StringBuilder text = new StringBuilder(events.isEmpty() ? ":\n\n" : "");
                for (Deck.Event event : events) {
                    text.append("id: ").append(event.id()).append("\nevent: ").append(event.name());
                    text.append("\ndata: ").append(event.json()).append("\n\n");
                    seen = event.id();
                    ended |= event.name().equals("end");
                }
                page.write(text.toString().getBytes(StandardCharsets.UTF_8));
                page.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server closes
        } finally {
            listening.arriveAndDeregister();
        }
    }

    /** What a page that was cut off has seen already. */
    private static int seen(String id) {
        return id != null && id.matches("\\d{1,9}") ? Integer.parseInt(id) : 0;
    }
}
