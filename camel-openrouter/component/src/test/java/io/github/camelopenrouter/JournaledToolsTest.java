package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.error.UnansweredGenerationException;
import io.github.camelopenrouter.error.UnansweredToolException;
import io.github.camelopenrouter.model.ContentPart;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.GenerationJournal.State;

import static io.github.camelopenrouter.ToolReplies.call;
import static io.github.camelopenrouter.ToolReplies.calls;
import static io.github.camelopenrouter.ToolReplies.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A message that comes again does not run a tool that had run for it. */
class JournaledToolsTest extends JournalTestSupport {
    private static final String BOOK = "&tools=book&toolTimeout=20s";
    private static final String FAILS = BOOK + "&onToolFailure=fail";
    private static final Reply OVERLOADED = Reply.json(503, "{\"error\":{\"code\":503,\"message\":\"overloaded\"}}");

    /** What the tool has done, in all contexts. */
    private static final Queue<Object> DONE = new ConcurrentLinkedQueue<>();
    /** What the tool does. */
    private static final AtomicReference<Processor> DOES = new AtomicReference<>();

    @BeforeAll
    static void offerTools() throws Exception {
        offerTools(running.context);
    }

    private static void offerTools(CamelContext context) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=book&description=Books&parameter.seat=string")
                        .process(exchange -> {
                            DONE.add(exchange.getMessage().getBody(Map.class).get("seat"));
                            DOES.get().process(exchange);
                        });
            }
        });
    }

    @BeforeEach
    void booksWell() {
        DONE.clear();
        DOES.set(exchange -> exchange.getMessage().setBody("booked " + DONE.size()));
    }

    private static Reply book(String cost, String id, String seat) {
        return calls(cost, call(id, "book", "{\"seat\":\"" + seat + "\"}"));
    }

    private static void sentAgainAlike(int one, int other) {
        assertThat(simulator.requests().get(other).text())
                .isEqualTo(simulator.requests().get(one).text());
    }

    // ---- what had run

    @Test
    void the_whole_loop_comes_from_the_journal() {
        simulator.enqueue(book("0.01", "c1", "1A"));
        simulator.enqueue(text("0.02", "Booked."));

        Exchange first = send(PARK + BOOK);
        Exchange again = send(PARK + BOOK);

        assertThat(first.getMessage().getBody()).isEqualTo("Booked.");
        assertThat(again.getMessage().getBody()).isEqualTo("Booked.");
        assertThat(simulator.requests()).hasSize(2);
        assertThat(DONE).containsExactly("1A");
        assertThat(first.getMessage().getHeader(OpenRouterConstants.REPLAYED)).isNull();
        assertThat(again.getMessage().getHeader(OpenRouterConstants.REPLAYED)).isEqualTo(true);
        for (String header : List.of(
                OpenRouterConstants.TOOL_ROUNDS, OpenRouterConstants.TOOL_CALLS_MADE, OpenRouterConstants.TOTAL_COST)) {
            assertThat(again.getMessage().getHeader(header))
                    .isNotNull()
                    .isEqualTo(first.getMessage().getHeader(header));
        }
    }

    @Test
    void a_round_behind_a_tool_is_all_that_is_sent_again() {
        simulator.enqueue(book("0.01", "c1", "1A"));
        simulator.enqueue(OVERLOADED);
        simulator.enqueue(text("0.02", "Booked."));

        Exchange first = send(PARK + BOOK);
        Exchange again = send(PARK + BOOK);

        assertThat(failure(first, OpenRouterException.class).isRetryable()).isTrue();
        assertThat(again.getMessage().getBody()).isEqualTo("Booked.");
        assertThat(DONE).containsExactly("1A");
        assertThat(simulator.requests()).hasSize(3);
        sentAgainAlike(1, 2);
        assertThat(again.getMessage().getHeader(OpenRouterConstants.TOTAL_COST, BigDecimal.class))
                .isEqualByComparingTo("0.03");
    }

    @Test
    void calls_of_one_turn_have_a_row_each_even_where_the_model_gives_them_one_id() {
        simulator.enqueue(calls(
                "0.01",
                call("same", "book", "{\"seat\":\"1A\"}"),
                call("same", "book", "{\"seat\":\"1A\"}"),
                call("other", "book", "{\"seat\":\"1B\"}")));
        simulator.enqueue(OVERLOADED);
        simulator.enqueue(text("0.02", "Booked."));

        send(PARK + BOOK);
        Exchange again = send(PARK + BOOK);

        assertThat(again.getMessage().getBody()).isEqualTo("Booked.");
        assertThat(DONE).containsExactlyInAnyOrder("1A", "1A", "1B");
        assertThat(rows()).filteredOn(row -> row.contains("#tool1.")).hasSize(3);
        sentAgainAlike(1, 2);
    }

    @Test
    void the_model_is_told_the_same_of_a_tool_that_failed() {
        DOES.set(exchange -> {
            throw new IllegalStateException("no seats");
        });
        simulator.enqueue(book("0.01", "c1", "1A"));
        simulator.enqueue(OVERLOADED);
        simulator.enqueue(text("0.02", "Sorry."));

        send(PARK + BOOK);
        Exchange again = send(PARK + BOOK);

        assertThat(again.getMessage().getBody()).isEqualTo("Sorry.");
        assertThat(DONE).hasSize(1);
        assertThat(simulator.requests().get(2).text()).contains("The tool failed");
        sentAgainAlike(1, 2);
    }

    @Test
    void a_result_of_several_parts_goes_back_byte_for_byte() {
        DOES.set(exchange -> exchange.getMessage()
                .setBody(List.of(
                        ContentPart.text("a \u0000 seat \uD83D\uDCBA"),
                        ContentPart.image(new byte[] {1, 2, 3}, "image/png").detail("low"),
                        ContentPart.audio(new byte[] {4, 5}, "wav"),
                        ContentPart.file("plan.pdf", new byte[] {6}, "application/pdf")
                                .with("weight", 1.50))));
        simulator.enqueue(book("0.01", "c1", "1A"));
        simulator.enqueue(OVERLOADED);
        simulator.enqueue(text("0.02", "Booked."));

        send(PARK + BOOK);
        Exchange again = send(PARK + BOOK);

        assertThat(again.getMessage().getBody()).isEqualTo("Booked.");
        assertThat(simulator.requests().get(1).text()).contains("data:image/png;base64,AQID");
        sentAgainAlike(1, 2);
    }

    @Test
    void the_turn_of_the_model_goes_back_with_its_signatures_from_the_journal_too() {
        String members =
                "\"content\":null,\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"s3cr3t\",\"n\":1.50}],"
                        + "\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"extra_content\":{\"google\":{\"thought_signature\":\"sig==\"}},"
                        + "\"function\":{\"name\":\"book\",\"arguments\":\"{\\\"seat\\\": \\\"1A\\\"}\"}}]";
        simulator.enqueue(ToolReplies.message(members, "tool_calls", "0.01"));
        simulator.enqueue(OVERLOADED);
        simulator.enqueue(text("0.02", "Booked."));

        send(PARK + BOOK);
        send(PARK + BOOK);

        assertThat(simulator.requests().get(1).text()).contains("thought_signature", "sig==", "\"n\":1.50");
        sentAgainAlike(1, 2);
    }

    @Test
    void a_result_that_is_the_answer_comes_from_the_journal() throws Exception {
        running.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("openrouter:tool?name=direct&description=Answers&returnDirect=true")
                        .process(exchange -> {
                            DONE.add("direct");
                            exchange.getMessage().setBody("from the tool");
                        });
            }
        });
        simulator.enqueue(calls("0.01", call("c1", "direct", "{}")));

        send(PARK + "&tools=direct");
        Exchange again = send(PARK + "&tools=direct");

        assertThat(again.getMessage().getBody()).isEqualTo("from the tool");
        assertThat(again.getMessage().getHeader(OpenRouterConstants.REPLAYED)).isEqualTo(true);
        assertThat(DONE).hasSize(1);
        assertThat(simulator.requests()).hasSize(1);
    }

    // ---- keys

    @Test
    void what_follows_another_answer_meets_no_row_of_what_followed_the_first() {
        simulator.enqueue(book("0.01", "c1", "1A"));
        simulator.enqueue(text("0.02", "First."));
        send(PARK + BOOK);
        journal.forget(key);
        simulator.enqueue(book("0.01", "c1", "2B"));
        simulator.enqueue(text("0.02", "Second."));

        Exchange again = send(PARK + BOOK);

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getBody()).isEqualTo("Second.");
        assertThat(DONE).containsExactly("1A", "2B");
    }

    @Test
    void a_key_that_leaves_no_room_for_rounds_and_tools_is_cut() {
        String longest = key + "\uD83D\uDCBA".repeat((255 - key.length()) / 2);
        Map<String, Object> headers = Map.of(OpenRouterConstants.JOURNAL_KEY, longest);
        simulator.enqueue(book("0.01", "c1", "1A"));
        simulator.enqueue(text("0.02", "Booked."));

        running.send(PARK + BOOK, "hello", headers);
        Exchange again = running.send(PARK + BOOK, "hello", headers);

        assertThat(again.getMessage().getBody()).isEqualTo("Booked.");
        assertThat(simulator.requests()).hasSize(2);
        assertThat(rows()).hasSize(3).allMatch(row -> row.length() <= 255);
    }

    // ---- what may have run

    /** The tool was begun, and nobody knows what came of it. */
    private void loseTheTool() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Processor well = DOES.get();
        DOES.set(exchange -> {
            begun.countDown();
            never.await();
        });
        simulator.enqueue(book("0.01", "c1", "1A"));
        String route = "lost-" + key.substring(3);
        running.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + route).routeId(route).to(PARK + BOOK);
            }
        });
        CompletableFuture<Exchange> asked = running.context
                .createProducerTemplate()
                .asyncSend("direct:" + route, exchange -> {
                    exchange.getIn().setBody("hello");
                    exchange.getIn().setHeader(OpenRouterConstants.JOURNAL_KEY, key);
                });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        running.context.getRouteController().stopRoute(route, 100, TimeUnit.MILLISECONDS);

        assertThat(asked.get(20, TimeUnit.SECONDS).getException()).isInstanceOf(OpenRouterException.class);
        DOES.set(well);
        never.countDown();
        await().atMost(SOON)
                .until(() -> rows().stream()
                        .map(row -> journal.find(row).orElseThrow())
                        .noneMatch(row -> row.running()));
        running.context.removeRoute(route);
    }

    @Test
    void a_tool_that_may_have_run_is_not_run_again_and_the_message_is_parked() throws Exception {
        loseTheTool();

        UnansweredToolException parked = failure(send(PARK + BOOK), UnansweredToolException.class);
        UnansweredToolException still = failure(send(REGENERATE + BOOK), UnansweredToolException.class);

        assertThat(parked).isInstanceOf(UnansweredGenerationException.class).hasMessageContaining("book");
        assertThat(parked.getTool()).isEqualTo("book");
        assertThat(parked.getToolCallId()).isEqualTo("c1");
        assertThat(parked.getErrorType()).isEqualTo("unanswered_tool");
        assertThat(parked.getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(parked.isRetryable()).isFalse();
        assertThat(still.getJournalKey()).isEqualTo(parked.getJournalKey());
        assertThat(journal.find(parked.getJournalKey()).orElseThrow().state()).isEqualTo(State.PARKED);
        assertThat(DONE).hasSize(1);
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void a_parked_tool_runs_when_somebody_has_looked_and_forgot_its_key() throws Exception {
        loseTheTool();
        UnansweredToolException parked = failure(send(PARK + BOOK), UnansweredToolException.class);
        simulator.enqueue(text("0.02", "Booked."));

        journal.forget(parked.getJournalKey());
        Exchange again = send(PARK + BOOK);

        assertThat(again.getMessage().getBody()).isEqualTo("Booked.");
        assertThat(DONE).containsExactly("1A", "1A");
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void a_tool_that_may_have_run_runs_again_where_the_option_says_so() throws Exception {
        loseTheTool();
        simulator.enqueue(text("0.02", "Booked."));

        Exchange again = send(PARK + BOOK + "&unansweredTool=rerun");

        assertThat(again.getMessage().getBody()).isEqualTo("Booked.");
        assertThat(DONE).containsExactly("1A", "1A");
        assertThat(simulator.requests().get(1).text()).contains("booked 2");
    }

    @Test
    void the_model_is_told_that_a_result_was_lost_where_the_option_says_so() throws Exception {
        loseTheTool();
        simulator.enqueue(OVERLOADED);
        simulator.enqueue(text("0.02", "I shall look."));

        send(PARK + BOOK + "&unansweredTool=tellModel");
        Exchange again = send(PARK + BOOK + "&unansweredTool=tellModel");

        assertThat(again.getMessage().getBody()).isEqualTo("I shall look.");
        assertThat(DONE).containsExactly("1A");
        assertThat(simulator.requests().get(2).text()).contains("It is not known whether the tool ran");
        sentAgainAlike(1, 2);
    }

    @Test
    void a_tool_whose_failure_fails_the_exchange_has_come_to_nothing_that_is_known() {
        DOES.set(exchange -> {
            throw new IllegalStateException("no seats");
        });
        simulator.enqueue(book("0.01", "c1", "1A"));

        ToolLoopException first = failure(send(PARK + FAILS), ToolLoopException.class);
        assertThat(first.getErrorType()).isEqualTo("tool_failed");
        assertThat(first).hasCauseInstanceOf(IllegalStateException.class);

        assertThat(failure(send(PARK + FAILS), UnansweredToolException.class).getTool())
                .isEqualTo("book");
        assertThat(DONE).hasSize(1);
    }

    @Test
    void the_other_calls_of_a_turn_are_written_down_before_the_message_is_parked() throws Exception {
        simulator.enqueue(
                calls("0.01", call("c1", "book", "{\"seat\":\"1A\"}"), call("c2", "book", "{\"seat\":\"1B\"}")));
        AtomicBoolean fails = new AtomicBoolean(true);
        DOES.set(exchange -> {
            if (fails.get()
                    && "1A".equals(exchange.getMessage().getBody(Map.class).get("seat"))) {
                throw new IllegalStateException("no seats");
            }
            exchange.getMessage().setBody("booked");
        });
        send(PARK + FAILS);
        fails.set(false);

        UnansweredToolException parked = failure(send(PARK + FAILS), UnansweredToolException.class);
        journal.forget(parked.getJournalKey());
        simulator.enqueue(text("0.02", "Booked."));
        Exchange again = send(PARK + FAILS);

        assertThat(again.getMessage().getBody()).isEqualTo("Booked.");
        assertThat(DONE).containsExactlyInAnyOrder("1A", "1B", "1A");
    }

    // ---- two at the same time

    @Test
    void a_message_that_two_have_runs_its_tool_once() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        DOES.set(exchange -> {
            begun.countDown();
            go.await();
            exchange.getMessage().setBody("booked");
        });
        simulator.enqueue(book("0.01", "c1", "1A"));
        simulator.enqueue(text("0.02", "Booked."));
        try (Other other = new Other()) {
            offerTools(other.context);
            CompletableFuture<Exchange> one = CompletableFuture.supplyAsync(() -> send(PARK + BOOK), OwnThread.EACH);
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Exchange> two =
                    CompletableFuture.supplyAsync(() -> other.send(PARK + BOOK, key), OwnThread.EACH);
            await().atMost(SOON)
                    .until(() -> other.context
                                    .getComponent("openrouter", OpenRouterComponent.class)
                                    .runtime()
                                    .load()
                                    .exchanges()
                            == 1);

            go.countDown();

            assertThat(one.get(20, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("Booked.");
            assertThat(two.get(20, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("Booked.");
        }
        assertThat(DONE).hasSize(1);
        assertThat(simulator.requests()).hasSize(2);
    }

    // ---- a journal that fails

    @ParameterizedTest
    @ValueSource(strings = {"begin", "answered"})
    void a_journal_that_fails_at_a_tool_fails_the_message_which_may_come_again(String method) {
        AtomicReference<String> fails = new AtomicReference<>("");
        running.context.getRegistry().bind("failing-" + method, faulty(called -> {
            if (called.equals(fails.get())) {
                throw new IllegalStateException("the journal is away");
            }
        }));
        String uri = "openrouter:completion?unanswered=park&totalTimeout=10s&journal=#failing-" + method + BOOK;
        simulator.replyWith(request -> {
            // from here on
            fails.set(simulator.requests().size() == 1 && method.equals("begin") ? method : fails.get());
            return simulator.requests().size() == 1 ? book("0.01", "c1", "1A") : text("0.02", "Booked.");
        });
        DOES.set(exchange -> {
            fails.set(method.equals("answered") ? method : "");
            exchange.getMessage().setBody("booked");
        });

        OpenRouterException failure = failure(send(uri), OpenRouterException.class);
        fails.set("");

        assertThat(failure.getErrorType()).isEqualTo("journal");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure).hasMessageContaining("book");
        assertThat(DONE).hasSize(method.equals("begin") ? 0 : 1);
        if (method.equals("begin")) {
            assertThat(failure).isInstanceOf(NotAdmittedException.class).hasMessageContaining("was not run");
        }
        // what is owed is written when the journal is back
        await().atMost(java.time.Duration.ofSeconds(30)).until(() -> {
            Exchange again = send(uri);
            return "Booked.".equals(again.getMessage().getBody());
        });
        assertThat(DONE).hasSize(1);
    }
}
