package io.github.camelopenrouter.internal.binding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.camel.Exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.internal.conversation.ConversationTurn;
import io.github.camelopenrouter.internal.structured.AnswerFormat;
import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ModelName;

/**
 * Makes the request of an exchange: message headers win over the body, the body over the options, the options over the
 * environment. Options are checked once, when this is made. Thread-safe.
 */
public final class RequestBinding {
    /**
     * A request, ready to be written.
     *
     * @param httpHeaders those that options or message headers ask for
     * @param format what the answer is to be
     * @param added how many of its last messages are new in a conversation; 0 where it stands alone
     */
    public record Bound(ChatRequest request, Map<String, String> httpHeaders, AnswerFormat format, int added) {}

    /** Where nothing was said about these the service decides; an empty one is an error for it, or means something else. */
    private static final List<String> NEVER_EMPTY = List.of("models", "plugins", "provider");

    /** What says which model is asked. */
    private static final List<String> NAMES = List.of("model", "models", "preset");

    /** "5 apples" is text and not the number 5. */
    private static final ObjectReader STRICT =
            JsonMembers.JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final boolean stream;
    private final Map<String, Object> defaults = new TreeMap<>();
    private final Map<String, String> defaultHttpHeaders = new LinkedHashMap<>();
    /** What is asked where neither a model nor fallbacks nor a preset is named anywhere; null where an option names one. */
    private final Object modelWithoutName;

    private final FurtherHttpHeaders further;
    private final AnswerFormats formats;
    private final boolean healing;
    private final int maxRequestBytes;
    private final String systemMessage;
    private final String developerMessage;
    private final PromptMedia media;
    private final CacheMarks marks;
    private final ExtensionOptions extensions;

    /** What those options may be that say something of the request and are no member of it. */
    public static Map<String, OptionValue> values() {
        Map<String, OptionValue> values = new HashMap<>(ExtensionOptions.VALUES);
        values.put("cacheControl", CacheMarks.places());
        values.put("cacheControlTtl", OptionValue.word("5m", "1h"));
        return values;
    }

    /** Of a configuration whose model is named, and whose answers are text. */
    public RequestBinding(OpenRouterConfiguration configuration, boolean stream) {
        this(configuration, stream, false, null);
    }

    /**
     * @param defaultModel whether the configuration's model is what counts where nobody names one
     * @param formats what answers are to be; null for text
     * @throws IllegalArgumentException where an option has a bad value; the message names it
     */
    public RequestBinding(
            OpenRouterConfiguration configuration, boolean stream, boolean defaultModel, AnswerFormats formats) {
        this.stream = stream;
        this.formats = formats;
        this.healing = configuration.isResponseHealing();
        this.further = new FurtherHttpHeaders(configuration);
        this.maxRequestBytes = configuration.getMaxRequestBytes();
        this.systemMessage = configuration.getSystemMessage();
        this.developerMessage = configuration.getDeveloperMessage();
        this.media = new PromptMedia(configuration);
        this.marks = new CacheMarks(configuration);
        this.extensions = new ExtensionOptions(configuration);
        if (configuration.getReasoningEffort() != null && configuration.getReasoningMaxTokens() != null) {
            throw new IllegalArgumentException(
                    "The options reasoningEffort and reasoningMaxTokens exclude each other: set one of them");
        }
        if (configuration.getBody() != null) {
            configuration
                    .getBody()
                    .forEach((name, value) ->
                            defaults.put(allowed(name, "The option body." + name), json("body." + name, value)));
        }
        answer(configuration);
        Object standsIn = null;
        for (RequestOption option : RequestOption.ALL) {
            Object value = option.from(configuration);
            if (value != null && defaultModel && option.name().equals("model")) {
                standsIn = value;
            } else if (value != null) {
                put(option, value, defaults, defaultHttpHeaders);
            }
        }
        this.modelWithoutName = standsIn;
        if (Boolean.TRUE.equals(configuration.getDisableThinking())) {
            disableThinking(defaults);
        }
        Map<String, Object> alone = new HashMap<>();
        JsonMembers.merge(alone, defaults);
        resolveModels(withoutNull(alone));
    }

    /** What the answer may be, beside text. */
    private void answer(OpenRouterConfiguration configuration) {
        if (configuration.getImageConfig() != null) {
            Map<String, Object> images = JsonMembers.child(defaults, "image_config");
            configuration
                    .getImageConfig()
                    .forEach((name, value) -> images.put(name, json("imageConfig." + name, value)));
        }
        if (configuration.getAudioVoice() != null) {
            JsonMembers.child(defaults, "audio").put("voice", configuration.getAudioVoice());
        }
        if (configuration.getAudioFormat() != null) {
            JsonMembers.child(defaults, "audio").put("format", configuration.getAudioFormat());
        }
    }

    /** {@code stream} belongs to the operation and {@code messages} to the body. */
    private static String allowed(String name, String whose) {
        if (name.equals("stream") || name.equals("messages")) {
            throw new IllegalArgumentException(whose + " is not allowed: "
                    + (name.equals("stream")
                            ? "the operation decides whether the answer streams"
                            : "messages belong in the message body"));
        }
        return name;
    }

    private static Object json(String name, Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        if (text.isBlank()) {
            return text;
        }
        try {
            JsonNode json = STRICT.readTree(text);
            WellFormed.all(json);
            return json;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The option " + name + " " + e.getMessage(), e);
        } catch (JsonProcessingException e) {
            String start = text.trim();
            if (start.startsWith("{") || start.startsWith("[") || start.startsWith("\"")) {
                throw new IllegalArgumentException("The option " + name + " is not valid JSON", e);
            }
            // a bare word is text
            return text;
        }
    }

    private static void put(
            RequestOption option, Object value, Map<String, Object> members, Map<String, String> httpHeaders) {
        if (option.httpHeader() != null) {
            httpHeaders.put(option.httpHeader(), option.written(value));
        } else {
            option.put(members, value);
        }
    }

    private static void disableThinking(Map<String, Object> members) {
        Map<String, Object> off = new TreeMap<>();
        off.put("effort", "none");
        members.put("reasoning", off);
    }

    /**
     * The request of an exchange.
     *
     * @throws IllegalArgumentException where the body or a header has a bad value; the message names it
     */
    public Bound bind(Exchange exchange) {
        return bind(exchange, RequestHeaders.of(exchange.getMessage()), null, List.of());
    }

    /**
     * The same where the headers of the message have been read.
     *
     * @param turn what was said before; null for a message that stands alone
     * @param tools of this side, as elements of the request's member of that name
     */
    Bound bind(Exchange exchange, RequestHeaders headers, ConversationTurn turn, List<JsonNode> tools) {
        Map<String, Object> members = new HashMap<>();
        JsonMembers.merge(members, defaults);
        PromptMedia.OfMessage beside = media.of(exchange.getMessage());
        mergeRequest(
                members,
                BodyBinding.members(exchange, maxRequestBytes, beside, headers.text(OpenRouterConstants.PROMPT)));
        if (headers.value(OpenRouterConstants.BODY) != null) {
            mergeRequest(members, body(headers.value(OpenRouterConstants.BODY)));
        }
        Map<String, String> httpHeaders = options(headers, members);
        thinking(headers, members);
        History history = turn == null ? null : History.join(members, turn);
        lead(members, "developer", OpenRouterConstants.DEVELOPER_MESSAGE, headers, developerMessage);
        lead(members, "system", OpenRouterConstants.SYSTEM_MESSAGE, headers, systemMessage);
        converse(members, headers, beside.attachments(), history);
        extensions.put(members, headers);
        FunctionTools.put(members, tools);
        members.put("stream", stream);
        withoutNull(members);
        AnswerFormat format = formats == null ? AnswerFormat.TEXT : formats.of(headers);
        format = answerIn(format, headers, members);
        if (healing && members.get("response_format") != null) {
            Extensions.plugin(members, "response-healing", Map.of(), false);
        }
        speak(members);
        for (String name : NEVER_EMPTY) {
            Object value = members.get(name);
            if (value != null && empty(value)) {
                members.remove(name);
            }
        }
        if (modelWithoutName != null && NAMES.stream().noneMatch(members::containsKey)) {
            members.put("model", modelWithoutName);
        }
        resolveModels(members);
        return new Bound(
                ChatRequest.of(members),
                further.with(httpHeaders, exchange.getMessage()),
                format,
                history == null ? 0 : history.added());
    }

    /**
     * A request that was sent before and is gone on with: what it was made of stays, whatever message headers say now.
     *
     * @param turn of the conversation that it goes on; null where it stands alone
     */
    Bound again(
            Exchange exchange,
            RequestHeaders headers,
            ConversationTurn turn,
            CallBinding.Again again,
            List<JsonNode> tools) {
        Map<String, Object> request = new HashMap<>(again.members());
        if (turn != null) {
            History.again(request, again.added(), turn);
        }
        FunctionTools.put(request, tools);
        request.put("stream", stream);
        Map<String, String> httpHeaders = options(headers, new HashMap<>());
        AnswerFormat format = formats == null ? AnswerFormat.TEXT : formats.of(headers);
        return new Bound(
                ChatRequest.of(request), further.with(httpHeaders, exchange.getMessage()), format, again.added());
    }

    /**
     * Asks for the format, unless the body's own request asks for one and no header does: then its answer is read as the options say,
     * and not checked against what was not asked for. A provider that would ignore the schema is not to be chosen, unless somebody has
     * said which are.
     */
    private static AnswerFormat answerIn(AnswerFormat format, RequestHeaders headers, Map<String, Object> members) {
        boolean asked = headers.value(OpenRouterConstants.RESPONSE_FORMAT) != null
                || headers.value(OpenRouterConstants.JSON_SCHEMA) != null;
        if (!asked && members.containsKey("response_format")) {
            return format.unchecked();
        }
        if (format.wire() == null) {
            members.remove("response_format");
            return format;
        }
        members.put("response_format", format.wire());
        if (format.wire().has("json_schema")) {
            JsonMembers.child(members, "provider").putIfAbsent("require_parameters", true);
        }
        return format;
    }

    /** What changes the messages themselves. */
    private void converse(
            Map<String, Object> members, RequestHeaders headers, List<Object> attachments, History history) {
        marks.put(members);
        Object annotations = headers.value(OpenRouterConstants.FILE_ANNOTATIONS);
        if (attachments.isEmpty() && annotations == null && !marks.onMessages() && history == null) {
            return;
        }
        Conversation conversation = Conversation.of(members);
        int asks = conversation == null ? -1 : conversation.last("user");
        if (!attachments.isEmpty()) {
            if (asks < 0 || history != null && !history.adds(asks, conversation)) {
                throw new IllegalArgumentException(
                        "The attachments of the message go with the last message of the role user, and"
                                + " there is none in the conversation: add it, or set the option sendAttachments=false");
            }
            List<Object> parts = conversation.parts(asks);
            parts.addAll(attachments);
            conversation.set(asks, "content", parts);
        }
        if (history != null) {
            history.note(conversation);
        }
        if (conversation != null) {
            if (annotations != null) {
                FileAnnotations.put(conversation, FileAnnotations.of(annotations));
            }
            marks.put(conversation);
            conversation.put();
        }
    }

    /** Sound comes in pieces only. */
    private void speak(Map<String, Object> members) {
        Object modalities = members.get("modalities");
        if (stream || modalities == null && !members.containsKey("audio")) {
            return;
        }
        if (members.containsKey("audio") || modalities instanceof Iterable<?> list && hasSound(list)) {
            throw new IllegalArgumentException(
                    "OpenRouter gives answers in sound only as a stream: use openrouter:streaming, or leave"
                            + " out the modality audio and what belongs to it");
        }
    }

    private static boolean hasSound(Iterable<?> modalities) {
        for (Object modality : modalities) {
            if ("audio".equals(text(modality))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the value of the option modalities has sound in it. */
    public static boolean asksForSound(String modalities) {
        return hasSound((Iterable<?>) OptionValue.modalities().parse(modalities));
    }

    private static Map<String, Object> withoutNull(Map<String, Object> members) {
        members.values().removeIf(value -> value instanceof JsonNode node && node.isNull());
        return members;
    }

    /** Merges what wins. A depth of reasoning is said in one of two ways, so the new one takes the place of the other. */
    private static void mergeRequest(Map<String, Object> members, Map<?, ?> stronger) {
        if (stronger.get("reasoning") != null && members.get("reasoning") != null) {
            Map<String, Object> reasoning = JsonMembers.copy(stronger.get("reasoning"));
            if (RequestOption.DEPTHS.stream().anyMatch(reasoning::containsKey)) {
                JsonMembers.child(members, "reasoning").keySet().removeAll(RequestOption.DEPTHS);
            }
        }
        if (stronger.get("response_format") != null) {
            // one format is not a part of another
            members.remove("response_format");
        }
        JsonMembers.merge(members, stronger);
    }

    private static Map<?, ?> body(Object header) {
        if (!(header instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(
                    "The header " + OpenRouterConstants.BODY + " must be a Map of request members");
        }
        map.keySet()
                .forEach(name ->
                        allowed(String.valueOf(name), "The header " + OpenRouterConstants.BODY + " with " + name));
        return map;
    }

    /** Puts the headers of options into the request; returns the HTTP headers that go with it. */
    private Map<String, String> options(RequestHeaders headers, Map<String, Object> members) {
        if (headers.value(OpenRouterConstants.REASONING_EFFORT) != null
                && headers.value(OpenRouterConstants.REASONING_MAX_TOKENS) != null) {
            throw new IllegalArgumentException("The headers " + OpenRouterConstants.REASONING_EFFORT + " and "
                    + OpenRouterConstants.REASONING_MAX_TOKENS + " exclude each other: set one of them");
        }
        Map<String, String> httpHeaders = defaultHttpHeaders;
        for (Map.Entry<String, Object> header : headers.all().entrySet()) {
            RequestOption option = RequestOption.ofHeader(header.getKey());
            if (option == null) {
                continue;
            }
            if (option.httpHeader() != null && httpHeaders == defaultHttpHeaders) {
                httpHeaders = new LinkedHashMap<>(defaultHttpHeaders);
            }
            put(option, option.from(header.getValue()), members, httpHeaders);
        }
        return httpHeaders;
    }

    private static void thinking(RequestHeaders headers, Map<String, Object> members) {
        Object off = headers.value(OpenRouterConstants.DISABLE_THINKING);
        if (off == null) {
            return;
        }
        Object disabled;
        try {
            disabled = OptionValue.bool().parse(off);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The header " + OpenRouterConstants.DISABLE_THINKING + " " + e.getMessage(), e);
        }
        if (disabled.equals(true)) {
            disableThinking(members);
        } else if ("none".equals(text(JsonMembers.copy(members.get("reasoning")).get("effort")))) {
            members.remove("reasoning");
        }
    }

    /** An empty header says that this message has none, whatever the option says. */
    private static void lead(
            Map<String, Object> members, String role, String name, RequestHeaders headers, String option) {
        Object header = headers.value(name);
        if (header == null) {
            if (option != null) {
                BodyBinding.lead(members, role, option, false);
            }
            return;
        }
        if (!(header instanceof String text)) {
            throw new IllegalArgumentException("The header " + name + " must be text, not " + OptionValue.kind(header));
        }
        BodyBinding.lead(members, role, text.isBlank() ? null : text, true);
    }

    /** Takes suffixes that OpenRouter does not know off the models and puts their providers first. */
    private static void resolveModels(Map<String, Object> members) {
        Set<String> providers = new LinkedHashSet<>();
        if (members.get("model") != null) {
            members.put("model", resolved("model", members.get("model"), providers));
        }
        if (members.get("models") != null) {
            List<Object> wire = new ArrayList<>();
            for (Object fallback : elements("models", members.get("models"))) {
                wire.add(resolved("models", fallback, providers));
            }
            members.put("models", wire);
        }
        if (!providers.isEmpty()) {
            Map<String, Object> provider = JsonMembers.child(members, "provider");
            if (provider.get("order") != null) {
                for (Object slug : elements("provider.order", provider.get("order"))) {
                    providers.add(text(slug) == null ? String.valueOf(slug) : text(slug));
                }
            }
            provider.put("order", List.copyOf(providers));
        }
    }

    private static String resolved(String member, Object model, Set<String> providers) {
        String text = text(model);
        if (text == null) {
            throw new IllegalArgumentException("The request's member " + member
                    + (member.equals("model") ? " must be" : " must have nothing but") + " text that is not blank");
        }
        ModelName name = ModelName.parse(text);
        if (!name.isModel()) {
            throw new IllegalArgumentException("The request's member " + member + " must name "
                    + (member.equals("model") ? "a model" : "models") + ", such as openai/gpt-4o-mini"
                    + OptionValue.shown(text));
        }
        providers.addAll(name.providers());
        return name.wire();
    }

    /** The elements of a list, however it was made. */
    static Iterable<?> elements(String member, Object list) {
        if (list instanceof Object[] array) {
            return Arrays.asList(array);
        }
        if (list instanceof Iterable<?> elements && !(list instanceof JsonNode node && !node.isArray())) {
            return elements;
        }
        throw new IllegalArgumentException("The request's member " + member + " must be a list");
    }

    private static boolean empty(Object value) {
        if (value instanceof Map<?, ?> || value instanceof JsonNode node && node.isObject()) {
            return JsonMembers.copy(value).values().stream()
                    .allMatch(member -> member == null || member instanceof JsonNode node && node.isNull());
        }
        return value instanceof Object[] array && array.length == 0
                || value instanceof Iterable<?> list
                        && !(value instanceof JsonNode node && !node.isArray())
                        && !list.iterator().hasNext();
    }

    private static String text(Object value) {
        if (value instanceof JsonNode node && node.isTextual()) {
            return node.textValue().isBlank() ? null : node.textValue();
        }
        return value instanceof CharSequence text && !text.toString().isBlank() ? text.toString() : null;
    }
}
