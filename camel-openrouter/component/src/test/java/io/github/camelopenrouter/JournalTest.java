package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.GenerationJournal.Entry;
import io.github.camelopenrouter.store.GenerationJournal.State;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What is paid is written down, before and after, and a message that comes again finds it. */
class JournalTest extends JournalTestSupport {

    @Test
    void the_row_is_there_before_the_request_leaves() throws Exception {
        CompletableFuture<Entry> seen = new CompletableFuture<>();
        simulator.replyWith(request -> {
            seen.complete(journal.find(key).orElse(null));
            return Reply.json(RunningContext.ANSWER);
        });

        send(PARK);

        assertThat(seen.get(5, TimeUnit.SECONDS)).satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(State.SENT);
            assertThat(entry.running()).isTrue();
        });
    }

    @Test
    void the_answer_is_there_when_the_exchange_goes_on() {
        Exchange exchange = send(PARK);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.REPLAYED))
                .isNull();
        assertThat(journal.find(key)).hasValueSatisfying(entry -> {
            assertThat(entry.state()).isEqualTo(State.ANSWERED);
            assertThat(entry.generationId())
                    .isEqualTo(exchange.getMessage().getHeader(OpenRouterConstants.RESPONSE_ID));
            assertThat(entry.cost())
                    .isEqualByComparingTo(exchange.getMessage().getHeader(OpenRouterConstants.COST, BigDecimal.class));
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = OpenRouterOutput.class,
            names = {"text", "message", "response"})
    void a_message_that_comes_again_gets_the_same_answer_and_nothing_is_sent(OpenRouterOutput output) {
        Exchange first = send(PARK + "&output=" + output);
        BigDecimal billed = simulator.billed();

        Exchange again = send(PARK + "&output=" + output);

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getBody()).isEqualTo(first.getMessage().getBody());
        assertThat(results(again)).containsEntry(OpenRouterConstants.REPLAYED, true);
        Map<String, Object> others = results(again);
        others.remove(OpenRouterConstants.REPLAYED);
        assertThat(others).isEqualTo(results(first)).hasSizeGreaterThan(5);
        assertThat(simulator.requests()).hasSize(1);
        assertThat(simulator.billed()).isEqualByComparingTo(billed);
    }

    @Test
    void an_exchange_that_fails_behind_its_answer_is_not_paid_again() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        running.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:not-acknowledged")
                        .errorHandler(noErrorHandler())
                        .to(PARK)
                        .process(exchange -> {
                            if (broken.getAndSet(false)) {
                                throw new IllegalStateException("the broker is gone");
                            }
                        });
            }
        });
        assertThat(send("direct:not-acknowledged").getException()).hasMessage("the broker is gone");
        BigDecimal billed = simulator.billed();

        Exchange again = send("direct:not-acknowledged");

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getHeader(OpenRouterConstants.REPLAYED)).isEqualTo(true);
        assertThat(simulator.requests()).hasSize(1);
        assertThat(simulator.billed()).isEqualByComparingTo(billed);
    }

    private static Map<String, Object> results(Exchange exchange) {
        return exchange.getMessage().getHeaders().entrySet().stream()
                .filter(header -> header.getKey().startsWith("CamelOpenRouter"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void a_message_without_a_key_is_refused_with_the_header_that_it_needs() {
        Exchange exchange = running.send(PARK, "hello");

        assertThat(failure(exchange, InvalidRequestException.class))
                .hasMessageContaining(".setHeader(\"CamelOpenRouterJournalKey\", header(\"JMSMessageID\"))");
        assertThat(simulator.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"251, true", "252, false"})
    void a_key_has_255_characters_at_most_with_its_step(int length, boolean accepted) {
        Exchange exchange = running.send(
                PARK + "&journalStep=two", "hello", Map.of(OpenRouterConstants.JOURNAL_KEY, "x".repeat(length)));

        if (accepted) {
            assertThat(exchange.getException()).isNull();
        } else {
            assertThat(failure(exchange, InvalidRequestException.class))
                    .hasMessageContaining("CamelOpenRouterJournalKey")
                    .hasMessageContaining("255");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ID:\0", "ID:\u0007", "ID:\uD83D", "\uDE00ID", " ", "\n"})
    void a_key_that_no_database_holds_is_refused(String odd) {
        Exchange exchange = running.send(PARK, "hello", Map.of(OpenRouterConstants.JOURNAL_KEY, odd));

        assertThat(failure(exchange, InvalidRequestException.class)).hasMessageContaining("CamelOpenRouterJournalKey");
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_key_may_come_as_bytes_in_utf_8() {
        byte[] bytes = ("\u00fc" + key).getBytes(StandardCharsets.UTF_8);

        Exchange exchange = running.send(PARK, "hello", Map.of(OpenRouterConstants.JOURNAL_KEY, bytes));

        assertThat(exchange.getException()).isNull();
        assertThat(journal.find("\u00fc" + key)).isPresent();
    }

    static Stream<Object> noKeys() {
        return Stream.of(new byte[] {(byte) 0xff, 'a'}, new Object(), Map.of("a", 1));
    }

    @ParameterizedTest
    @MethodSource("noKeys")
    void what_is_not_the_same_text_each_time_is_no_key(Object header) {
        Exchange exchange = running.send(PARK, "hello", Map.of(OpenRouterConstants.JOURNAL_KEY, header));

        assertThat(failure(exchange, InvalidRequestException.class)).hasMessageContaining("CamelOpenRouterJournalKey");
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_journal_without_its_table_says_what_makes_it_and_is_not_asked_again() {
        running.context
                .getRegistry()
                .bind("empty", new JdbcGenerationJournal(JdbcConnectionPool.create("jdbc:h2:mem:no-table", "sa", "")));

        OpenRouterException failure = failure(
                send("openrouter:completion?journal=#empty&unanswered=park&maxRetries=3"), OpenRouterException.class);

        assertThat(failure.getErrorType()).isEqualTo("journal");
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure)
                .hasMessageContaining("openrouter_journal")
                .hasMessageContaining("createSchema()")
                .hasMessageNotContaining("INSERT");
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void another_request_under_the_same_key_is_refused() {
        send(PARK, "hello");

        Exchange exchange = send(PARK, "something else");

        assertThat(failure(exchange, InvalidRequestException.class)).hasMessageContaining("journalStep");
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void steps_tell_the_calls_of_one_message_apart() {
        send(PARK + "&journalStep=one", "hello");

        Exchange exchange = send(PARK + "&journalStep=two", "something else");

        assertThat(exchange.getException()).isNull();
        assertThat(simulator.requests()).hasSize(2);
        assertThat(journal.find(key + "#two")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 429, 500, 503})
    void what_the_service_refused_is_forgotten_and_sent_again_when_the_message_comes_again(int status) {
        simulator.enqueue(Reply.json(status, "{\"error\":{\"message\":\"no\",\"code\":" + status + "}}"));

        assertThat(send(PARK).getException()).isInstanceOf(OpenRouterException.class);

        assertThat(journal.find(key)).isEmpty();
        assertThat(send(PARK).getException()).isNull();
    }

    @Test
    void an_answer_that_the_service_itself_calls_failed_is_not_billed_and_sent_again() {
        simulator.enqueue(Reply.json(
                "{\"id\":\"gen-1\",\"choices\":[{\"finish_reason\":\"error\",\"message\":{\"content\":\"Par\"}}]}"));

        assertThat(send(PARK).getException()).isInstanceOf(OpenRouterException.class);

        assertThat(send(PARK).getException()).isNull();
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void of_fifty_deliveries_at_the_same_time_one_is_sent() throws Exception {
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER).delay(Duration.ofMillis(100)));
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            List<Future<Exchange>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(threads.submit(() -> send(REGENERATE)));
            }
            for (Future<Exchange> one : all) {
                Exchange exchange = one.get(20, TimeUnit.SECONDS);
                assertThat(exchange.getException()).isNull();
                assertThat(exchange.getMessage().getBody()).isEqualTo("Paris");
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(simulator.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "openrouter:completion?journal=#journal, regenerate",
        "openrouter:completion?unanswered=park, journal",
        "openrouter:completion?journalStep=one, journal",
        "openrouter:completion?journal=#journal&unanswered=park&journalLease=10, journalLease",
        "openrouter:streaming?journal=#journal&unanswered=park, openrouter:completion"
    })
    void options_that_do_not_fit_fail_the_start(String uri, String named) {
        Throwable failure = catchThrowable(() -> running.context.getEndpoint(uri));

        assertThat(failure).rootCause().hasMessageContaining(named);
    }
}
