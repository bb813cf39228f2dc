package io.github.camelopenrouter.internal.journal;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.call.CallSettings;
import io.github.camelopenrouter.internal.call.Clockwork;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.wire.AnswerJson;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.GenerationJournal.Found;
import io.github.camelopenrouter.store.StoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whatever is thrown, wherever: a call ends once, and nothing of it stays. */
class JournaledCallTest {
    private static final String ANSWER =
            "{\"id\":\"gen-1\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Paris\"}}]}";
    private static final String BUSY = "{\"error\":{\"message\":\"busy\",\"code\":503}}";
    private static final CallSettings SETTINGS = new CallSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            null,
            null,
            null,
            null,
            null,
            1 << 20,
            1 << 20,
            1 << 16,
            0,
            Duration.ofSeconds(1),
            false);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Object> told = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Object> end = new CompletableFuture<>();
    private Found found = new GenerationJournal.Begun();
    private boolean takes = true;
    private String throwsIn = "";
    private Throwable thrown;
    private Executor blocking = threads;
    private Executor settling = threads;
    private Transport transport = answering(200, ANSWER);
    private Duration deadline = Duration.ofSeconds(5);
    private boolean parks = true;
    private JournalOwner journaling;

    @AfterEach
    void stop() {
        timer.shutdownNow();
        threads.shutdownNow();
    }

    private GenerationJournal journal() {
        return (GenerationJournal) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {GenerationJournal.class}, (proxy, method, arguments) -> {
                    asked.add(method.getName());
                    if (method.getName().equals(throwsIn)) {
                        throw thrown;
                    }
                    return switch (method.getName()) {
                        case "begin" -> found;
                        case "takeOver", "park" -> takes;
                        case "answered" -> true;
                        default -> null;
                    };
                });
    }

    private record Head(int status) implements Transport.Head {
        @Override
        public String first(String name) {
            return name.equalsIgnoreCase("Content-Type")
                    ? "application/json"
                    : name.equalsIgnoreCase("X-Generation-Id") ? "gen-1" : null;
        }

        @Override
        public Map<String, List<String>> all() {
            return Map.of("Content-Type", List.of("application/json"));
        }
    }

    private static Transport transport(java.util.function.Consumer<Transport.Handler> sending) {
        return new Transport() {
            @Override
            public Cut send(Request request, Handler handler) {
                sending.accept(handler);
                return () -> true;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    private static Transport answering(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return transport(handler -> {
            handler.head(new Head(status), released -> {});
            handler.data(ByteBuffer.wrap(bytes));
            handler.end();
        });
    }

    /** Sends, and returns what the call came to: an answer or a failure. */
    private Object call() throws Exception {
        return start().get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<Object> start() {
        timer.setRemoveOnCancelPolicy(true);
        Clockwork parts = new Clockwork(settling, threads, timer, Clock.systemUTC(), System::nanoTime, () -> 0.5);
        journaling = new JournalOwner(journal(), Duration.ofMillis(300), blocking, threads, timer, parts);
        Command command = new Command(
                URI.create("http://localhost/chat/completions"),
                Map.of(),
                new byte[] {'{', '}'},
                SETTINGS,
                deadline,
                CallFacts.NONE,
                null);
        journaling.complete(new OpenRouterClient(transport, parts), command, "key", parks, new JournalOwner.Listener() {
            @Override
            public void answered(ChatResponse response, boolean replayed) {
                tell(response);
            }

            @Override
            public void failed(OpenRouterException failure) {
                tell(failure);
            }
        });
        return end;
    }

    private void tell(Object what) {
        told.add(what);
        end.complete(what);
    }

    private OpenRouterException failure() throws Exception {
        Object came = call();
        assertThat(came).isInstanceOf(OpenRouterException.class);
        return (OpenRouterException) came;
    }

    /** Nothing is left once the journal works again, or the component has stopped. */
    private void nothingIsLeft() {
        throwsIn = "";
        journaling.stop();
        journaling.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(5));
        await().untilAsserted(() -> assertThat(timer.getQueue()).isEmpty());
        assertThat(journaling.changes().isEmpty()).isTrue();
        assertThat(journaling.isIdle()).isTrue();
        assertThat(asked).contains("leave");
        assertThat(told).hasSize(1);
    }

    static Stream<Arguments> faults() {
        List<Arguments> all = new ArrayList<>();
        for (String method :
                List.of("begin", "answered", "answering", "released", "unanswered", "takeOver", "park", "renew")) {
            for (Throwable thrown : List.of(
                    new IllegalStateException("broken"),
                    new NullPointerException(),
                    new StackOverflowError(),
                    new OutOfMemoryError("none"),
                    new java.io.IOException("of a bean that declares nothing"),
                    new RejectedExecutionException("full"))) {
                all.add(Arguments.of(method, thrown));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatever_the_journal_throws_ends_the_call_once(String method, Throwable fault) throws Exception {
        throwsIn = method;
        thrown = fault;
        switch (method) {
            case "released" -> transport = answering(503, BUSY);
            case "unanswered" -> transport = transport(handler -> handler.failed(new java.io.IOException("cut"), true));
            case "takeOver" -> {
                found = new GenerationJournal.Unanswered(null, 1, "token");
                parks = false;
            }
            case "park" -> found = new GenerationJournal.Unanswered(null, 1, "token");
            default -> transport = answering(200, ANSWER);
        }

        Object came = call();

        assertThat(came instanceof ChatResponse).isEqualTo(method.equals("answering") || method.equals("renew"));
        nothingIsLeft();
    }

    static Stream<Throwable> anything() {
        return Stream.of(
                new IllegalStateException("broken"),
                new StackOverflowError(),
                new OutOfMemoryError("none"),
                new RejectedExecutionException("closed"));
    }

    @ParameterizedTest
    @MethodSource("anything")
    void whatever_the_transport_throws_ends_the_call_once(Throwable fault) throws Exception {
        transport = transport(handler -> JournaledCallTest.<RuntimeException>raise(fault));

        assertThat(failure()).isNotNull();
        nothingIsLeft();
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable fault) throws E {
        throw (E) fault;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void threads_that_refuse_end_the_call_once(int refused) throws Exception {
        int[] tasks = {0};
        blocking = task -> {
            if (++tasks[0] == refused) {
                throw new RejectedExecutionException("full");
            }
            threads.execute(task);
        };

        call();

        nothingIsLeft();
    }

    @Test
    void threads_that_refuse_at_first_say_that_too_many_wait() throws Exception {
        blocking = task -> {
            throw new RejectedExecutionException("full");
        };

        OpenRouterException failure = failure();

        assertThat(failure.getErrorType()).isEqualTo("journal");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void a_timer_that_has_ended_ends_the_call() throws Exception {
        blocking = task -> {
            timer.shutdownNow();
            threads.execute(task);
        };
        found = new GenerationJournal.Busy(Duration.ofMinutes(1));

        assertThat(failure().getOutcome()).isEqualTo(Outcome.NOT_SENT);
    }

    static Stream<Found> nonsense() {
        return Stream.of(
                null,
                new GenerationJournal.Answered(null),
                new GenerationJournal.Answered(""),
                new GenerationJournal.Answered("null"),
                new GenerationJournal.Answered("[[[[[[[["),
                new GenerationJournal.Answered("{\"choices\":[]}"),
                new GenerationJournal.Answered("{\"choices\":7,\"usage\":\"x\"}"),
                new GenerationJournal.Busy(null),
                new GenerationJournal.Unanswered("gen\0", -1, null));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void what_a_journal_should_not_say_is_a_failure_and_nothing_is_sent(Found nonsense) throws Exception {
        found = nonsense;
        transport = transport(handler -> {
            throw new AssertionError("sent");
        });

        assertThat(failure().getErrorType()).isIn("journal", "unanswered");
        nothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_row_that_nobody_can_take_over_is_asked_for_with_pauses_until_the_deadline(boolean parking) throws Exception {
        found = new GenerationJournal.Unanswered("gen-1", 1, "token");
        takes = false;
        parks = parking;
        deadline = Duration.ofMillis(500);

        assertThat(failure().getOutcome()).isEqualTo(io.github.camelopenrouter.error.Outcome.NOT_SENT);
        assertThat(asked.stream().filter("begin"::equals)).hasSizeBetween(2, 20);
        nothingIsLeft();
    }

    @Test
    void an_answer_that_was_cut_anywhere_is_told_and_never_replayed() throws Exception {
        String whole = AnswerJson.write(
                AnswerJson.read(
                        "{\"id\":\"gen-1\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{"
                                + "\"role\":\"assistant\",\"content\":\"Paris\","
                                + "\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"b\",\"arguments\":\"{}\"}}],"
                                + "\"annotations\":[{\"a\":[1]}]}}],\"usage\":{\"total_tokens\":7,\"cost\":0.1},\"other\":{\"a\":[{}]}}"));
        for (int length = 0; length < whole.length(); length++) {
            JournaledCallTest one = new JournaledCallTest();
            one.found = new GenerationJournal.Answered(whole.substring(0, length));
            try {
                OpenRouterException failure = one.failure();
                assertThat(failure.getErrorType()).as("cut at " + length).isEqualTo("journal");
                assertThat(failure.isRetryable()).isFalse();
                assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
                assertThat(failure).hasMessageContaining("forget the key").hasMessageNotContaining("Paris");
            } finally {
                one.stop();
            }
        }
        found = new GenerationJournal.Answered(whole);
        assertThat(call()).isInstanceOf(ChatResponse.class);
    }

    @Test
    void a_store_that_somebody_has_to_mend_is_not_asked_again() throws Exception {
        throwsIn = "begin";
        thrown = new StoreException("the journal has no table", false, null);

        OpenRouterException failure = failure();

        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure).hasMessageContaining("no table");
        assertThat(journaling.changes().isEmpty()).isTrue();
    }

    @Test
    void a_listener_that_throws_leaves_nothing_behind() throws Exception {
        transport = answering(200, ANSWER);
        start();
        end.get(10, TimeUnit.SECONDS);

        journaling.complete(
                new OpenRouterClient(transport, journaling.parts()),
                new Command(
                        URI.create("http://localhost/chat/completions"),
                        Map.of(),
                        new byte[] {'{', '}'},
                        SETTINGS,
                        null,
                        CallFacts.NONE,
                        null),
                "key2",
                true,
                new JournalOwner.Listener() {
                    @Override
                    public void answered(ChatResponse response, boolean replayed) {
                        throw new StackOverflowError();
                    }

                    @Override
                    public void failed(OpenRouterException failure) {
                        throw new StackOverflowError();
                    }
                });

        await().untilAsserted(() -> assertThat(journaling.isIdle()).isTrue());
        nothingIsLeft();
    }

    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of(new IllegalStateException("disk full"), "the journal failed: disk full"),
                Arguments.of(new IllegalStateException("the journal is away"), "OpenRouter: the journal is away"),
                Arguments.of(new NullPointerException(), "the journal failed (NullPointerException)"),
                Arguments.of(new OutOfMemoryError("heap"), "the journal failed (OutOfMemoryError)"),
                Arguments.of(
                        new IllegalStateException("bad SQL [INSERT INTO a]", new SQLException("INSERT INTO a")),
                        "the journal failed (IllegalStateException)"));
    }

    @ParameterizedTest
    @MethodSource("words")
    void a_failure_is_told_without_the_words_of_a_database(Throwable fault, String words) throws Exception {
        throwsIn = "begin";
        thrown = fault;

        assertThat(failure()).hasMessageContaining(words).hasMessageNotContaining("INSERT");
    }

    @Test
    void settling_threads_that_cannot_be_made_leave_nobody_waiting() throws Exception {
        settling = task -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        found = new GenerationJournal.Parked("gen-1", 1);

        assertThat(failure().getErrorType()).isEqualTo("unanswered");
        nothingIsLeft();
    }

    @Test
    void a_mismatch_is_told_as_one() throws Exception {
        found = new GenerationJournal.Mismatch();

        assertThat(failure()).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void a_component_that_stops_ends_a_call_that_waits_for_others() throws Exception {
        found = new GenerationJournal.Busy(Duration.ofMinutes(1));
        deadline = null;
        start();
        await().until(() -> asked.contains("begin"));
        // the timer of a component that stops drops what waits on it
        timer.shutdownNow();

        journaling.stop();

        OpenRouterException failure = (OpenRouterException) end.get(5, TimeUnit.SECONDS);
        assertThat(failure.getErrorType()).isEqualTo("stopped");
    }

    @Test
    void a_call_that_begins_while_the_component_stops_is_ended() throws Exception {
        start();
        end.get(10, TimeUnit.SECONDS);
        journaling.stop();
        told.clear();
        CompletableFuture<OpenRouterException> late = new CompletableFuture<>();

        journaling.complete(
                new OpenRouterClient(transport, journaling.parts()),
                new Command(
                        URI.create("http://localhost/chat/completions"),
                        Map.of(),
                        new byte[] {'{', '}'},
                        SETTINGS,
                        null,
                        CallFacts.NONE,
                        null),
                "key2",
                true,
                new JournalOwner.Listener() {
                    @Override
                    public void answered(ChatResponse response, boolean replayed) {
                        late.completeExceptionally(new AssertionError("answered"));
                    }

                    @Override
                    public void failed(OpenRouterException failure) {
                        late.complete(failure);
                    }
                });

        assertThat(late.get(5, TimeUnit.SECONDS).getErrorType()).isEqualTo("stopped");
    }
}
