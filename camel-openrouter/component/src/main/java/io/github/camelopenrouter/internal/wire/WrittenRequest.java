package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/**
 * What decides the cost of a request, read from the bytes that are sent: what a route's values were before they were written is of
 * no account. Reading takes one pass and keeps no text that it does not name here.
 *
 * @param model the model's name, with the preset that may replace it; null where none is named
 * @param fallbacks the members of {@code models}; never null
 * @param maxTokens most tokens that one choice may have, reasoning included; null where nothing is said
 * @param choices how many answers are asked for
 * @param added bytes that a provider may put before the prompt, which the request does not have
 * @param unbounded why nobody can say what it costs at most; null where that can be said
 * @param beyond what it costs beyond its text
 */
public record WrittenRequest(
        String model,
        List<String> fallbacks,
        Long maxTokens,
        long choices,
        int added,
        String unbounded,
        BeyondText beyond) {
    /**
     * Room for the text with which providers explain tools and schemas to a model, and which they bill, such as
     * <a href="https://docs.claude.com/en/docs/agents-and-tools/tool-use/overview#pricing">several hundred tokens</a>.
     */
    static final int EXPLANATION = 1_000;

    /** Of all choices together: far beyond any answer, and far from where counting would overflow. */
    private static final long MOST_TOKENS = 1_000_000_000_000_000L;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final JsonFactory FACTORY_OF_SHORT = new JsonFactoryBuilder()
            .streamReadConstraints(JSON.streamReadConstraints())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    /** Empty while somebody reads with it. Not one for each thread: the threads that ask are the application's. */
    private static final AtomicReference<ReusedParser> SHORT =
            new AtomicReference<>(new ReusedParser(FACTORY_OF_SHORT));

    /** Members that change what is answered and by whom, and not what a token costs or how many are billed. */
    private static final Set<String> FREE = Set.of(
            "cache_control",
            "debug",
            "frequency_penalty",
            "function_call",
            "image_config",
            "include_reasoning",
            "logit_bias",
            "logprobs",
            "metadata",
            "min_p",
            "min_tokens",
            "parallel_tool_calls",
            "presence_penalty",
            "prompt_cache_key",
            "prompt_cache_options",
            "provider",
            "reasoning_effort",
            "repetition_penalty",
            "route",
            "safety_identifier",
            "seed",
            "session_id",
            "stop",
            "stream",
            "stream_options",
            "structured_outputs",
            "temperature",
            "top_a",
            "top_k",
            "top_logprobs",
            "top_p",
            "trace",
            "transforms",
            "usage",
            "user",
            "verbosity");

    /** What has a price of its own counts by other things than the bytes of the request. */
    private static final Set<String> FREE_PLUGINS = Set.of("context-compression", "moderation", "response-healing");

    private static final String SEARCH = "openrouter:web_search";

    /** So often the service calls its own tools for one answer, unless it is told to stop earlier. */
    private static final long MOST_SEARCHES = 30;

    /** Types of parts; what media cost is counted where they themselves stand. */
    private static final Set<String> TYPES = Set.of(
            "image_url",
            "input_audio",
            "video_url",
            "file",
            "text",
            "function",
            "refusal",
            "ephemeral",
            "url_citation",
            "thinking",
            "reasoning.text",
            "reasoning.summary",
            "reasoning.encrypted",
            "reasoning.server_tool_call");

    /** Media whose size or price is not to be seen in the request. */
    private static final Set<String> REFERRED =
            Set.of("image", "input_image", "audio", "video", "input_video", "file_id", "input_file", "document");

    /**
     * Reads a request.
     *
     * @param json as it is sent
     * @throws IllegalArgumentException where it is no JSON object, or has a member twice, which services read in different ways
     */
    public static WrittenRequest of(byte[] json) {
        ReusedParser free = json.length > ReusedParser.LONGEST ? null : SHORT.getAndSet(null);
        Reading reading = new Reading(free == null ? json : null);
        try {
            if (free == null) {
                reading.whole(json);
            } else {
                reading.with(free, json);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The request is not valid JSON: one of its values wrote itself in a form of its own", e);
        }
        return reading.result();
    }

    /** Not thread-safe. */
    private static final class Reading {
        /** Few requests have more. */
        private final List<String> names = new ArrayList<>(8);

        private Set<String> many;
        private final List<String> fallbacks = new ArrayList<>();
        private String model;
        private String preset;
        private Long most;
        private long reasoning;
        private long choices = 1;
        private int added;
        private String unbounded;
        private final WrittenParts parts;
        private String engine = "";
        /** Null where no search is asked for. */
        private BigDecimal searchPrice;

        private long searches = MOST_SEARCHES;
        private long toolCalls = MOST_SEARCHES;

        /**
         * @param request null where it is read as characters
         */
        Reading(byte[] request) {
            this.parts = new WrittenParts(request);
        }

        WrittenRequest result() {
            Long maxTokens = most == null ? null : (Long) (most + reasoning);
            String name = preset == null ? model : (model == null ? "" : model) + "@preset/" + preset;
            if (searchPrice != null && toolCalls > MOST_SEARCHES) {
                unbounded("stop_server_tools_when", "lets the service search as often as it likes");
            }
            online(name);
            fallbacks.forEach(this::online);
            if (maxTokens != null && choices > MOST_TOKENS / maxTokens) {
                unbounded("the request asks for more tokens than any service answers with");
            }
            BeyondText beyond = parts.beyond(
                    engine,
                    searchPrice == null ? 0 : Math.min(searches, toolCalls),
                    searchPrice == null ? BigDecimal.ZERO : searchPrice);
            return new WrittenRequest(name, List.copyOf(fallbacks), maxTokens, choices, added, unbounded, beyond);
        }

        /** The variant that asks the web, at a price for each search. */
        private void online(String name) {
            if (name != null && name.toLowerCase(Locale.ROOT).contains(":online")) {
                unbounded("the model's variant :online searches the web at a price of its own");
            }
        }

        private void unbounded(String why) {
            if (unbounded == null) {
                unbounded = why;
            }
        }

        private void unbounded(String member, String why) {
            unbounded("the member " + RequestWriter.shown(member) + " of the request " + why);
        }

        void with(ReusedParser parser, byte[] request) throws IOException {
            boolean whole = false;
            try {
                parser.read(request, 0, request.length, this::request);
                whole = true;
            } finally {
                // one that has failed would keep its request
                SHORT.set(whole ? parser : new ReusedParser(FACTORY_OF_SHORT));
            }
        }

        void whole(byte[] request) throws IOException {
            try (JsonParser json = JSON.createParser(request)) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("not a JSON object");
                }
                request(json);
                if (json.nextToken() != null) {
                    throw new IOException("something follows the JSON");
                }
            }
        }

        void request(JsonParser json) throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (!isNew(name)) {
                    throw new IllegalArgumentException(
                            "The request has the member " + RequestWriter.shown(name) + " twice");
                }
                JsonToken token = json.nextToken();
                if (token == JsonToken.VALUE_NULL) {
                    continue;
                }
                member(name, json);
                // whatever was not read to its end
                if (json.currentToken().isStructStart()) {
                    json.skipChildren();
                }
            }
        }

        private boolean isNew(String name) {
            if (many == null && names.size() < 16) {
                return !names.contains(name) && names.add(name);
            }
            if (many == null) {
                many = new HashSet<>(names);
            }
            return many.add(name);
        }

        private void member(String name, JsonParser json) throws IOException {
            switch (name) {
                case "model" -> model = text(name, json);
                case "preset" -> preset = text(name, json);
                case "models" -> fallbacks(json);
                case "max_tokens", "max_completion_tokens" -> {
                    // which of both counts is the service's affair
                    Long tokens = positive(name, json);
                    most = tokens == null ? most : (Long) Math.max(tokens, most == null ? 0 : most);
                }
                case "n" -> {
                    Long count = positive(name, json);
                    choices = count == null ? choices : count;
                }
                case "reasoning" -> reasoning(json);
                case "messages" -> messages(json);
                case "tools" -> {
                    added = EXPLANATION;
                    tools(json);
                }
                case "response_format", "functions" -> added = EXPLANATION;
                case "tool_choice" -> toolChoice(json);
                case "plugins" -> plugins(json);
                case "max_tool_calls" -> {
                    Long count = positive(name, json);
                    toolCalls = count == null ? toolCalls : Math.min(count, MOST_SEARCHES);
                }
                case "stop_server_tools_when" -> toolCalls = Long.MAX_VALUE;
                case "modalities" -> modalities(json);
                case "service_tier" -> tier(json);
                default -> {
                    if (!FREE.contains(name)) {
                        unbounded(name, "may cost what no price list says");
                    }
                }
            }
        }

        private String text(String name, JsonParser json) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                return json.getText();
            }
            unbounded(name, "is no text");
            return null;
        }

        private Long positive(String name, JsonParser json) throws IOException {
            Long count = json.currentToken().isNumeric() ? Numbers.count(json) : null;
            if (count == null || count < 1) {
                unbounded(name, "is no whole number from 1 on");
                return null;
            }
            return count;
        }

        private void fallbacks(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                unbounded("models", "is no list");
                return;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                String name = text("models", json);
                if (name != null) {
                    fallbacks.add(name);
                }
                json.skipChildren();
            }
        }

        /** How much may be thought counts beside the answer: not every provider counts it within. */
        private void reasoning(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                unbounded("reasoning", "is no object");
                return;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean tokens = json.currentName().equals("max_tokens");
                boolean said = json.nextToken() != JsonToken.VALUE_NULL;
                if (tokens && said) {
                    Long count = positive("reasoning.max_tokens", json);
                    reasoning = Math.max(reasoning, count == null ? 0 : count);
                }
                json.skipChildren();
            }
        }

        private void messages(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                unbounded("messages", "is no list");
                return;
            }
            int depth = 1;
            while (depth > 0) {
                JsonToken token = json.nextToken();
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    token = json.nextToken();
                    if (!parts.takes(name)) {
                        depth += token.isStructStart() ? 1 : 0;
                        part(name, token, json);
                    } else if (!parts.read(name, json)) {
                        unbounded("messages", "has parts that nobody can tell the price of");
                    }
                }
            }
        }

        /** What a request only refers to has more tokens than anybody can tell. */
        private void part(String name, JsonToken token, JsonParser json) throws IOException {
            boolean referred = REFERRED.contains(name) && token != JsonToken.VALUE_NULL;
            boolean noFile = name.equals("file") && token.isScalarValue() && token != JsonToken.VALUE_NULL;
            if (referred
                    || noFile
                    || name.equals("type") && token == JsonToken.VALUE_STRING && !TYPES.contains(json.getText())) {
                unbounded("messages", "has parts that nobody can tell the price of");
            }
        }

        private void tools(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                unbounded("tools", "is no list");
                return;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                WrittenTool tool = WrittenTool.read(json);
                if (SEARCH.equals(tool.type()) && tool.searchPrice() != null && searchPrice == null) {
                    searchPrice = tool.searchPrice();
                    searches = tool.mostUses() == null ? searches : tool.mostUses();
                } else if (SEARCH.equals(tool.type())) {
                    unbounded(
                            "tools",
                            "has a search at a price that nobody can tell: choose an engine such as webSearchEngine=exa");
                } else if (!"function".equals(tool.type())) {
                    unbounded("tools", "has tools that the service itself runs, at a price of their own");
                }
            }
        }

        private void toolChoice(JsonParser json) throws IOException {
            if (json.currentToken() == JsonToken.START_OBJECT && !"function".equals(word("type", json))) {
                unbounded("tool_choice", "names a tool that the service itself runs, at a price of its own");
            }
        }

        private void plugins(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                unbounded("plugins", "is no list");
                return;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                WrittenPlugin plugin = WrittenPlugin.read(json);
                if (plugin.isParser()) {
                    engine = plugin.engine();
                } else if (!plugin.isOff() && !FREE_PLUGINS.contains(plugin.id())) {
                    unbounded("plugins", "has plugins with a price of their own");
                }
            }
        }

        private void modalities(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                unbounded("modalities", "is no list");
                return;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.VALUE_STRING
                        || !json.getText().equals("text")) {
                    unbounded("modalities", "asks for more than text");
                }
                json.skipChildren();
            }
        }

        /** A faster tier costs more than the list says, and a service that may choose could choose it. */
        private void tier(JsonParser json) throws IOException {
            String tier = text("service_tier", json);
            if (tier != null && !tier.equals("default") && !tier.equals("flex")) {
                unbounded("service_tier", "may choose a tier whose prices are not the listed ones");
            }
        }

        /** Goes through an object; returns one of its texts, or null where it has none or several, or is no object. */
        private static String word(String name, JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
                return null;
            }
            String word = null;
            int found = 0;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals(name);
                JsonToken token = json.nextToken();
                if (wanted) {
                    found++;
                    word = token == JsonToken.VALUE_STRING ? json.getText() : null;
                }
                json.skipChildren();
            }
            return found == 1 ? word : null;
        }
    }
}
