package io.github.camelopenrouter.main;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.simulator.AssistantTurn;
import io.github.camelopenrouter.simulator.FunctionCall;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.OpenRouterSimulatorExtension;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.store.GenerationJournal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The same routes and the same properties in four languages: what each of them must do. */
class FourWaysTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final OpenRouterSimulatorExtension EXTENSION = new OpenRouterSimulatorExtension();

    private final String database = UUID.randomUUID().toString();
    private RunningMain main;

    enum Way {
        JAVA,
        YAML,
        XML,
        TYPED
    }

    /** XML is there with the baseline of Camel only. */
    static Stream<Way> ways() {
        boolean xml =
                FourWaysTest.class.getResource("/org/apache/camel/dsl/xml/io/XmlRoutesBuilderLoader.class") != null;
        return Stream.of(Way.values()).filter(way -> xml || way != Way.XML);
    }

    @AfterEach
    void stop() throws Exception {
        if (main != null) {
            main.close();
        }
        Databases.drop(url());
    }

    private String url() {
        return "jdbc:h2:mem:" + database + ";DB_CLOSE_DELAY=-1";
    }

    private static OpenRouterSimulator simulator() {
        return EXTENSION.simulator();
    }

    private void start(Way way) throws Exception {
        start(way, "5.00/day");
    }

    private void start(Way way, String budget) throws Exception {
        main = new RunningMain(simulator(), "main/ways.properties")
                .say("db.url", url())
                .say("camel.component.openrouter.budget", budget)
                .say("camel.component.once.base-url", simulator().baseUrl())
                .say("camel.component.once.api-key", RunningMain.KEY)
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:show").to("mock:shown");
                        // a stream is read within the route that asked for it
                        from("direct:read").toD("direct:${header.job}").convertBodyTo(String.class);
                    }
                });
        switch (way) {
            case JAVA -> main.routes(new JavaWay());
            case TYPED -> main.routes(new TypedWay());
            case YAML -> main.routes("main/ways.yaml");
            case XML -> main.routes("main/ways.xml");
        }
        main.start();
    }

    private Exchange ask(String route, String body) {
        Exchange answer = main.send(route, body, "job", "job-1");
        assertThat(answer.getException()).isNull();
        return answer;
    }

    private String shown() {
        return main.mock("shown").getExchanges().stream()
                .map(chunk -> chunk.getMessage().getBody(String.class))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_completion_is_answered_and_says_its_cost(Way way) throws Exception {
        start(way);

        Exchange answer = ask("direct:ask", "What is 6 * 7?");

        assertThat(answer.getMessage().getBody(String.class)).isEqualTo("6 * 7 = 42");
        assertThat(answer.getMessage().getHeader(OpenRouterConstants.COST, BigDecimal.class))
                .isEqualByComparingTo(simulator().billed());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_stream_is_pulled_by_a_splitter(Way way) throws Exception {
        start(way);

        ask("direct:pull", "Say once upon a time");

        assertThat(main.mock("shown").getExchanges()).hasSizeGreaterThan(2);
        assertThat(shown()).isEqualTo("once upon a time");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_stream_is_pushed_to_a_route(Way way) throws Exception {
        start(way);

        ask("direct:push", "Say once upon a time");

        assertThat(main.mock("shown").getExchanges()).hasSizeGreaterThan(2);
        assertThat(shown()).isEqualTo("once upon a time");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_stream_passes_through_as_events_and_as_text(Way way) throws Exception {
        start(way);

        assertThat(read("events")).contains("\n\ndata: {").endsWith("data: [DONE]\n\n");
        assertThat(read("text")).isEqualTo("once upon a time");
    }

    private String read(String route) {
        Exchange answer = main.send("direct:read", "Say once upon a time", "job", route);
        assertThat(answer.getException()).isNull();
        return answer.getMessage().getBody(String.class);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_structured_answer_satisfies_its_schema(Way way) throws Exception {
        start(way);

        Exchange answer = ask("direct:person", "Who wrote Emma?");

        assertThat(new ObjectMapper().readValue(answer.getMessage().getBody(String.class), Map.class))
                .containsOnlyKeys("name", "born");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_route_is_a_tool(Way way) throws Exception {
        start(way);
        scriptTool();

        Exchange answer = ask("direct:weather", "How is the weather in Rome?");

        assertThat(answer.getMessage().getBody(String.class)).isEqualTo("Warm.");
        assertThat(chats().get(1).json().at("/messages/2/content").asText()).isEqualTo("Rome: 20 degrees, dry");
    }

    private static void scriptTool() {
        simulator()
                .enqueue(
                        AssistantTurn.calls(FunctionCall.of("weather", "{\"city\":\"Rome\"}"))
                                .cost("0.001")
                                .completion(),
                        AssistantTurn.says("Warm.").cost("0.001").completion());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_budget_of_the_properties_counts_and_refuses(Way way) throws Exception {
        start(way);
        ask("direct:ask", "What is 6 * 7?");
        // an answer goes on before its money is settled
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Databases.sum(url(), "SELECT SUM(spent) FROM openrouter_budget"))
                        .isEqualByComparingTo(simulator().billed()));
        main.close();

        start(way, "0.00000001/day");
        Exchange refused = main.send("direct:ask", "What is 6 * 7?");

        assertThat(refused.getException()).isInstanceOf(BudgetExceededException.class);
        assertThat(simulator().chatCallsAnswered()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_journal_of_the_properties_answers_what_comes_twice(Way way) throws Exception {
        start(way);

        Exchange first = ask("direct:job", "What is 6 * 7?");
        Exchange again = ask("direct:job", "What is 6 * 7?");

        assertThat(again.getMessage().getBody(String.class))
                .isEqualTo(first.getMessage().getBody(String.class));
        assertThat(again.getMessage().getHeader(OpenRouterConstants.REPLAYED)).isEqualTo(true);
        assertThat(simulator().chatCallsAnswered()).isEqualTo(1);
        assertThat(main.bean("journal", GenerationJournal.class).find("job-1")).isPresent();
    }

    @Test
    void all_ways_send_the_same_requests() throws Exception {
        List<String> sent = null;
        for (Way way : ways().toList()) {
            simulator().reset();
            start(way);
            for (String route : List.of("ask", "pull", "push", "person", "job")) {
                ask("direct:" + route, "Say once upon a time");
            }
            read("events");
            read("text");
            scriptTool();
            ask("direct:weather", "How is the weather in Rome?");
            main.close();
            // the next way must not find what this one has journaled
            Databases.drop(url());

            List<String> requests = chats().stream()
                    .map(request -> request.method() + " " + request.headers() + "\n" + request.text())
                    .toList();
            assertThat(requests).hasSize(9);
            if (sent != null) {
                assertThat(requests).as("%s", way).isEqualTo(sent);
            }
            sent = requests;
        }
    }

    /** The budget asks for prices besides. */
    private static List<RecordedRequest> chats() {
        return simulator().requests().stream()
                .filter(request -> request.path().endsWith("/chat/completions"))
                .toList();
    }
}
