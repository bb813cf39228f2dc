package io.github.camelopenrouter;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.ConversationException;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.InMemoryConversationRepository;
import io.github.camelopenrouter.store.JdbcConversationRepository;
import io.github.camelopenrouter.store.JdbcGenerationJournal;
import io.github.camelopenrouter.store.StoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Several turns of one conversation at once, repositories that fail or hang, and stops in between. */
class ConversationTurnsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final String id = UUID.randomUUID().toString();
    private final String completion = "openrouter:completion?conversationId=" + id;
    private final Switched switched = new Switched();
    private RunningContext running;

    @BeforeEach
    void start() {
        running = node();
        running.answerAlike();
    }

    private RunningContext node() {
        RunningContext node = new RunningContext(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:chunk").to("log:chunk?level=OFF");
                from("seda:asked").routeId("asked").toD("${header.uri}");
            }
        });
        node.context.getRegistry().bind("switched", switched);
        return node;
    }

    @AfterEach
    void stop() {
        switched.mend();
        OpenRouterComponent component = running.context.getComponent("openrouter", OpenRouterComponent.class);
        await().atMost(SOON)
                .until(() -> component.runtime().engine().conversations().size() == 0);
        running.close();
    }

    /** A repository that can be made to fail or to hang. */
    private static final class Switched implements ConversationRepository {
        private final InMemoryConversationRepository real = new InMemoryConversationRepository();
        private final CountDownLatch hung = new CountDownLatch(1);
        private volatile RuntimeException loading;
        private volatile RuntimeException saving;
        private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
        private volatile boolean gatesLoads;

        void hang(boolean loads) {
            gatesLoads = loads;
            gate = new CompletableFuture<>();
        }

        void mend() {
            gate.complete(null);
        }

        private <T> CompletionStage<T> gated(boolean waits, java.util.function.Supplier<CompletionStage<T>> then) {
            CompletableFuture<Void> before = gate;
            if (!waits || before.isDone()) {
                return then.get();
            }
            hung.countDown();
            return before.thenCompose(nothing -> then.get());
        }

        @Override
        public CompletionStage<Optional<Conversation>> load(String key) {
            if (loading != null) {
                throw loading;
            }
            return gated(gatesLoads, () -> real.load(key));
        }

        @Override
        public CompletionStage<Long> save(String key, Change change) {
            if (saving != null) {
                return CompletableFuture.failedFuture(saving);
            }
            return gated(!gatesLoads, () -> real.save(key, change));
        }

        @Override
        public CompletionStage<Boolean> forget(String key) {
            return real.forget(key);
        }

        @Override
        public boolean blocks() {
            return false;
        }
    }

    private static Future<Exchange> later(RunningContext node, String uri, String body) {
        return node.template.asyncSend(uri, exchange -> exchange.getIn().setBody(body));
    }

    private Future<Exchange> later(String uri, String body) {
        return later(running, uri, body);
    }

    private static Exchange get(Future<Exchange> exchange) throws Exception {
        return exchange.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private List<String> sent() {
        return sent(running, running.simulator.requests().size() - 1);
    }

    private static List<String> sent(RunningContext node, int request) {
        List<String> sent = new ArrayList<>();
        node.simulator
                .requests()
                .get(request)
                .json()
                .get("messages")
                .forEach(message -> sent.add(message.path("role").asText() + ":"
                        + message.get("content").asText()));
        return sent;
    }

    private void awaitRequests(int count) {
        await().atMost(SOON).until(() -> running.simulator.requests().size() >= count);
    }

    // ---- one after the other

    @Test
    void turns_of_one_conversation_follow_each_other_in_the_order_in_which_they_came() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        running.simulator.enqueue(Reply.json(Wire.completion("First")).heldUntil(held));
        Future<Exchange> first = later(completion, "one");
        awaitRequests(1);
        List<Future<Exchange>> others = IntStream.range(0, 5)
                .mapToObj(i -> later(completion, "after " + i))
                .toList();
        // another conversation goes on
        assertThat(running.send("openrouter:completion?conversationId=other", "x")
                        .getException())
                .isNull();
        assertThat(running.simulator.requests()).hasSize(2);

        held.countDown();

        assertThat(get(first).getMessage().getBody()).isEqualTo("First");
        for (Future<Exchange> other : others) {
            assertThat(get(other).getException()).isNull();
        }
        assertThat(running.simulator.requests()).hasSize(7);
        for (int i = 2; i < 7; i++) {
            // each was sent with all before it
            assertThat(sent(running, i)).hasSize(2 * (i - 2) + 3).startsWith("user:one", "assistant:First");
        }
    }

    @Test
    void a_stream_that_is_being_read_is_a_turn_under_way() throws Exception {
        running.simulator.enqueue(Reply.sse(Wire.chunk("Par")).thenHang());
        Exchange opened = running.send("openrouter:streaming?conversationId=" + id, "one");
        ChatStream stream = (ChatStream) opened.getMessage().getBody();
        Future<Exchange> second = later(completion, "two");
        assertThat(second.isDone()).isFalse();
        assertThat(running.simulator.requests()).hasSize(1);

        stream.close();

        assertThat(get(second).getException()).isNull();
        assertThat(sent()).containsExactly("user:two");
    }

    @Test
    void a_turn_that_waits_too_long_is_refused_and_the_next_goes_on() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        running.simulator.enqueue(Reply.json(Wire.completion("First")).heldUntil(held));
        Future<Exchange> first = later(completion, "one");
        awaitRequests(1);

        Exchange refused = get(later(completion + "&conversationQueueTimeout=50ms", "two"));

        assertThat(refused.getException()).isInstanceOfSatisfying(NotAdmittedException.class, failure -> {
            assertThat(failure.getErrorType()).isEqualTo("conversation_queue_timeout");
            assertThat(failure.isRetryable()).isTrue();
            assertThat(failure).hasMessageContaining("conversationQueueTimeout").hasMessageNotContaining("two");
        });
        held.countDown();
        assertThat(get(first).getException()).isNull();
        assertThat(running.send(completion, "three").getException()).isNull();
        assertThat(sent()).containsExactly("user:one", "assistant:First", "user:three");
    }

    @Test
    void more_than_may_wait_are_refused_at_once() throws Exception {
        OpenRouterComponent small = running.component("small", component -> {
            component.getConfiguration().setModel("a/b");
            component.getConfiguration().setMaxQueued(1);
        });
        assertThat(small).isNotNull();
        String uri = "small:completion?conversationId=" + id;
        CountDownLatch held = new CountDownLatch(1);
        running.simulator.enqueue(Reply.json(Wire.completion("First")).heldUntil(held));
        Future<Exchange> first = later(uri, "one");
        awaitRequests(1);
        CountDownLatch begun = new CountDownLatch(1);
        Future<Exchange> second = running.template.asyncSend(uri, exchange -> {
            exchange.getIn().setBody("two");
            begun.countDown();
        });
        assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        // of the second and this one the first to come waits
        Future<Exchange> third = later(uri, "three");
        await().atMost(SOON).until(() -> second.isDone() || third.isDone());

        Exchange refused = second.isDone() ? get(second) : get(third);

        assertThat(refused.getException())
                .isInstanceOf(NotAdmittedException.class)
                .hasMessageContaining("maxQueued")
                .extracting("errorType")
                .isEqualTo("conversation_queue_full");
        held.countDown();
        assertThat(get(first).getException()).isNull();
        get(second);
        get(third);
        assertThat(running.simulator.requests()).hasSize(2);
    }

    // ---- refused

    @Test
    void a_second_turn_is_refused_at_once_where_the_option_says_so() throws Exception {
        String uri = completion + "&conversationConflict=refuse";
        CountDownLatch held = new CountDownLatch(1);
        running.simulator.enqueue(Reply.json(Wire.completion("First")).heldUntil(held));
        Future<Exchange> first = later(uri, "one");
        awaitRequests(1);

        Exchange second = running.send(uri, "two");

        assertThat(second.getException()).isInstanceOfSatisfying(NotAdmittedException.class, failure -> {
            assertThat(failure.getErrorType()).isEqualTo("conversation_busy");
            assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(failure.isRetryable()).isTrue();
        });
        assertThat(running.simulator.requests()).hasSize(1);
        held.countDown();
        assertThat(get(first).getException()).isNull();
        assertThat(running.send(uri, "three").getException()).isNull();
        assertThat(sent()).containsExactly("user:one", "assistant:First", "user:three");
    }

    @Test
    void after_a_turn_that_failed_the_next_is_not_refused() {
        String uri = completion + "&conversationConflict=refuse";
        running.simulator.enqueue(Reply.json(500, Wire.error(500, "down")));
        assertThat(running.send(uri, "one").getException()).isNotNull();

        assertThat(running.send(uri, "two").getException()).isNull();

        assertThat(sent()).containsExactly("user:two");
    }

    // ---- on two nodes

    private JdbcConnectionPool database() {
        JdbcConnectionPool database =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        new JdbcConversationRepository(database).createSchema();
        return database;
    }

    private static void share(JdbcConnectionPool database, RunningContext... nodes) {
        for (RunningContext node : nodes) {
            node.context.getRegistry().bind("jdbc", new JdbcConversationRepository(database));
        }
    }

    @Test
    void turns_on_two_nodes_are_both_kept_the_slower_one_behind_the_faster() throws Exception {
        JdbcConnectionPool database = database();
        try (RunningContext other = node()) {
            other.answerAlike();
            share(database, running, other);
            String uri = completion + "&conversationRepository=#jdbc";
            CountDownLatch held = new CountDownLatch(1);
            running.simulator.enqueue(Reply.json(Wire.completion("Slow")).heldUntil(held));
            Future<Exchange> slow = later(uri, "one");
            awaitRequests(1);
            assertThat(other.send(uri, "two").getException()).isNull();
            assertThat(sent(other, 0)).containsExactly("user:two");

            held.countDown();

            assertThat(get(slow).getMessage().getBody()).isEqualTo("Slow");
            assertThat(running.send(uri, "three").getException()).isNull();
            assertThat(sent())
                    .containsExactly("user:two", "assistant:Paris", "user:one", "assistant:Slow", "user:three");
        } finally {
            database.dispose();
        }
    }

    @Test
    void many_turns_on_two_nodes_lose_none() throws Exception {
        JdbcConnectionPool database = database();
        try (RunningContext other = node()) {
            other.answerAlike();
            share(database, running, other);
            String uri = completion + "&conversationRepository=#jdbc";
            List<Future<Exchange>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(later(running, uri, "here " + i));
                all.add(later(other, uri, "there " + i));
            }
            for (Future<Exchange> each : all) {
                assertThat(get(each).getException()).isNull();
            }

            assertThat(running.send(uri, "last").getException()).isNull();

            List<String> sent = sent();
            assertThat(sent).hasSize(41);
            for (int i = 0; i < 40; i += 2) {
                assertThat(sent.get(i)).matches("user:(here|there) \\d");
                assertThat(sent.get(i + 1)).isEqualTo("assistant:Paris");
            }
            assertThat(sent.stream().distinct().filter(text -> text.startsWith("user")))
                    .hasSize(21);
        } finally {
            database.dispose();
        }
    }

    @Test
    void a_second_turn_on_another_node_is_refused_before_it_is_sent() throws Exception {
        JdbcConnectionPool database = database();
        try (RunningContext other = node()) {
            other.answerAlike();
            share(database, running, other);
            String uri = completion + "&conversationRepository=#jdbc&conversationConflict=refuse";
            CountDownLatch held = new CountDownLatch(1);
            running.simulator.enqueue(Reply.json(Wire.completion("First")).heldUntil(held));
            Future<Exchange> first = later(uri, "one");
            awaitRequests(1);

            Exchange refused = other.send(uri, "two");

            assertThat(refused.getException())
                    .isInstanceOf(NotAdmittedException.class)
                    .extracting("errorType")
                    .isEqualTo("conversation_busy");
            assertThat(other.simulator.requests()).isEmpty();
            held.countDown();
            assertThat(get(first).getException()).isNull();
            assertThat(other.send(uri, "three").getException()).isNull();
            assertThat(sent(other, 0)).containsExactly("user:one", "assistant:First", "user:three");
        } finally {
            database.dispose();
        }
    }

    @Test
    void a_conversation_that_was_forgotten_while_a_turn_was_under_way_stays_forgotten() throws Exception {
        ConversationRepository repository = new InMemoryConversationRepository();
        running.context.getRegistry().bind("mine", repository);
        String uri = completion + "&conversationRepository=#mine";
        assertThat(running.send(uri, "one").getException()).isNull();
        CountDownLatch held = new CountDownLatch(1);
        running.simulator.enqueue(Reply.json(Wire.completion("Late")).heldUntil(held));
        Future<Exchange> late = later(uri, "two");
        awaitRequests(2);

        assertThat(repository
                        .forget(ConversationRepository.key(null, id))
                        .toCompletableFuture()
                        .join())
                .isTrue();
        held.countDown();

        assertThat(get(late).getMessage().getBody()).isEqualTo("Late");
        assertThat(running.send(uri, "three").getException()).isNull();
        assertThat(sent()).containsExactly("user:three");
    }

    // ---- repositories that fail

    @Test
    void a_repository_that_cannot_load_fails_the_exchange_before_anything_is_sent() {
        String uri = completion + "&conversationRepository=#switched";
        for (RuntimeException thrown :
                List.of(new IllegalStateException("secret of a row"), new StoreException("no table", false, null))) {
            switched.loading = thrown;

            Exchange exchange = running.send(uri, "secret question");

            assertThat(exchange.getException()).isInstanceOfSatisfying(ConversationException.class, failure -> {
                assertThat(failure.getErrorType()).isEqualTo("conversation_not_loaded");
                assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
                assertThat(failure.isRetryable()).isEqualTo(!(thrown instanceof StoreException));
                assertThat(failure.getResponse()).isNull();
                assertThat(failure).hasMessageContaining(id.substring(0, 30)).hasMessageNotContaining("secret");
            });
        }
        switched.loading = null;
        assertThat(running.simulator.requests()).isEmpty();
        assertThat(running.send(uri, "two").getException()).isNull();
    }

    @Test
    void a_repository_that_cannot_save_fails_the_exchange_with_the_answer() {
        String uri = completion + "&conversationRepository=#switched";
        switched.saving = new IllegalStateException("secret of a row");

        Exchange exchange = running.send(uri, "one");

        assertThat(exchange.getException()).isInstanceOfSatisfying(ConversationException.class, failure -> {
            assertThat(failure.getErrorType()).isEqualTo("conversation_not_saved");
            assertThat(failure.isRetryable()).isFalse();
            assertThat(failure.getResponse().text()).isEqualTo("Paris");
            assertThat(failure.getGenerationId()).isEqualTo("gen-1");
            assertThat(failure.getPartialText()).isEqualTo("Paris");
            assertThat(failure)
                    .hasMessageContaining("Switched failed (IllegalStateException)")
                    .hasMessageNotContaining("secret")
                    .hasMessageNotContaining("Paris");
        });
        switched.saving = null;
        assertThat(running.send(uri, "two").getException()).isNull();
        assertThat(sent()).containsExactly("user:two");
    }

    @Test
    void whoever_reads_a_stream_that_cannot_be_saved_gets_its_text_and_then_the_failure() {
        running.simulator.enqueue(Reply.sse(Wire.stream("Par", "is")));
        switched.saving = new IllegalStateException("full");
        Exchange opened =
                running.send("openrouter:streaming?conversationRepository=#switched&conversationId=" + id, "one");
        ChatStream stream = (ChatStream) opened.getMessage().getBody();
        List<ChatChunk> chunks = new ArrayList<>();

        OpenRouterException failure = null;
        try {
            while (stream.hasNext()) {
                chunks.add(stream.next());
            }
        } catch (OpenRouterException e) {
            failure = e;
        }

        assertThat(chunks).extracting(ChatChunk::text).containsExactly("Par", "is");
        assertThat(failure).isInstanceOfSatisfying(ConversationException.class, unsaved -> {
            assertThat(unsaved.getErrorType()).isEqualTo("conversation_not_saved");
            assertThat(unsaved.getResponse().text()).isEqualTo("Paris");
        });
    }

    @Test
    void a_pushed_stream_that_cannot_be_saved_fails_its_exchange() {
        running.simulator.enqueue(Reply.sse(Wire.stream("Par", "is")));
        switched.saving = new IllegalStateException("full");

        Exchange exchange = running.send(
                "openrouter:streaming?streamTo=direct:chunk&conversationRepository=#switched&conversationId=" + id,
                "one");

        assertThat(exchange.getException())
                .isInstanceOf(ConversationException.class)
                .extracting("errorType")
                .isEqualTo("conversation_not_saved");
    }

    static Stream<Arguments> faults() {
        List<Throwable> all = List.of(
                new NoClassDefFoundError("Driver"),
                new StackOverflowError(),
                new java.io.IOException("of a bean that declares nothing"));
        return Stream.of("load", "save", "blocks")
                .flatMap(where -> all.stream().map(fault -> Arguments.of(where, fault)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("faults")
    void whatever_a_repository_throws_its_exchange_ends_and_the_next_goes_on(String where, Throwable fault) {
        AtomicReference<String> throwsIn = new AtomicReference<>(where);
        ConversationRepository real = new InMemoryConversationRepository();
        running.context
                .getRegistry()
                .bind(
                        "faulty",
                        ConversationRepository.class,
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {ConversationRepository.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals(throwsIn.get())) {
                                        throw fault;
                                    }
                                    return method.invoke(real, arguments);
                                }));
        for (String operation : List.of("completion?", "streaming?streamTo=direct:chunk&")) {
            String uri = "openrouter:" + operation + "conversationRepository=#faulty&conversationId=" + id;
            running.simulator.replyWith(request -> request.text().contains("\"stream\":true")
                    ? Reply.sse(Wire.stream("Par", "is"))
                    : Reply.json(RunningContext.ANSWER));

            throwsIn.set(where);
            Exchange ended = running.send(uri, "one");
            throwsIn.set("");
            Exchange next = running.send(uri, "two");

            assertThat(ended.getException())
                    .isInstanceOfSatisfying(
                            ConversationException.class,
                            failure -> assertThat(failure.getErrorType())
                                    .isEqualTo(
                                            where.equals("save")
                                                    ? "conversation_not_saved"
                                                    : "conversation_not_loaded"));
            assertThat(next.getException()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_repository_that_hangs_is_waited_for_no_longer_than_the_option_allows(boolean loads) throws Exception {
        switched.hang(loads);

        Exchange exchange =
                get(later(completion + "&conversationRepository=#switched&conversationRepositoryTimeout=100ms", "one"));

        assertThat(exchange.getException()).isInstanceOfSatisfying(ConversationException.class, failure -> {
            assertThat(failure.getErrorType()).isEqualTo(loads ? "conversation_not_loaded" : "conversation_not_saved");
            assertThat(failure).hasMessageContaining("conversationRepositoryTimeout");
        });
        assertThat(running.simulator.requests()).hasSize(loads ? 0 : 1);
    }

    @Test
    void what_is_in_the_repository_and_no_conversation_is_told_without_its_words() {
        ConversationRepository.Change strange = new ConversationRepository.Change(
                0, "{\"messages\":[{\"message\":\"secret\"}]}", Map.of(), java.util.Set.of(), null);
        switched.save(ConversationRepository.key(null, id), strange)
                .toCompletableFuture()
                .join();

        Exchange exchange = running.send(completion + "&conversationRepository=#switched", "one");

        assertThat(exchange.getException())
                .isInstanceOf(ConversationException.class)
                .hasMessageContaining("no message")
                .hasMessageNotContaining("secret");
    }

    // ---- stops

    @Test
    void a_route_that_stops_ends_what_waits_for_its_turn_and_lets_finish_what_was_sent() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        running.simulator.enqueue(Reply.json(Wire.completion("First")).heldUntil(held));
        List<Exception> failed = java.util.Collections.synchronizedList(new ArrayList<>());
        List<String> answered = java.util.Collections.synchronizedList(new ArrayList<>());
        running.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:chat?concurrentConsumers=2")
                        .routeId("chat")
                        .errorHandler(noErrorHandler())
                        .doTry()
                        .to(completion)
                        .process(exchange -> answered.add(exchange.getMessage().getBody(String.class)))
                        .doCatch(Exception.class)
                        .process(exchange ->
                                failed.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)))
                        .end();
            }
        });
        running.template.sendBody("seda:chat", "one");
        awaitRequests(1);
        running.template.sendBody("seda:chat", "two");
        await().atMost(SOON).until(() -> running.context.getInflightRepository().size("chat") == 2);

        CompletableFuture<Void> stopping = CompletableFuture.runAsync(
                () -> {
                    try {
                        running.context.getRouteController().stopRoute("chat");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                OwnThread.EACH);

        await().atMost(SOON).until(() -> failed.size() == 1);
        assertThat(failed.get(0))
                .isInstanceOfSatisfying(
                        OpenRouterException.class,
                        failure -> assertThat(failure.getErrorType()).isEqualTo("stopping"));
        held.countDown();
        stopping.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(answered).containsExactly("First");
        assertThat(running.simulator.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_context_that_stops_ends_exchanges_whose_repository_hangs(boolean loads) throws Exception {
        RunningContext stopping = node();
        stopping.answerAlike();
        switched.hang(loads);
        Future<Exchange> first = later(
                stopping, completion + "&conversationRepository=#switched&conversationRepositoryTimeout=0", "one");
        assertThat(switched.hung.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Future<Exchange> second =
                later(stopping, completion + "&conversationRepository=#switched&conversationQueueTimeout=0", "two");

        stopping.close();

        assertThat(get(first).getException()).isInstanceOf(OpenRouterException.class);
        assertThat(get(second).getException()).isInstanceOf(Exception.class);
    }

    @Test
    void a_route_that_is_stopping_still_sends_what_need_not_wait() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch inRoute = new CountDownLatch(1);
        List<String> answered = java.util.Collections.synchronizedList(new ArrayList<>());
        running.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:steps")
                        .routeId("steps")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> {
                            inRoute.countDown();
                            held.await();
                        })
                        .to(completion)
                        .process(exchange -> answered.add(exchange.getMessage().getBody(String.class)));
            }
        });
        running.template.sendBody("seda:steps", "one");
        assertThat(inRoute.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(
                () -> {
                    try {
                        running.context.getRouteController().stopRoute("steps");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                OwnThread.EACH);
        OpenRouterComponent component = running.context.getComponent("openrouter", OpenRouterComponent.class);
        await().atMost(SOON).until(() -> component.runtime().isDraining("steps"));

        held.countDown();

        stopping.get(SOON.toSeconds(), TimeUnit.SECONDS);
        await().atMost(SOON).until(() -> !answered.isEmpty());
        assertThat(answered).containsExactly("Paris");
    }

    @Test
    void what_had_arrived_of_a_stream_is_kept_when_its_context_stops() {
        InMemoryConversationRepository repository = new InMemoryConversationRepository();
        RunningContext stopping = node();
        stopping.context.getRegistry().bind("mine", repository);
        stopping.simulator.enqueue(Reply.sse(Wire.chunk("Par")).thenHang());
        Exchange opened = stopping.send(
                "openrouter:streaming?conversationCut=keep&conversationRepository=#mine&conversationId=" + id, "one");
        assertThat(((ChatStream) opened.getMessage().getBody()).next().text()).isEqualTo("Par");

        stopping.close();

        assertThat(repository
                        .load(ConversationRepository.key(null, id))
                        .toCompletableFuture()
                        .join())
                .hasValueSatisfying(found -> assertThat(found.messages())
                        .contains("\"content\":\"one\"")
                        .contains("\"content\":\"Par\"")
                        .contains("\"cut\":true"));
    }

    @Test
    void a_conversation_goes_on_in_the_next_process(@TempDir Path folder) {
        String uri = completion + "&conversationRepository=#file";
        for (String question : List.of("one", "two")) {
            try (RunningContext process = node()) {
                // closed with its last connection, as by the end of a process
                JdbcDataSource source = new JdbcDataSource();
                source.setURL("jdbc:h2:file:" + folder.resolve("conversations"));
                JdbcConversationRepository repository = new JdbcConversationRepository(source);
                repository.createSchema();
                process.context.getRegistry().bind("file", repository);
                process.answerAlike();
                assertThat(process.send(uri, question).getException()).isNull();
                assertThat(sent(process, 0))
                        .isEqualTo(
                                question.equals("one")
                                        ? List.of("user:one")
                                        : List.of("user:one", "assistant:Paris", "user:two"));
            }
        }
    }

    // ---- with a journal

    @Test
    void a_message_that_comes_again_is_answered_by_the_journal_and_adds_nothing() {
        JdbcConnectionPool database = database();
        try {
            JdbcGenerationJournal journal = new JdbcGenerationJournal(database);
            journal.createSchema();
            share(database, running);
            running.context.getRegistry().bind("journal", journal);
            String uri = completion + "&conversationRepository=#jdbc&journal=#journal&unanswered=park";
            assertThat(running.send(uri, "zero", Map.of(OpenRouterConstants.JOURNAL_KEY, id + "-0"))
                            .getException())
                    .isNull();
            Map<String, Object> key = Map.of(OpenRouterConstants.JOURNAL_KEY, id + "-1");
            assertThat(running.send(uri, "one", key).getException()).isNull();

            Exchange again = running.send(uri, "one", key);

            assertThat(again.getException()).isNull();
            assertThat(again.getMessage().getHeader(OpenRouterConstants.REPLAYED))
                    .isEqualTo(true);
            assertThat(running.simulator.requests()).hasSize(2);
            assertThat(running.send(uri, "two", Map.of(OpenRouterConstants.JOURNAL_KEY, id + "-2"))
                            .getException())
                    .isNull();
            assertThat(running.send(uri, "one", key).getMessage().getHeader(OpenRouterConstants.REPLAYED))
                    .isEqualTo(true);
            assertThat(running.send(uri, "three", Map.of(OpenRouterConstants.JOURNAL_KEY, id + "-3"))
                            .getException())
                    .isNull();
            assertThat(sent())
                    .containsExactly(
                            "user:zero",
                            "assistant:Paris",
                            "user:one",
                            "assistant:Paris",
                            "user:two",
                            "assistant:Paris",
                            "user:three");
        } finally {
            database.dispose();
        }
    }

    @Test
    void a_message_that_comes_again_takes_nothing_from_the_turns_behind_it() {
        JdbcConnectionPool database = database();
        try {
            JdbcGenerationJournal journal = new JdbcGenerationJournal(database);
            journal.createSchema();
            share(database, running);
            running.context.getRegistry().bind("journal", journal);
            String uri = completion
                    + "&conversationConflict=refuse&conversationRepository=#jdbc&journal=#journal&unanswered=park";
            for (String question : List.of("one", "two", "three", "one")) {
                assertThat(running.send(uri, question, Map.of(OpenRouterConstants.JOURNAL_KEY, id + question))
                                .getException())
                        .isNull();
            }
            assertThat(running.simulator.requests()).hasSize(3);

            assertThat(running.send(completion + "&conversationRepository=#jdbc", "four")
                            .getException())
                    .isNull();

            assertThat(sent())
                    .containsExactly(
                            "user:one",
                            "assistant:Paris",
                            "user:two",
                            "assistant:Paris",
                            "user:three",
                            "assistant:Paris",
                            "user:four");
        } finally {
            database.dispose();
        }
    }

    @Test
    void a_turn_that_could_not_be_saved_is_saved_when_its_message_comes_again_and_is_not_paid_again() {
        JdbcConnectionPool database = database();
        try {
            JdbcGenerationJournal journal = new JdbcGenerationJournal(database);
            journal.createSchema();
            running.context.getRegistry().bind("journal", journal);
            String uri = completion + "&conversationRepository=#switched&journal=#journal&unanswered=park";
            Map<String, Object> key = Map.of(OpenRouterConstants.JOURNAL_KEY, id);
            switched.saving = new IllegalStateException("full");
            assertThat(running.send(uri, "one", key).getException())
                    .isInstanceOfSatisfying(
                            ConversationException.class,
                            failure -> assertThat(failure.isRetryable()).isTrue());
            switched.saving = null;

            assertThat(running.send(uri, "one", key).getMessage().getBody()).isEqualTo("Paris");

            assertThat(running.simulator.requests()).hasSize(1);
            assertThat(running.send(uri, "two", Map.of(OpenRouterConstants.JOURNAL_KEY, id + "-2"))
                            .getException())
                    .isNull();
            assertThat(sent()).containsExactly("user:one", "assistant:Paris", "user:two");
        } finally {
            database.dispose();
        }
    }
}
