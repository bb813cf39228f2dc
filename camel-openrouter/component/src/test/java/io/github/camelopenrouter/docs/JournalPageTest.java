package io.github.camelopenrouter.docs;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

import javax.sql.DataSource;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.error.UnansweredGenerationException;
import io.github.camelopenrouter.error.UnansweredToolException;
import io.github.camelopenrouter.model.Generation;
import io.github.camelopenrouter.simulator.AssistantTurn;
import io.github.camelopenrouter.simulator.FunctionCall;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

import static org.assertj.core.api.Assertions.assertThat;

class JournalPageTest extends DocsTestSupport {
    private static final String ANSWER =
            "{\"id\":\"gen-1\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Paris\"}}]}";

    private final DataSource dataSource =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private JdbcGenerationJournal journal;
    private Runnable booking = () -> {};

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "jobs", "direct:jobs",
                "answers", "mock:answers",
                "topic", "direct:topic",
                "reconcile", "direct:reconcile"));
        return properties;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        // tag::bean[]
        JdbcGenerationJournal table = new JdbcGenerationJournal(dataSource);
        table.createSchema(); // or run JdbcGenerationJournal.sql yourself
        context.getRegistry().bind("journal", table);
        // end::bean[]
        journal = table;
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::park[]
                onException(UnansweredGenerationException.class)
                        .handled(true)
                        .setHeader("generation", simple("${exception.generationId}"))
                        .setHeader("job", header("JMSMessageID"))
                        .to("{{reconcile}}");

                from("{{jobs}}") // jms:queue:jobs?transacted=true&lazyCreateTransactionManager=false
                        .setHeader("CamelOpenRouterJournalKey", header("JMSMessageID"))
                        .to("openrouter:completion?synchronous=true&journal=#journal&unanswered=park")
                        .to("{{answers}}");
                // end::park[]

                // tag::reconcile[]
                from("{{reconcile}}")
                        .filter(header("generation").isNotNull())
                        .setProperty("question", body())
                        .setHeader("CamelOpenRouterResponseId", header("generation"))
                        .to("openrouter:generation?totalTimeout=20s")
                        .setHeader("paid", simple("${body.cost}"))
                        .setHeader("cancelled", simple("${body.cancelled}"))
                        .end()
                        .to("mock:decide");
                // end::reconcile[]

                // tag::kafka[]
                from("{{topic}}") // kafka:questions?...
                        .setHeader(
                                "CamelOpenRouterJournalKey",
                                simple("${header:kafka.TOPIC}-${header:kafka.PARTITION}-${header:kafka.OFFSET}"))
                        .to("openrouter:completion?journal=#journal&unanswered=regenerate&responseCacheTtl=1h")
                        .to("{{answers}}");
                // end::kafka[]

                // tag::steps[]
                from("direct:two-steps")
                        .setHeader("CamelOpenRouterJournalKey", header("JMSMessageID"))
                        .to("openrouter:completion?journal=#journal&unanswered=park&journalStep=draft")
                        .setBody(simple("Shorten this: ${body}"))
                        .to("openrouter:completion?journal=#journal&unanswered=park&journalStep=shorten");
                // end::steps[]

                // tag::split[]
                from("direct:parts")
                        .split(body())
                        .setHeader(
                                "CamelOpenRouterJournalKey",
                                simple("${header.JMSMessageID}-${exchangeProperty.CamelSplitIndex}"))
                        .to("openrouter:completion?journal=#journal&unanswered=park")
                        .end();
                // end::split[]

                // tag::tools[]
                from("direct:bookings")
                        .onException(UnansweredToolException.class)
                        .handled(true)
                        .setHeader("tool", simple("${exception.tool}"))
                        .setHeader("row", simple("${exception.journalKey}"))
                        .to("mock:did-it-book")
                        .end()
                        .setHeader("CamelOpenRouterJournalKey", header("JMSMessageID"))
                        .to("openrouter:completion?tools=book&onToolFailure=fail&journal=#journal&unanswered=park")
                        .to("{{answers}}");

                from("openrouter:tool?name=book&description=Books a seat&parameter.seat=string")
                        .to("direct:book");
                // end::tools[]
                from("direct:book").process(exchange -> booking.run());

                // tag::purge[]
                from("timer:purge?period=3600000&delay=3600000")
                        .process(exchange -> exchange.getContext()
                                .getRegistry()
                                .lookupByNameAndType("journal", JdbcGenerationJournal.class)
                                .purge(Duration.ofDays(14)));
                // end::purge[]
            }
        };
    }

    private Exchange deliver(String uri, Map<String, Object> headers) {
        return template.request(uri, exchange -> {
            exchange.getIn().setBody("Say hello");
            exchange.getIn().setHeaders(new java.util.HashMap<>(headers));
        });
    }

    @Test
    void a_job_that_is_delivered_again_is_answered_from_the_journal() {
        deliver("direct:jobs", Map.of("JMSMessageID", "ID:1"));
        Exchange again = deliver("direct:jobs", Map.of("JMSMessageID", "ID:1"));

        assertThat(again.getMessage().getHeader("CamelOpenRouterReplayed")).isEqualTo(true);
        assertThat(mock("answers").getExchanges()).hasSize(2);
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void a_job_that_went_unanswered_goes_to_reconciliation_with_what_it_cost() {
        simulator.replyWith(request -> request.method().equals("GET")
                ? Reply.json("{\"data\":{\"id\":\"gen-lost\",\"total_cost\":0.002,\"cancelled\":true}}")
                : Reply.bytes(200, "application/json", "{".getBytes())
                        .header("X-Generation-Id", "gen-lost")
                        .thenReset());

        assertThat(deliver("direct:jobs", Map.of("JMSMessageID", "ID:2")).getException())
                .isInstanceOf(OpenRouterException.class);
        deliver("direct:jobs", Map.of("JMSMessageID", "ID:2"));

        Exchange decide = mock("decide").getExchanges().get(0);
        assertThat(decide.getMessage().getHeader("generation")).isEqualTo("gen-lost");
        assertThat(decide.getMessage().getHeader("job")).isEqualTo("ID:2");
        assertThat(decide.getMessage().getHeader("paid", BigDecimal.class)).isEqualByComparingTo("0.002");
        assertThat(decide.getMessage().getBody()).isInstanceOf(Generation.class);
        assertThat(decide.getProperty("question")).isEqualTo("Say hello");
        assertThat(simulator.requests()).extracting(RecordedRequest::method).containsExactly("POST", "GET");
    }

    @Test
    void a_tool_that_may_have_run_is_left_to_somebody_who_looks() {
        simulator.enqueue(AssistantTurn.calls(FunctionCall.of("book", "{\"seat\":\"1A\"}"))
                .completion());
        booking = () -> {
            throw new IllegalStateException("the connection broke");
        };

        assertThat(deliver("direct:bookings", Map.of("JMSMessageID", "ID:5")).getException())
                .isInstanceOf(ToolLoopException.class);
        deliver("direct:bookings", Map.of("JMSMessageID", "ID:5"));

        Exchange left = mock("did-it-book").getExchanges().get(0);
        assertThat(left.getMessage().getHeader("tool")).isEqualTo("book");
        assertThat(journal.find(left.getMessage().getHeader("row", String.class))
                        .orElseThrow()
                        .state())
                .isEqualTo(GenerationJournal.State.PARKED);
    }

    @Test
    void a_record_is_known_by_its_place_in_the_topic() throws Exception {
        deliver("direct:topic", Map.of("kafka.TOPIC", "questions", "kafka.PARTITION", 1, "kafka.OFFSET", 7L));

        assertThat(journal.find("questions-1-7")).isPresent();
        assertThat(request().header("X-OpenRouter-Cache-TTL")).isEqualTo("3600");
    }

    @Test
    void each_step_and_each_part_has_a_row_of_its_own() {
        simulator.replyWith(request -> Reply.json(ANSWER));

        deliver("direct:two-steps", Map.of("JMSMessageID", "ID:3"));
        deliver("direct:parts", Map.of("JMSMessageID", "ID:4"));

        assertThat(journal.find("ID:3#draft")).isPresent();
        assertThat(journal.find("ID:3#shorten")).isPresent();
        assertThat(journal.find("ID:4-0")).isPresent();
    }
}
