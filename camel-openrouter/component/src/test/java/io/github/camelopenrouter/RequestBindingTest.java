package io.github.camelopenrouter;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RequestBindingTest {
    private static final List<Map<String, String>> QUESTION = List.of(Map.of("role", "user", "content", "hello"));
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void forget() {
        running.answerAlike();
    }

    private static JsonNode sent(String options, Object body, Map<String, Object> headers) {
        return running.sent("openrouter:completion?" + options, body, headers).json();
    }

    private static JsonNode json(String json) {
        return OptionSample.tree(json.replace('\'', '"'));
    }

    @Test
    void provider_members_of_options_body_and_headers_are_merged() {
        Map<String, Object> body = Map.of("messages", QUESTION, "provider", Map.of("sort", "price", "zdr", false));

        JsonNode request = sent(
                "providerOrder=groq&allowFallbacks=false&providerSort=latency",
                body,
                Map.of("CamelOpenRouterZdr", true, "CamelOpenRouterProviderIgnore", "azure"));

        assertThat(request.get("provider"))
                .isEqualTo(json(
                        "{'allow_fallbacks':false,'ignore':['azure'],'order':['groq'],'sort':'price','zdr':true}"));
    }

    @Test
    void reasoning_members_of_options_and_headers_are_merged() {
        JsonNode request = sent("reasoningEffort=high", "hello", Map.of("CamelOpenRouterReasoningExclude", "true"));

        assertThat(request.get("reasoning")).isEqualTo(json("{'effort':'high','exclude':true}"));
    }

    @Test
    void effort_and_budget_of_reasoning_replace_each_other_because_the_service_takes_one() {
        assertThat(sent("reasoningEffort=high", "hello", Map.of("CamelOpenRouterReasoningMaxTokens", 2000))
                        .get("reasoning"))
                .isEqualTo(json("{'max_tokens':2000}"));
        assertThat(sent("reasoningMaxTokens=2000", "hello", Map.of("CamelOpenRouterReasoningEffort", "low"))
                        .get("reasoning"))
                .isEqualTo(json("{'effort':'low'}"));
        assertThat(sent(
                                "reasoningEffort=high&reasoningExclude=true",
                                Map.of("messages", QUESTION, "reasoning", Map.of("max_tokens", 2000)),
                                Map.of())
                        .get("reasoning"))
                .isEqualTo(json("{'exclude':true,'max_tokens':2000}"));
    }

    @Test
    void thinking_is_switched_off_by_option_or_header_and_on_again_by_either() {
        assertThat(sent("disableThinking=true", "hello", Map.of()).get("reasoning"))
                .isEqualTo(json("{'effort':'none'}"));
        assertThat(sent("reasoningEffort=high", "hello", Map.of("CamelOpenRouterDisableThinking", "true"))
                        .get("reasoning"))
                .isEqualTo(json("{'effort':'none'}"));
        assertThat(sent("disableThinking=true", "hello", Map.of("CamelOpenRouterDisableThinking", false))
                        .get("reasoning"))
                .isNull();
        assertThat(sent("disableThinking=true", "hello", Map.of("CamelOpenRouterReasoningEffort", "low"))
                        .get("reasoning"))
                .isEqualTo(json("{'effort':'low'}"));
        assertThat(sent("disableThinking=true", "hello", Map.of("CamelOpenRouterReasoningMaxTokens", 2000))
                        .get("reasoning"))
                .isEqualTo(json("{'max_tokens':2000}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "temperature=2.1                        | option temperature",
                "temperature=NaN                        | option temperature",
                "maxTokens=0                            | option maxTokens",
                "topK=-1                                | option topK",
                "stop=a,b,c,d,e                         | option stop",
                "stop=RAW([\"a\",null])                 | option stop",
                "stop=a,,b                              | option stop",
                "reasoningEffort=enormous               | option reasoningEffort",
                "model=:beta                            | model",
                "model=RAW(:aws:groq)                   | model",
                "model=openai/                          | model",
                "models=a/b,:beta                       | models",
                "body.models=RAW([\"a/b\",\" \"])        | models",
                "body.models=RAW([[\"a/b\"]])            | models",
                "appCategories=a,b,c                    | option appCategories",
                "reasoningEffort=low&reasoningMaxTokens=10 | reasoningMaxTokens",
                "maxPrice=bread=1                       | option maxPrice",
                "maxPrice=prompt=-1                     | option maxPrice",
                "providerOrder=%20                      | option providerOrder",
                "metadata.a[b]=1                        | option metadata",
                "responseCacheTtl=25h                   | option responseCacheTtl",
                "appTitle=RAW(Caf\u00e9)                | option appTitle",
                "body.stream=true                       | option body.stream",
                "body.messages=[]                       | option body.messages",
                "body.plugins=RAW([{\"id\")             | option body.plugins",
                "body.n=RAW({} {})                      | option body.n",
                "connectTimeout=0                       | option connectTimeout",
                "idleTimeout=-1                         | option idleTimeout",
                "maxRetries=-1                          | option maxRetries",
                "maxRequestBytes=0                      | option maxRequestBytes",
            })
    void a_bad_option_fails_the_start_and_is_named(String options, String named) {
        assertThatThrownBy(() -> running.context.getEndpoint("openrouter:completion?" + options))
                .hasStackTraceContaining(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CamelOpenRouterTemperature        | hot",
                "CamelOpenRouterTemperature        | 1e999999999",
                "CamelOpenRouterMaxTokens          | 1.5",
                "CamelOpenRouterTopP               | 1.01",
                "CamelOpenRouterZdr                | maybe",
                "CamelOpenRouterStop               | [1,",
                "CamelOpenRouterReasoningEffort    | HIGHEST",
                "CamelOpenRouterModel              | ':beta'",
                "CamelOpenRouterModels             | 'a/b, '",
                "CamelOpenRouterAppCategories      | 'a,b,c'",
                "CamelOpenRouterMaxPrice           | 3",
                "CamelOpenRouterMetadata           | a=b",
                "CamelOpenRouterBody               | {}",
                "CamelOpenRouterResponseCacheTtl   | soon",
                "CamelOpenRouterDisableThinking    | perhaps",
                "CamelOpenRouterDeadline           | tomorrow",
                "CamelOpenRouterModel              | ' '",
            })
    void a_bad_header_fails_before_sending_and_is_named(String header, String value) {
        OpenRouterException failure = refused(header, value);

        assertThat(failure).isInstanceOf(InvalidRequestException.class).hasMessageContaining("header " + header);
        assertThat(failure.isRetryable()).isFalse();
    }

    @Test
    void headers_of_odd_types_are_refused_too() {
        assertThat(refused("CamelOpenRouterModel", List.of("a/b"))).hasMessageContaining("CamelOpenRouterModel");
        assertThat(refused("CamelOpenRouterSystemMessage", 5)).hasMessageContaining("CamelOpenRouterSystemMessage");
        assertThat(refused("CamelOpenRouterDeveloperMessage", new byte[1]))
                .hasMessageContaining("CamelOpenRouterDeveloperMessage");
        assertThat(refused("CamelOpenRouterStop", Arrays.asList("a", null)))
                .hasMessageContaining("CamelOpenRouterStop");
        assertThat(refused("CamelOpenRouterStop", new String[] {null})).hasMessageContaining("CamelOpenRouterStop");
        assertThat(refused("CamelOpenRouterBody", Map.of("stream", true))).hasMessageContaining("stream");
        assertThat(refused("CamelOpenRouterBody", Map.of("messages", List.of())))
                .hasMessageContaining("messages");
        assertThat(refused("CamelOpenRouterAppTitle", "x\r\nX-Evil: 1")).hasMessageContaining("AppTitle");
    }

    private static OpenRouterException refused(String header, Object value) {
        Exchange exchange = running.send("openrouter:completion", "hello", Map.of(header, value));

        assertThat(running.simulator.requests()).isEmpty();
        assertThat(exchange.getException()).isInstanceOf(OpenRouterException.class);
        OpenRouterException failure = (OpenRouterException) exchange.getException();
        assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT);
        return failure;
    }

    @Test
    void unknown_headers_and_headers_without_a_value_are_ignored() {
        Map<String, Object> headers = new HashMap<>();
        headers.put("CamelOpenRouterBaseUrl", "http://evil.example");
        headers.put("CamelOpenRouterApiKey", "sk-evil");
        headers.put("CamelOpenRouterSomethingNew", 5);
        headers.put("CamelOpenRouterTemperature", null);
        headers.put("temperature", "1");

        JsonNode request = sent("temperature=0.5", "hello", headers);

        assertThat(request)
                .isEqualTo(
                        json(
                                "{'model':'openai/gpt-4o-mini','messages':[{'role':'user','content':'hello'}],'stream':false,'temperature':0.5}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"provider", "plugins", "models"})
    void what_is_null_or_empty_is_not_sent(String member) {
        Object empty = member.equals("provider") ? Map.of() : List.of();
        Map<String, Object> holdsNull = new HashMap<>();
        holdsNull.put("messages", QUESTION);
        holdsNull.put(member, null);

        assertThat(sent("", holdsNull, Map.of()).has(member)).isFalse();
        assertThat(sent("", Map.of("messages", QUESTION, member, empty), Map.of())
                        .has(member))
                .isFalse();
        String messages = "'messages':[{'role':'user','content':'hello'}]";
        assertThat(sent("", json("{" + messages + ",'" + member + "':null}"), Map.of())
                        .has(member))
                .isFalse();
        String none = member.equals("provider") ? "{'order':null}" : "[]";
        assertThat(sent("", json("{" + messages + ",'" + member + "':" + none + "}"), Map.of())
                        .has(member))
                .isFalse();
        assertThat(sent("body." + member + "=null", "hello", Map.of()).has(member))
                .isFalse();
        assertThat(sent("", "hello", Map.of("CamelOpenRouterBody", Map.of(member, empty)))
                        .has(member))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "body.verbosity=low                         | verbosity  | \"low\"",
                "body.verbosity=\"low\"                     | verbosity  | \"low\"",
                "body.max_tool_calls=3                      | max_tool_calls | 3",
                "body.logprobs=true                         | logprobs   | true",
                "body.plugins=[{\"id\":\"web\"}]            | plugins    | [{\"id\":\"web\"}]",
                "body.plugins=RAW([{\"id\":\"web\"}])       | plugins    | [{\"id\":\"web\"}]",
                "body.trace=RAW({\"b\":1,\"a\":{\"c\":2}})  | trace      | {\"b\":1,\"a\":{\"c\":2}}",
                "body.preset=5 apples                       | preset     | \"5 apples\"",
                "body.preset=2026-01-31                     | preset     | \"2026-01-31\"",
            })
    void any_other_member_passes_through_as_json_or_text(String options, String member, String expected) {
        assertThat(sent(options, "hello", Map.of()).get(member)).isEqualTo(OptionSample.tree(expected));
    }

    @Test
    void pass_through_members_merge_with_options_and_headers() {
        JsonNode request = sent(
                "providerOrder=groq&body.provider=RAW({\"order\":[\"azure\"],\"preferred_max_latency\":2})&body.temperature=1",
                "hello",
                Map.of(
                        "CamelOpenRouterBody",
                        Map.of("provider", Map.of("zdr", true), "verbosity", "low", "top_p", 0.1),
                        "CamelOpenRouterTopP",
                        0.9));

        assertThat(request.get("provider")).isEqualTo(json("{'order':['groq'],'preferred_max_latency':2,'zdr':true}"));
        assertThat(request.get("verbosity").textValue()).isEqualTo("low");
        assertThat(request.get("temperature").intValue()).isEqualTo(1);
        assertThat(request.get("top_p").doubleValue()).isEqualTo(0.9);
    }

    @Test
    void metadata_of_endpoint_and_component_are_merged() {
        running.component("tagged", component -> {
            component.getConfiguration().setMetadata(Map.of("team", "sales", "site", "Berlin"));
            component.getConfiguration().setBody(Map.of("verbosity", "high", "logprobs", true));
        });

        JsonNode request = running.sent("tagged:completion?metadata.team=billing&body.verbosity=low")
                .json();

        assertThat(request.get("metadata")).isEqualTo(json("{'site':'Berlin','team':'billing'}"));
        assertThat(request.get("verbosity").textValue()).isEqualTo("low");
        assertThat(request.get("logprobs").booleanValue()).isTrue();
    }

    @Test
    void a_stop_text_with_a_comma_is_given_as_json() {
        assertThat(sent("stop=RAW([\"a,b\",\"\\n\"])", "hello", Map.of()).get("stop"))
                .isEqualTo(json("['a,b','\\n']"));
    }

    @Test
    void a_suffix_goes_with_its_model_and_leaves_with_it() {
        assertThat(sent("model=anthropic/claude-3-haiku:beta:aws&providerOrder=groq", "hello", Map.of())
                        .get("provider"))
                .isEqualTo(json("{'order':['amazon-bedrock','groq']}"));

        JsonNode switched = sent(
                "model=anthropic/claude-3-haiku:beta:aws", "hello", Map.of("CamelOpenRouterModel", "openai/gpt-4o"));

        assertThat(switched.get("model").textValue()).isEqualTo("openai/gpt-4o");
        assertThat(switched.has("provider")).isFalse();
    }

    @Test
    void suffixes_are_taken_off_wherever_a_model_is_named() {
        JsonNode byHeader = sent("", "hello", Map.of("CamelOpenRouterModels", "a/b:beta,c/d:together:free"));
        JsonNode byBody = sent(
                "",
                json("{'model':'a/b:beta','models':['c/d:groq'],'messages':[{'role':'user','content':'x'}]}"),
                Map.of());
        JsonNode byBodyHeader = sent("", "hello", Map.of("CamelOpenRouterBody", Map.of("model", "a/b:beta:azure")));

        assertThat(byHeader.get("models")).isEqualTo(json("['a/b','c/d:free']"));
        assertThat(byHeader.at("/provider/order")).isEqualTo(json("['together']"));
        assertThat(byBody.get("model").textValue()).isEqualTo("a/b");
        assertThat(byBody.get("models")).isEqualTo(json("['c/d']"));
        assertThat(byBody.at("/provider/order")).isEqualTo(json("['groq']"));
        assertThat(byBodyHeader.get("model").textValue()).isEqualTo("a/b");
        assertThat(byBodyHeader.at("/provider/order")).isEqualTo(json("['azure']"));
    }

    @Test
    void what_the_route_gave_is_not_changed() {
        Map<String, Object> provider = new HashMap<>(Map.of("sort", "price"));
        Map<String, Object> body =
                new HashMap<>(Map.of("messages", QUESTION, "provider", provider, "model", "a/b:aws"));

        sent("zdr=true&systemMessage=Be brief", body, Map.of("CamelOpenRouterProviderOrder", "groq"));

        assertThat(provider).containsExactly(Map.entry("sort", "price"));
        assertThat(body).containsOnlyKeys("messages", "provider", "model").containsEntry("messages", QUESTION);
    }

    @Test
    void the_same_options_serve_every_message_alike() {
        JsonNode first = sent("zdr=true", "hello", Map.of("CamelOpenRouterProviderOrder", "groq"));
        JsonNode second = sent("zdr=true", "hello", Map.of());

        assertThat(first.get("provider")).isEqualTo(json("{'order':['groq'],'zdr':true}"));
        assertThat(second.get("provider")).isEqualTo(json("{'zdr':true}"));
    }

    @Test
    void the_default_model_stands_in_only_where_nobody_names_one() {
        running.component("unnamed", component -> {
            component.getConfiguration().setModel(null);
            component.runtime().setEnvironment(new EnvironmentDefaults(Map.of("OPENROUTER_MODEL", "x/default")::get));
        });
        String uri = "unnamed:completion";
        Map<String, Object> whole = Map.of("messages", QUESTION, "models", List.of("a/b", "c/d"));

        assertThat(running.sent(uri).json().get("model").textValue()).isEqualTo("x/default");
        assertThat(running.sent(uri + "?models=a/b,c/d").json().has("model")).isFalse();
        assertThat(running.sent(uri, "hello", Map.of("CamelOpenRouterModels", "a/b"))
                        .json()
                        .has("model"))
                .isFalse();
        assertThat(running.sent(uri, whole, Map.of()).json().has("model")).isFalse();
        assertThat(running.sent(uri + "?body.models=RAW([\"a/b\"])").json().has("model"))
                .isFalse();
        assertThat(running.sent(uri + "?body.preset=mine").json().has("model")).isFalse();
        assertThat(running.sent(uri + "?body.model=e/f").json().get("model").textValue())
                .isEqualTo("e/f");
        assertThat(running.sent(uri + "?model=a/b&models=c/d")
                        .json()
                        .get("model")
                        .textValue())
                .isEqualTo("a/b");
    }

    @Test
    void no_stop_at_all_can_be_said() {
        assertThat(sent("stop=x", "hello", Map.of("CamelOpenRouterStop", "[]")).get("stop"))
                .isEqualTo(json("[]"));
        assertThat(sent("stop=x", "hello", Map.of("CamelOpenRouterStop", List.of()))
                        .get("stop"))
                .isEqualTo(json("[]"));
        assertThat(sent("stop=x", Map.of("messages", QUESTION, "stop", List.of()), Map.of())
                        .get("stop"))
                .isEqualTo(json("[]"));
    }

    @Test
    void effort_may_be_shouted() {
        assertThat(sent("reasoningEffort=High", "hello", Map.of()).get("reasoning"))
                .isEqualTo(json("{'effort':'high'}"));
        assertThat(sent("", "hello", Map.of("CamelOpenRouterReasoningEffort", "NONE"))
                        .get("reasoning"))
                .isEqualTo(json("{'effort':'none'}"));
    }

    @Test
    void an_empty_system_header_says_that_there_is_none() {
        assertThat(sent("systemMessage=Be brief", "hello", Map.of("CamelOpenRouterSystemMessage", ""))
                        .get("messages"))
                .hasSize(1);
    }

    @Test
    void models_may_be_any_list_and_have_nothing_but_names() {
        assertThat(sent("", Map.of("messages", QUESTION, "models", new String[] {"a/b:groq"}), Map.of())
                        .get("models"))
                .isEqualTo(json("['a/b']"));
        for (Object models : List.of("a/b", List.of(List.of("a/b")), List.of(" "), List.of(5), json("{}"))) {
            Exchange exchange = running.send("openrouter:completion", Map.of("messages", QUESTION, "models", models));
            if (!models.equals(json("{}"))) {
                assertThat(exchange.getException())
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("models");
            }
        }
    }

    @Test
    void keys_that_read_alike_are_refused_and_so_is_what_contains_itself() {
        Map<Object, Object> alike = new HashMap<>(Map.of(1, "a", "1", "b", "messages", QUESTION));
        Map<String, Object> circle = new HashMap<>(Map.of("sort", "price"));
        circle.put("circle", circle);
        Map<String, Object> nullKey = new HashMap<>(Map.of("messages", QUESTION));
        nullKey.put(null, 1);
        Iterable<Object> broken = () -> {
            throw new IllegalArgumentException("a secret");
        };
        Map<String, Object> headers = Map.of("CamelOpenRouterBody", Map.of("provider", circle));

        for (Exchange exchange : List.of(
                running.send("openrouter:completion", alike),
                running.send("openrouter:completion", Map.of("messages", QUESTION, "provider", circle), headers),
                running.send("openrouter:completion", nullKey),
                running.send("openrouter:completion", broken))) {
            assertThat(exchange.getException())
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageNotContaining("secret");
        }
        assertThat(running.simulator.requests()).isEmpty();
    }

    @Test
    void a_model_in_the_request_is_one_name_too() {
        for (String model : List.of("a/b::free", "a/b c", "a/b,c/d", "a//b", "\u200ba/b", "[\"a/b\"]")) {
            assertThat(refused("CamelOpenRouterBody", Map.of("model", model)))
                    .hasMessageContaining("model must name a model, such as openai/gpt-4o-mini, not '" + model);
            assertThat(refused("CamelOpenRouterModel", model)).hasMessageContaining("must name a model");
            assertThat(refused("CamelOpenRouterModels", List.of("a/b", model)))
                    .hasMessageContaining("must name a model");
        }
    }

    @Test
    void what_is_no_text_within_a_list_is_not_sent_as_one() {
        for (Object element : List.of(List.of("a"), Map.of("a", 1), new Object(), new int[1], Optional.of("a"))) {
            assertThat(refused("CamelOpenRouterStop", List.of("b", element)))
                    .hasMessageContaining("CamelOpenRouterStop must have text as each element, not a");
        }
    }

    @Test
    void a_message_says_what_was_given_and_never_its_address() {
        assertThat(refused("CamelOpenRouterModel", Optional.of("a/b"))).hasMessageContaining("not an Optional");
        assertThat(refused("CamelOpenRouterMaxTokens", new int[] {5})).hasMessageContaining("not an int[]");
        assertThat(refused("CamelOpenRouterTemperature", new Object())).hasMessageContaining("not an Object");
        assertThat(refused("CamelOpenRouterUser", Map.of("a", 1))).hasMessageContaining("not a map");
        assertThat(refused("CamelOpenRouterUser", new Object() {})).hasMessageContaining("not an object");
    }

    @Test
    void a_number_that_is_none_is_refused_wherever_it_is() {
        for (Object number :
                List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NaN, Map.of("a", List.of(Double.NaN)))) {
            assertThat(refused("CamelOpenRouterBody", Map.of("temperature", number)))
                    .hasMessageContaining("member temperature cannot be written as JSON: a number is NaN or infinite");
        }
    }
}
