package io.github.camelopenrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.binding.JsonMembers;
import io.github.camelopenrouter.internal.binding.RequestOption;

/**
 * Two values of one request option.
 *
 * @param text first value as in a URI
 * @param typed first value in a type of its own, as a header may have it
 * @param json first value in the request
 * @param other second value as in a URI
 * @param otherJson second value in the request
 */
public record OptionSample(String option, String text, Object typed, String json, String other, String otherJson) {
    public static final List<OptionSample> ALL = all();

    private static List<OptionSample> all() {
        List<OptionSample> all = new ArrayList<>();
        all.add(word("model", "openai/gpt-4o", "google/gemini-2.5-pro"));
        all.add(list("models"));
        all.add(whole("maxTokens"));
        for (String name : List.of("temperature", "topP", "topA", "minP")) {
            all.add(new OptionSample(name, "0.5", 0.5, "0.5", "0.25", "0.25"));
        }
        for (String name : List.of("frequencyPenalty", "presencePenalty")) {
            all.add(new OptionSample(name, "-1.5", -1.5f, "-1.5", "2", "2"));
        }
        all.add(new OptionSample("repetitionPenalty", "1.1", 1.1, "1.1", "0", "0"));
        all.add(new OptionSample("topK", "40", 40, "40", "0", "0"));
        all.add(new OptionSample("seed", "-9007199254740993", -9007199254740993L, "-9007199254740993", "7", "7"));
        all.add(new OptionSample(
                "stop", "END,\u00a7", List.of("END", "\u00a7"), "[\"END\",\"\u00a7\"]", "x", "[\"x\"]"));
        all.add(word("reasoningEffort", "high", "none"));
        all.add(whole("reasoningMaxTokens"));
        for (String name : List.of(
                "reasoningExclude",
                "allowFallbacks",
                "requireParameters",
                "zdr",
                "responseCache",
                "parallelToolCalls")) {
            all.add(new OptionSample(name, "true", true, "true", "false", "false"));
        }
        for (String name : List.of("providerOrder", "providerOnly", "providerIgnore")) {
            all.add(list(name));
        }
        all.add(new OptionSample(
                "quantizations",
                "fp8, bf16",
                new String[] {"fp8", "bf16"},
                "[\"fp8\",\"bf16\"]",
                "int4",
                "[\"int4\"]"));
        all.add(word("dataCollection", "deny", "allow"));
        all.add(word("providerSort", "price", "latency"));
        all.add(new OptionSample(
                "maxPrice",
                "prompt=1,completion=2.5",
                Map.of("prompt", 1, "completion", 2.5),
                "{\"completion\":\"2.5\",\"prompt\":\"1\"}",
                "prompt=3,completion=4",
                "{\"completion\":\"4\",\"prompt\":\"3\"}"));
        all.add(word("serviceTier", "flex", "priority"));
        all.add(word("user", "pseudonym-1", "pseudonym-2"));
        all.add(word("sessionId", "session-1", "session-2"));
        all.add(new OptionSample(
                "metadata",
                "team=billing",
                Map.of("team", "billing"),
                "{\"team\":\"billing\"}",
                "team=sales",
                "{\"team\":\"sales\"}"));
        all.add(new OptionSample("routerMetadata", "true", true, "\"enabled\"", "false", "\"disabled\""));
        all.add(new OptionSample(
                "modalities", "text, Image", List.of("text", "image"), "[\"text\",\"image\"]", "text", "[\"text\"]"));
        all.add(new OptionSample(
                "toolChoice",
                "required",
                new StringBuilder("required"),
                "\"required\"",
                "weather",
                "{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}"));
        all.add(new OptionSample("responseCacheTtl", "5m", Duration.ofMinutes(5), "\"300\"", "1s", "\"1\""));
        all.add(word("appTitle", "My app", "Another app"));
        all.add(word("appUrl", "https://app.example", "https://other.example"));
        all.add(new OptionSample(
                "appCategories",
                "cli-agent,writing-assistant",
                List.of("cli-agent", "writing-assistant"),
                "\"cli-agent,writing-assistant\"",
                "cli-agent",
                "\"cli-agent\""));
        return all;
    }

    private static OptionSample word(String option, String text, String other) {
        return new OptionSample(option, text, new StringBuilder(text), quoted(text), other, quoted(other));
    }

    private static OptionSample list(String option) {
        return new OptionSample(
                option, "a/one, b/two", new String[] {"a/one", "b/two"}, "[\"a/one\",\"b/two\"]", "c", "[\"c\"]");
    }

    private static OptionSample whole(String option) {
        return new OptionSample(option, "1024", 1024L, "1024", "2048", "2048");
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    public RequestOption requestOption() {
        return RequestOption.ALL.stream()
                .filter(known -> known.name().equals(option))
                .findFirst()
                .orElseThrow();
    }

    public boolean isMap() {
        return option.equals("metadata");
    }

    /** The option in a URI, with the first value or with the other. */
    public String inUri(boolean first) {
        String value = "RAW(" + (first ? text : other).replace("team=", "") + ")";
        return (isMap() ? "metadata.team=" : option + "=") + value;
    }

    /** A value of the Java property. */
    public Object configured(boolean first) {
        return isMap() ? Map.of("team", first ? "billing" : "sales") : first ? text : other;
    }

    /** A body that has a question and this member. */
    public Map<String, Object> inBody(boolean first) {
        Map<String, Object> body = new TreeMap<>();
        body.put("messages", List.of(Map.of("role", "user", "content", "hello")));
        Map<String, Object> object = body;
        List<String> path = requestOption().path();
        for (String outer : path.subList(0, path.size() - 1)) {
            Map<String, Object> inner = new TreeMap<>();
            object.put(outer, inner);
            object = inner;
        }
        object.put(path.get(path.size() - 1), tree(first ? json : otherJson));
        return body;
    }

    public static JsonNode tree(String json) {
        try {
            return JsonMembers.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    @Override
    public String toString() {
        return option;
    }
}
