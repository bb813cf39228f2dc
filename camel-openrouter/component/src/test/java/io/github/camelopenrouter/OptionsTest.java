package io.github.camelopenrouter;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.apache.camel.PropertyBindingException;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.util.StringHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.binding.Durations;
import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;
import io.github.camelopenrouter.internal.binding.JsonMembers;
import io.github.camelopenrouter.internal.binding.RequestOption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Every option of the generated catalog with values of every wrong kind, wherever it may be set. */
class OptionsTest {
    private static final Set<String> SECRETS =
            Set.of("apiKey", "proxyAuthUsername", "proxyAuthPassword", "toolApprovalSecret");

    /** Free text: there is nothing that they cannot be. */
    private static final Set<String> FREE = Set.of("nonProxyHosts");

    private static RunningContext running;
    private static OpenRouterComponent component;

    @BeforeAll
    static void start() {
        running = new RunningContext();
        component = new OpenRouterComponent();
        component.setCamelContext(running.context);
        running.context.getRegistry().bind("date", new java.util.Date(0));
        running.context.getRegistry().bind("limit", 7);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    /** An option of the catalog, and texts that it cannot be. */
    record Wrong(String option, List<String> texts) {
        @Override
        public String toString() {
            return option;
        }
    }

    private static JsonNode catalog(String member) {
        try (InputStream in = OpenRouterConfiguration.class.getResourceAsStream(
                "/META-INF/io/github/camelopenrouter/openrouter.json")) {
            return JsonMembers.JSON.readTree(in).get(member);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Wrong> wrong(String member) {
        List<Wrong> wrong = new ArrayList<>();
        catalog(member).properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode option = entry.getValue();
            if (!name.equals("operation") && !SECRETS.contains(name) && !FREE.contains(name)) {
                wrong.add(new Wrong(name, texts(option.get("type").asText(), option)));
            }
        });
        return wrong;
    }

    private static List<String> texts(String type, JsonNode option) {
        if (option.has("enum")) {
            return List.of("nonsense", "", "1", "true", "x".repeat(500));
        }
        return switch (type) {
            case "integer" ->
                List.of(
                        "",
                        "10m",
                        "5s",
                        "two",
                        "x",
                        "1.0",
                        "1.5",
                        "1e3",
                        "0x10",
                        "+5",
                        "--5",
                        "1_000",
                        "1,000",
                        "5 5",
                        "\uff15",
                        "99999999999999999999",
                        "9".repeat(500),
                        "NaN",
                        "true",
                        "[1]");
            case "number" ->
                List.of(
                        "",
                        "hot",
                        "NaN",
                        "Infinity",
                        "-Infinity",
                        "1,5",
                        "0x1p3",
                        "1d",
                        "1.0f",
                        "\uff11",
                        "3e9",
                        "99",
                        "1e999999999",
                        "9".repeat(500),
                        "true");
            case "boolean" -> List.of("", "yes", "no", "1", "0", "maybe", "on", "truee", "tru e");
            case "duration" ->
                List.of(
                        "",
                        "soon",
                        "-5",
                        "-5s",
                        "5 s",
                        "5x",
                        "1.5s",
                        "5S",
                        "s",
                        "ms",
                        "5m5",
                        "s5",
                        "1,5s",
                        "PT",
                        "PTx",
                        "99999999999999999999",
                        "999999999999999d",
                        "9".repeat(500),
                        "\uff15s",
                        "0x10",
                        "true");
            case "object" -> List.of("", "nonsense", "5", "#bean:missing", "#missing", "#bean:date");
            default -> List.of("", " ", "\t");
        };
    }

    static List<Wrong> ofEndpoints() {
        return wrong("properties");
    }

    static List<Wrong> ofTheComponent() {
        return wrong("componentProperties");
    }

    static List<Wrong> ofTheConfiguration() {
        return wrong("properties").stream()
                .filter(wrong -> Options.isOfConfiguration(wrong.option()))
                .toList();
    }

    private static void assertRefused(Throwable thrown, String option, String text) {
        assertThat(thrown).as("%s=%s is accepted", option, text).isNotNull();
        assertThat(messages(thrown)).anySatisfy(message -> {
            if (!message.contains("=#bean:missing")) {
                assertThat(message)
                        .startsWith("The option " + option + " ")
                        .hasSizeLessThan(300)
                        .doesNotContain("\n");
            }
        });
    }

    private static List<String> messages(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .map(Throwable::getMessage)
                .toList();
    }

    @Test
    void the_table_knows_each_option_that_is_a_number_a_duration_or_text() {
        Set<String> known = new TreeSet<>(Options.TABLE.keySet());
        known.addAll(SECRETS);
        known.addAll(FREE);
        for (String member : List.of("properties", "componentProperties")) {
            catalog(member).properties().forEach(option -> {
                boolean simple = Set.of("boolean", "object")
                                .contains(option.getValue().get("type").asText())
                        || option.getValue().has("enum");
                // what a tool is says its route, and is looked at when that is made
                boolean tool = option.getValue().get("label").asText().startsWith("consumer");
                if (!simple && !tool) {
                    assertThat(known).contains(option.getKey());
                }
            });
        }
    }

    @Test
    void the_table_knows_nothing_that_is_no_option() {
        Set<String> options = new TreeSet<>();
        for (String member : List.of("properties", "componentProperties")) {
            catalog(member).properties().forEach(option -> options.add(option.getKey()));
        }

        assertThat(options).containsAll(Options.TABLE.keySet());
        assertThat(options)
                .filteredOn(option -> !option.equals("operation") && !SECRETS.contains(option))
                .allSatisfy(option -> assertThat(Options.named(option)).isEqualTo(option));
    }

    @ParameterizedTest
    @MethodSource("ofEndpoints")
    void what_an_option_cannot_be_is_refused_in_a_uri(Wrong wrong) {
        for (String text : wrong.texts()) {
            // as in every URI, a plus is a blank there
            if (!text.startsWith("+")) {
                String uri = "openrouter:completion?" + wrong.option() + "="
                        + URLEncoder.encode(text, StandardCharsets.UTF_8);
                assertRefused(catchThrowable(() -> running.context.getEndpoint(uri)), wrong.option(), text);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ofTheComponent")
    void what_an_option_cannot_be_is_refused_in_properties_of_the_component(Wrong wrong) {
        for (String text : wrong.texts()) {
            assertRefused(bound(component, wrong.option(), text), wrong.option(), text);
        }
    }

    @ParameterizedTest
    @MethodSource("ofTheComponent")
    void a_name_with_dashes_is_the_same_option(Wrong wrong) {
        String text = wrong.texts().get(wrong.texts().size() - 1);

        assertRefused(bound(component, dashed(wrong.option()), text), wrong.option(), text);
    }

    @ParameterizedTest
    @MethodSource("ofTheConfiguration")
    void what_an_option_cannot_be_is_refused_in_properties_of_the_configuration(Wrong wrong) {
        for (String text : wrong.texts()) {
            assertRefused(bound(new OpenRouterConfiguration(), wrong.option(), text), wrong.option(), text);
        }
        String text = wrong.texts().get(0);
        assertRefused(bound(component, "configuration." + dashed(wrong.option()), text), wrong.option(), text);
    }

    private static String dashed(String option) {
        return StringHelper.camelCaseToDash(option);
    }

    /** As Camel Main binds {@code camel.component.openrouter.*} and beans. */
    private static Throwable bound(Object target, String name, Object value) {
        Map<String, Object> properties = new HashMap<>(Map.of(name, value));
        return catchThrowable(() -> PropertyBindingSupport.setPropertiesOnTarget(running.context, target, properties));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxTokens=10m | The option maxTokens must be a whole number from 1 on, not '10m'",
                "maxTokens=99999999999 | The option maxTokens must be a whole number from 1 to 2147483647, not '99999999999'",
                "proxyPort=70000 | Unknown parameters",
                "temperature=3 | The option temperature must be a number from 0 to 2, not '3'",
                "circuitBreaker=yes | The option circuitBreaker must be true or false, not 'yes'",
                "lazyStartProducer=maybe | The option lazyStartProducer must be true or false, not 'maybe'",
                "output=all | The option output must be one of text, object, map, json, message, response, not 'all'",
                "totalTimeout=soon | The option totalTimeout must be a duration, such as 500ms, 30s, 5m or 1h30m, not 'soon'",
                "responseCacheTtl=300 | must be whole seconds from 1 to 86400: 300 is milliseconds, write 300s or 5m",
                "responseCacheTtl=3600 | must be whole seconds from 1 to 86400: 3600 is milliseconds, write 3600s or 60m",
                "journalLease=60 | and at most 365 days: 60 is milliseconds, write 60s or 1m",
                "model=a/b::free | The option model must name a model",
                "model=a/b%20c | The option model must name a model",
                "model=a/b%0Ac | The option model must name a model",
                "model=a//b | The option model must name a model",
                "model=a/b,c/d | The option model must name a model, such as openai/gpt-4o-mini (more than one go into models)",
                "models=a/b,c%20d | The option models must name a model",
                "maxTokens=1&max-tokens=2 | The option maxTokens is given twice",
                "maxTokens=1&maxTokens=2 | The option maxTokens must be a whole number from 1 on",
                "model=openai/gpt-4o: | The option model must name a model",
                "model=/gpt-4o | The option model must name a model",
                "model=:beta | The option model must name a model",
                "models=a/b,,c/d | The option models",
                "models=a/b,:beta | The option models must name a model",
                "appCategories=a,b,c | The option appCategories must have at most 2 elements, not 3",
                "metadata.=x | The option metadata must have keys of 1 to 64 characters",
                "maxPrice=prompt=1e99 | The option maxPrice must be pairs such as",
                "maxPrice=prompt=-1 | The option maxPrice must be pairs such as",
                "maxTokens=#bean:missing | The option maxTokens refers to a bean that is not there: '#bean:missing'",
                "budget=5 | The option budget must be US dollars and a period",
            })
    void the_first_message_says_what_is_wrong_with_a_uri(String query, String message) {
        assertThatThrownBy(() -> running.context.getEndpoint("openrouter:completion?" + query))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "maxTokens, maxTokens, {{tokens}}",
        "maxTokens, maxTokens, RAW(10m)",
        "totalTimeout, totalTimeout, {{tokens}}",
        "circuitBreaker, circuitBreaker, {{switch:yes}}",
        "maxTokens, max-tokens, 10m",
        "maxTokens, MAXTOKENS, 10m",
        "maxTokens, configuration.maxTokens, 10m",
        "maxTokens, maxTokens, #property:tokens",
        "maxTokens, maxTokens, #valueAs(java.lang.String):10m",
        "maxTokens, maxTokens, 1%30m",
        "maxTokens, maxTokens, #class:java.util.Date",
    })
    void a_value_is_looked_at_as_it_is_after_all_that_camel_resolves(String option, String name, String value) {
        running.context.getPropertiesComponent().addInitialProperty("tokens", "ten");

        assertThat(messages(catchThrowable(
                        () -> running.context.getEndpoint("openrouter:completion?" + name + "=" + value))))
                .anySatisfy(message -> assertThat(message).startsWith("The option " + option + " must be"));
    }

    @Test
    void beans_are_values_too() {
        OpenRouterEndpoint endpoint = running.context.getEndpoint(
                "openrouter:completion?maxTokens=#bean:limit&maxRetries=#limit", OpenRouterEndpoint.class);

        assertThat(endpoint.getConfiguration().getMaxTokens()).isEqualTo(7);
        assertThat(endpoint.getConfiguration().getMaxRetries()).isEqualTo(7);
        assertThatThrownBy(
                        () -> running.context.getEndpoint("openrouter:completion?journal=#bean:limit&unanswered=park"))
                .hasStackTraceContaining(
                        "The option journal must be a GenerationJournal, such as the bean that #bean:name"
                                + " refers to, not an Integer");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "5000, 5000",
        "500ms, 500",
        "5s, 5000",
        "2m, 120000",
        "1h30m, 5400000",
        "1m500ms, 60500",
        "1d, 86400000",
        "1d2h3m4s5ms, 93784005",
        "PT5S, 5000",
        "PT0.0000001S, 1",
        "' 5s ', 5000",
    })
    void durations_are_read_as_camel_reads_them(String text, long millis) {
        OpenRouterConfiguration configuration = new OpenRouterConfiguration();
        assertThat(bound(configuration, "totalTimeout", text)).isNull();
        assertThat(bound(configuration, "idleTimeout", text)).isNull();

        assertThat(configuration.getTotalTimeout()).isEqualTo(millis);
        assertThat(configuration.getIdleTimeout()).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "maxTokens, ' 10 ', 10",
        "seed, -9223372036854775808, -9223372036854775808",
        "temperature, 1e0, 1.0",
        "temperature, .5, 0.5",
        "circuitBreaker, TRUE, true",
        "output, RESPONSE, response",
        "reasoningEffort, HIGH, high",
        "providerSort, Price, price",
        "budget, ' $5.00 / Day ', $5.00 / Day",
    })
    void what_is_meant_is_taken(String option, String text, String value) {
        OpenRouterConfiguration configuration = new OpenRouterConfiguration();

        assertThat(bound(configuration, option, text)).isNull();
        assertThat(new OpenRouterConfigurationConfigurer().getOptionValue(configuration, option, false))
                .hasToString(value);
    }

    @Test
    void a_list_that_is_given_as_a_bean_or_twice_is_that_list() {
        OpenRouterEndpoint endpoint =
                running.context.getEndpoint("openrouter:completion?stop=a,b&stop=c", OpenRouterEndpoint.class);

        assertThat(RequestOption.ALL.stream()
                        .filter(option -> option.name().equals("stop"))
                        .findAny()
                        .orElseThrow()
                        .from(endpoint.getConfiguration()))
                .isEqualTo(List.of("a,b", "c"));
    }

    @Test
    void no_message_repeats_a_secret() {
        for (String secret : SECRETS) {
            Throwable thrown = bound(component, secret, "sk-or-v1-canary");

            assertThat(thrown).isNull();
        }
        assertThatThrownBy(
                        () -> running.context.getEndpoint("openrouter:completion?maxTokens=x&apiKey=sk-or-v1-canary"))
                .satisfies(thrown -> assertThat(org.assertj.core.util.Throwables.getStackTrace(thrown))
                        .doesNotContain("canary"));
    }

    @ParameterizedTest
    @CsvSource({"maxTokens, 0", "temperature, 2.5", "temperature, NaN", "connectTimeout, 0", "maxRetries, -1"})
    void a_setter_may_be_given_anything_and_the_start_refuses_it(String option, String value) {
        OpenRouterComponent component = new OpenRouterComponent();
        OpenRouterEndpointConfigurer unchecked = new OpenRouterEndpointConfigurer();
        OpenRouterEndpoint holder = OpenRouterConfigurationConfigurer.holder(component.getConfiguration());
        unchecked.configure(running.context, holder, option, value, false);

        assertThatThrownBy(() -> running.context.addComponent(option + value, component))
                .hasStackTraceContaining("The option " + option + " must be");
    }

    @Test
    @Timeout(60)
    void a_uri_of_100_kilobytes_is_no_work() {
        String tools = "[" + "{\"name\":\"a & b = c\"},".repeat(4_500) + "{}]";

        OpenRouterEndpoint endpoint = running.context.getEndpoint(
                "openrouter:completion?body.tools=RAW(" + tools + ")", OpenRouterEndpoint.class);

        assertThat(endpoint.getConfiguration().getBody()).containsEntry("tools", tools);
    }

    @Test
    void maps_are_filled_name_by_name() {
        OpenRouterComponent own = new OpenRouterComponent();
        own.setCamelContext(running.context);
        PropertyBindingSupport.setPropertiesOnTarget(
                running.context,
                own,
                new HashMap<>(Map.of("metadata.team", "billing", "metadata[floor]", "3", "body.verbosity", "low")));

        assertThat(own.getConfiguration().getMetadata()).isEqualTo(Map.of("team", "billing", "floor", "3"));
        assertThat(own.getConfiguration().getBody()).isEqualTo(Map.of("verbosity", "low"));
    }

    @ParameterizedTest
    @CsvSource({"user", "systemMessage", "stop", "sessionId", "models", "model", "metadata.team", "body.verbosity"})
    void half_a_character_is_refused(String option) {
        OpenRouterComponent own = new OpenRouterComponent();
        own.setCamelContext(running.context);

        assertThat(messages(catchThrowable(() -> {
                    PropertyBindingSupport.setPropertiesOnTarget(
                            running.context, own, new HashMap<>(Map.of(option, "half \ud83d of it")));
                    running.context.addComponent("half-" + option, own);
                })))
                .anySatisfy(message -> assertThat(message)
                        .startsWith("The option " + option.replaceFirst("[.].*", "") + " ")
                        .contains("half a character"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"sk-or-v1 canary", "'sk-or-v1-canary\nX-Evil: 1'", "sk-or-v1-canary\u00e9"})
    void a_key_that_cannot_be_one_fails_the_start_and_is_not_repeated(String key) {
        OpenRouterComponent own = new OpenRouterComponent();
        own.getConfiguration().setApiKey(key);

        assertThatThrownBy(() -> running.context.addComponent("key" + key.hashCode(), own))
                .hasStackTraceContaining("The option apiKey has characters that no key has")
                .satisfies(thrown -> assertThat(org.assertj.core.util.Throwables.getStackTrace(thrown))
                        .doesNotContain("canary"));
        assertThatThrownBy(() -> new EnvironmentDefaults(Map.of("OPENROUTER_API_KEY", key)::get).apiKey())
                .hasMessage("The environment variable OPENROUTER_API_KEY has characters that no key has"
                        + " (blanks or line ends?)");
    }

    @Test
    void the_message_of_properties_names_option_and_value_first() {
        assertThat(bound(component, "max-tokens", "10m"))
                .isInstanceOf(PropertyBindingException.class)
                .hasMessageContaining("max-tokens=10m")
                .rootCause()
                .hasMessage("The option maxTokens must be a whole number from 1 on, not '10m'");
    }

    static List<Object> halves() throws IOException {
        String half = "half \ud83d of it";
        return List.of(
                half,
                Map.of("deeper", Map.of("text", half)),
                Map.of("deeper", Map.of(half, 1)),
                List.of(List.of("whole"), List.of(half)),
                new Object[] {new String[] {half}},
                "{\"deeper\":[\"half \\ud83d of it\"]}",
                JsonMembers.JSON.readTree("[{\"half \\ud83d of it\":1}]"));
    }

    @ParameterizedTest
    @MethodSource("halves")
    void half_a_character_is_refused_wherever_it_is_within_a_member(Object member) {
        OpenRouterComponent own = new OpenRouterComponent();
        own.runtime().setEnvironment(new EnvironmentDefaults(name -> null));
        own.getConfiguration().setBody(new HashMap<>(Map.of("custom", member)));

        assertThatThrownBy(() -> {
                    String name = "within" + System.identityHashCode(member);
                    running.context.addComponent(name, own);
                    running.context.getEndpoint(name + ":completion").createProducer();
                })
                .hasStackTraceContaining("The option body")
                .hasStackTraceContaining("half a character");
    }

    @Test
    void a_member_that_holds_the_same_often_is_looked_at_once() {
        Object shared = "x";
        for (int i = 0; i < 60; i++) {
            shared = List.of(shared, shared);
        }
        Map<String, Object> body = new HashMap<>(Map.of("shared", shared));
        body.put("itself", body);

        assertThat(Options.TABLE.get("body").parse(body)).isSameAs(body);
    }

    @Test
    void what_is_no_text_is_no_value_of_metadata() {
        for (Object value : List.of(List.of("a"), Map.of("a", 1), new int[1], new Object())) {
            assertThatThrownBy(() -> Options.TABLE.get("metadata").parse(Map.of("team", value)))
                    .hasMessageStartingWith("must have text as each value, not ");
        }
        Map<String, Object> nameless = new HashMap<>();
        nameless.put(null, "x");
        assertThatThrownBy(() -> Options.TABLE.get("metadata").parse(nameless))
                .hasMessage("must have text as each name, not null");
    }

    @ParameterizedTest
    @CsvSource({
        "300, true",
        "3600, true",
        "86400, true",
        "1000, false",
        "1500, false",
        "30000, false",
        "600000, false",
        "3600s, false",
        "0, false"
    })
    void a_bare_number_that_may_be_seconds_is_noticed(String text, boolean noticed) {
        assertThat(Durations.looksLikeSeconds(text)).isEqualTo(noticed);
    }

    @Test
    void less_than_a_millisecond_is_a_limit_and_not_none() {
        assertThat(Durations.millis(Duration.ofNanos(1))).isEqualTo(1);
        assertThat(Durations.millis(Duration.ofNanos(-1))).isEqualTo(-1);
        assertThat(Durations.millis(Duration.ZERO)).isZero();
    }
}
