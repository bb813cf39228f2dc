package io.github.camelopenrouter.chromium;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A real browser without a window, with one page, by its DevTools protocol. It keeps cookies of its own. Whoever starts one closes it.
 *
 * <p>A command that the browser does not answer within a minute fails.
 */
public final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SHIFT = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger commands = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> requested = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Process process, String page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(page), new Reader())
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            command(domain + ".enable", Map.of());
        }
    }

    /** Where one is installed that runs; null for nowhere. */
    public static Path installed() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .filter(Chromium::runs)
                .findFirst()
                .orElse(null);
    }

    /** Some systems have a program of that name that only says how to install it. */
    private static boolean runs(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit()
                            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @param program one that is {@link #installed}
     */
    public static Chromium start(Path program) throws IOException, InterruptedException {
        // what a browser that was ended still writes is in nobody's way there
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "chromium");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder.toAbsolutePath(),
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            HttpRequest newPage = HttpRequest.newBuilder(
                            URI.create("http://" + listening(process) + "/json/new?about:blank"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .timeout(PATIENCE)
                    .build();
            String page = HttpClient.newHttpClient()
                    .send(newPage, HttpResponse.BodyHandlers.ofString())
                    .body();
            return new Chromium(
                    process, JSON.readTree(page).path("webSocketDebuggerUrl").textValue());
        } catch (IOException | InterruptedException | RuntimeException e) {
            end(process);
            throw e;
        }
    }

    /** Its errors go on being read, so that it never waits for somebody who reads them. */
    private static String listening(Process process) {
        CompletableFuture<String> address = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
                        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                            Matcher listening = LISTENING.matcher(line);
                            if (listening.find()) {
                                address.complete(listening.group(1));
                            }
                        }
                        address.completeExceptionally(new IOException("chromium ended"));
                    } catch (IOException e) {
                        address.completeExceptionally(e);
                    }
                },
                "chromium");
        reader.setDaemon(true);
        reader.start();
        return address.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** In pixels of CSS; less than 600 wide is a phone. */
    public void size(int width, int height) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** Waits until all that the page names is loaded. */
    public void open(String url) throws InterruptedException {
        JsonNode opened = command("Page.navigate", Map.of("url", url));
        if (opened.has("errorText")) {
            throw new IllegalStateException(
                    url + ": " + opened.path("errorText").textValue());
        }
        await("document.readyState == 'complete'");
    }

    /** The value of an expression, as JSON. */
    public JsonNode value(String expression) {
        JsonNode answer = command(
                "Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** What is to be read of the first element that the selector finds. */
    public String text(String selector) {
        return value("document.querySelector('" + selector + "').innerText").asText();
    }

    /** Waits until the expression is true. */
    public void await(String expression) throws InterruptedException {
        long by = System.nanoTime() + PATIENCE.toNanos();
        while (!value("Boolean(" + expression + ")").asBoolean()) {
            if (System.nanoTime() > by) {
                throw new AssertionError(expression + " never became true; the page says:\n" + text("body"));
            }
            Thread.sleep(20); // between two looks
        }
    }

    /** @param code what {@code KeyboardEvent.keyCode} says */
    public void press(String key, int code) {
        press(key, code, 0);
    }

    /** As {@link #press(String, int)}, while the shift key is down. */
    public void pressWithShift(String key, int code) {
        press(key, code, SHIFT);
    }

    private void press(String key, int code, int modifiers) {
        String text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
        for (String type : List.of(text.isEmpty() ? "rawKeyDown" : "keyDown", "keyUp")) {
            command(
                    "Input.dispatchKeyEvent",
                    Map.of(
                            "type",
                            type,
                            "key",
                            key,
                            "windowsVirtualKeyCode",
                            code,
                            "text",
                            text,
                            "modifiers",
                            modifiers));
        }
    }

    /** Writes where the focus is, as an input method does: at once, without keys. */
    public void type(String text) {
        command("Input.insertText", Map.of("text", text));
    }

    /** Drops a file from outside of the browser in the middle of an element. */
    public void drop(Path file, String selector) {
        JsonNode middle =
                value("(box => ({x: box.x + box.width / 2, y: box.y + box.height / 2}))(document.querySelector('"
                        + selector + "').getBoundingClientRect())");
        Map<String, ?> data = Map.of(
                "items", List.of(), "files", List.of(file.toAbsolutePath().toString()), "dragOperationsMask", 1);
        for (String type : List.of("dragEnter", "dragOver", "drop")) {
            command(
                    "Input.dispatchDragEvent",
                    Map.of("type", type, "x", middle.path("x"), "y", middle.path("y"), "data", data));
        }
    }

    /**
     * What the user has chosen in the system.
     *
     * @param feature such as {@code prefers-color-scheme}
     */
    public void prefer(String feature, String value) {
        command("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /** Where the tests keep what they saw. */
    public void picture(Path file) throws IOException {
        JsonNode picture = command("Page.captureScreenshot", Map.of("format", "png"));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(picture.path("data").textValue()));
    }

    /** What its pages asked for, from anywhere. */
    public List<String> requested() {
        return requested;
    }

    /** Exceptions of scripts, dialogs, and what the browser logs as an error. */
    public List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        socket.abort();
        end(process);
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    /**
     * Waits for the answer to any command of the protocol.
     *
     * @throws java.util.concurrent.CompletionException if the browser refuses it
     */
    public JsonNode command(String method, Map<String, ?> parameters) {
        int id = commands.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode command = JSON.createObjectNode().put("id", id).put("method", method);
        command.set("params", JSON.valueToTree(parameters));
        socket.sendText(command.toString(), true).join();
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private void heard(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    answers.remove(message.path("id").intValue());
            if (message.has("error")) {
                answer.completeExceptionally(
                        new IllegalStateException(message.path("error").toString()));
            } else {
                answer.complete(message.path("result"));
            }
            return;
        }
        JsonNode facts = message.path("params");
        switch (message.path("method").asText()) {
            case "Network.requestWillBeSent" ->
                requested.add(facts.path("request").path("url").asText());
            case "Page.javascriptDialogOpening", "Runtime.exceptionThrown" -> complaints.add(message.toString());
            case "Log.entryAdded" ->
                complaints.add(facts.path("entry").path("text").asText());
            default -> {
                // of no interest
            }
        }
    }

    private final class Reader implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                String whole = message.toString();
                message.setLength(0);
                try {
                    heard(JSON.readTree(whole));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            answers.values().forEach(answer -> answer.completeExceptionally(failure));
        }
    }
}
