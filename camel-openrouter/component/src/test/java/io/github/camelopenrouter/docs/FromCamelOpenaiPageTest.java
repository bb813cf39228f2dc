package io.github.camelopenrouter.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Each row of the page is true: what it says about camel-openai by the catalogue of Camel 4.18.0, as far as that version has it, and what
 * it says about this component by a request that is made.
 */
class FromCamelOpenaiPageTest extends DocsTestSupport {
    private static final Path PAGE = Path.of("../../docs/from-camel-openai.md");
    private static final Path BEFORE = Path.of("src/test/resources/docs/from-camel-openai-before.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROMPT = "Say hello";
    private static final CamelCatalog CAMEL = new DefaultCamelCatalog();
    private static final JsonNode THEIRS = tree(CAMEL.componentJSonSchema("openai"));
    private static final JsonNode OURS = ours();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getPropertiesComponent()
                .addInitialProperty("simulator", EXTENSION.simulator().baseUrl());
        return context;
    }

    static List<ComparedRow> options() throws IOException {
        return ComparedRow.read(PAGE, "options");
    }

    static List<ComparedRow> requestHeaders() throws IOException {
        return ComparedRow.read(PAGE, "request-headers");
    }

    static List<ComparedRow> answerHeaders() throws IOException {
        return ComparedRow.read(PAGE, "answer-headers");
    }

    static List<ComparedRow> operations() throws IOException {
        return ComparedRow.read(PAGE, "operations");
    }

    @Test
    void the_page_has_every_option_of_camel_openai_once() throws Exception {
        Set<String> known = names(THEIRS.path("properties"));
        known.addAll(names(THEIRS.path("componentProperties")));
        known.remove("autowiredEnabled");

        assertOldAndNew(options(), known);
    }

    @Test
    void the_page_has_every_header_of_camel_openai_once() throws Exception {
        List<ComparedRow> all = new ArrayList<>(requestHeaders());
        all.addAll(answerHeaders());

        assertOldAndNew(all, names(THEIRS.path("headers")));
    }

    private static void assertOldAndNew(List<ComparedRow> rows, Set<String> known) {
        assertThat(known).hasSizeGreaterThan(20);
        assertThat(rows.stream().filter(row -> row.since().isEmpty()).flatMap(row -> row.theirs().stream()))
                .as("of 4.18.0")
                .containsExactlyInAnyOrderElementsOf(known);
        List<String> later = rows.stream()
                .filter(row -> !row.since().isEmpty())
                .flatMap(row -> row.theirs().stream())
                .toList();
        assertThat(later).as("of later versions").doesNotHaveDuplicates().doesNotContainAnyElementsOf(known);
        assertThat(rows).extracting(ComparedRow::since).containsOnly("", "4.22", "4.23");
    }

    static Stream<ComparedRow> withoutCounterpart() throws IOException {
        return Stream.of(options(), requestHeaders(), answerHeaders())
                .flatMap(List::stream)
                .filter(row -> row.here().equals("none"));
    }

    @ParameterizedTest
    @MethodSource("withoutCounterpart")
    void what_has_no_counterpart_has_none_by_the_catalogue(ComparedRow row) {
        for (String theirs : row.theirs()) {
            assertThat(names(OURS.path("properties"))).doesNotContain(theirs);
            assertThat(names(OURS.path("headers"))).doesNotContain(theirs.replace("CamelOpenAI", "CamelOpenRouter"));
        }
    }

    @Test
    void the_operations_of_the_page_are_those_of_the_component() throws Exception {
        List<String> ours = new ArrayList<>();
        OURS.at("/properties/operation/enum").forEach(value -> ours.add(value.asText()));

        for (ComparedRow row : operations()) {
            if (row.hasCounterpart()) {
                assertThat(ours).contains(row.here().replaceAll("\\?.*", ""));
                assertThat(context.getEndpoint("openrouter:" + row.here())).isNotNull();
            } else {
                assertThat(ours).doesNotContainAnyElementsOf(row.theirs());
            }
        }
    }

    static Stream<ComparedRow> withCounterpart() throws IOException {
        return options().stream().filter(ComparedRow::hasCounterpart);
    }

    @ParameterizedTest
    @MethodSource("withCounterpart")
    void an_option_does_in_a_request_what_its_row_says(ComparedRow row) throws Exception {
        String uri = "openrouter:completion?" + row.here();
        String name = row.here().substring(0, row.here().indexOf('='));
        assertThat(names(OURS.path("properties"))).contains(name.split("\\.")[0]);

        if (row.wire().isEmpty()) {
            assertThat(context.getEndpoint(uri)).as("an endpoint with it").isNotNull();
            return;
        }
        Exchange answered = template.request(uri, exchange -> exchange.getIn().setBody(PROMPT));
        assertThat(answered.getException()).isNull();
        assertWire(row, request());
    }

    static Stream<ComparedRow> headersWithCounterpart() throws IOException {
        return requestHeaders().stream().filter(ComparedRow::hasCounterpart);
    }

    @ParameterizedTest
    @MethodSource("headersWithCounterpart")
    void a_header_does_in_a_request_what_its_row_says(ComparedRow row) throws Exception {
        String value = row.wire().equals("/response_format/type")
                ? Files.readString(Path.of("src/test/resources/docs/person.schema.json"))
                : row.value();

        Exchange answered = template.request("openrouter:completion", exchange -> {
            exchange.getIn().setBody(PROMPT);
            exchange.getIn().setHeader(row.here(), value);
        });

        assertThat(answered.getException()).isNull();
        assertWire(row, request());
    }

    private static void assertWire(ComparedRow row, RecordedRequest request) {
        if (row.wire().startsWith("/")) {
            assertThat(request.json().at(row.wire()).asText()).isEqualTo(row.value());
        } else {
            assertThat(request.header(row.wire())).isEqualTo(row.value());
        }
    }

    static Stream<ComparedRow> answerHeadersWithCounterpart() throws IOException {
        return answerHeaders().stream().filter(ComparedRow::hasCounterpart);
    }

    @ParameterizedTest
    @MethodSource("answerHeadersWithCounterpart")
    void a_header_of_an_answer_has_what_its_row_says(ComparedRow row) {
        assertThat(names(OURS.path("headers"))).contains(row.here());
        if (row.wire().isEmpty()) {
            return;
        }
        String answer =
                "{\"id\":\"gen-1\",\"model\":\"openai/gpt-4o-mini-2024-07-18\",\"provider\":\"OpenAI\",\"choices\":"
                        + "[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"hello\","
                        + "\"reasoning\":\"They want a greeting\"}}],"
                        + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12,\"cost\":0.00001}}";
        simulator.enqueue(Reply.json(answer));

        Exchange answered = template.request(
                "openrouter:completion", exchange -> exchange.getIn().setBody(PROMPT));

        assertThat(answered.getException()).isNull();
        assertThat(tree(answer).at(row.wire()).asText())
                .isNotEmpty()
                .isEqualTo(answered.getMessage().getHeader(row.here(), String.class));
    }

    @Test
    void the_options_that_are_called_the_same_exist() throws Exception {
        List<String> same = options().stream()
                .filter(row -> row.here().equals("the same"))
                .flatMap(row -> row.theirs().stream())
                .toList();

        assertThat(names(OURS.path("properties"))).isNotEmpty().containsAll(same);
    }

    @Test
    void the_route_before_is_one_of_camel_openai() throws Exception {
        String yaml = Files.readString(BEFORE);
        Map<String, String> parameters = new LinkedHashMap<>();
        ((Map<?, ?>) at(new Load(LoadSettings.builder().build()).loadFromString(yaml), "parameters"))
                .forEach((key, value) -> parameters.put(key.toString(), value.toString()));
        assertThat(parameters).hasSizeGreaterThan(4);
        parameters.put("operation", "chat-completion");

        String uri = CAMEL.asEndpointUri("openai", parameters, false);

        assertThat(CAMEL.validateEndpointProperties(uri).isSuccess()).as(uri).isTrue();
        Matcher header = Pattern.compile("CamelOpenAI\\w+").matcher(yaml);
        int headers = 0;
        while (header.find()) {
            assertThat(names(THEIRS.path("headers"))).contains(header.group());
            headers++;
        }
        assertThat(headers).isEqualTo(3);
    }

    /** The first value of a key, however deep. */
    private static Object at(Object yaml, String key) {
        if (yaml instanceof Map<?, ?> map) {
            if (map.containsKey(key)) {
                return map.get(key);
            }
            return at(List.copyOf(map.values()), key);
        }
        if (yaml instanceof List<?> list) {
            for (Object item : list) {
                Object found = at(item, key);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    @Test
    void the_route_after_answers() throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "classpath:docs/from-camel-openai.yaml"));

        Exchange answered = template.request("direct:ask", exchange -> {
            exchange.getIn().setBody("What is 6 * 7?");
            exchange.getIn().setHeader("warmth", "0.3");
        });

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody(String.class)).isEqualTo("6 * 7 = 42");
        JsonNode sent = request().json();
        assertThat(sent.path("temperature").asDouble()).isEqualTo(0.3);
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(200);
        assertThat(sent.at("/provider/sort").asText()).isEqualTo("price");
        assertThat(sent.at("/messages/0/content").asText()).isEqualTo("Answer in one sentence.");
    }

    @Test
    void a_failure_inside_of_a_200_and_an_answer_that_ends_with_error_fail() {
        simulator.enqueue(
                Reply.json(200, "{\"error\":{\"message\":\"Provider returned error\",\"code\":502}}"),
                Reply.json(
                        200,
                        "{\"id\":\"gen-1\",\"model\":\"m/n\",\"choices\":[{\"finish_reason\":\"error\","
                                + "\"message\":{\"role\":\"assistant\",\"content\":\"half an ans\"}}]}"));

        for (int i = 0; i < 2; i++) {
            Exchange failed = template.request(
                    "openrouter:completion", exchange -> exchange.getIn().setBody(PROMPT));
            assertThat(failed.getException()).isInstanceOf(OpenRouterException.class);
        }
        assertThat(OURS.at("/properties/maxRetries/defaultValue").asInt()).isZero();
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void a_key_of_openai_is_never_sent() throws Exception {
        assumeTrue(System.getenv("OPENROUTER_API_KEY") == null && System.getProperty("OPENROUTER_API_KEY") == null);
        System.setProperty("OPENAI_API_KEY", "sk-of-openai");
        try {
            OpenRouterComponent keyless = new OpenRouterComponent();
            keyless.getConfiguration().setBaseUrl(simulator.baseUrl());
            context.addComponent("keyless", keyless);

            Exchange failed = template.request(
                    "keyless:completion", exchange -> exchange.getIn().setBody(PROMPT));

            assertThat(failed.getException()).isInstanceOf(AuthenticationException.class);
            assertThat(simulator.requests()).isEmpty();
        } finally {
            System.clearProperty("OPENAI_API_KEY");
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode ours() {
        try {
            return JSON.readTree(Path.of("src/generated/resources/META-INF/io/github/camelopenrouter/openrouter.json")
                    .toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }
}
