package io.github.camelopenrouter.internal.structured;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;
import io.github.camelopenrouter.model.Violation;

/**
 * What an answer is to be: what the service is asked for, what is checked, and what the route gets. Immutable, thread-safe.
 *
 * @param wire the member {@code response_format} of the request; null for none
 * @param schema what answers are checked against; null for none
 * @param json whether an answer must be one JSON value
 * @param target what the value is handed on as; null for the answer's text, message or whole
 */
public record AnswerFormat(JsonNode wire, AnswerSchema schema, boolean json, AnswerTarget target) {
    /** Text, and nothing said about it. */
    public static final AnswerFormat TEXT = new AnswerFormat(null, null, false, null);

    private static final int LONGEST_POINTER = 80;

    /**
     * A schema that the author of a route or a message gave.
     *
     * @param given as it was given; must not be changed
     * @param wire the member {@code response_format} that asks for it
     * @param checked what answers are checked against
     */
    public record Schema(ObjectNode given, JsonNode wire, AnswerSchema checked) {
        /**
         * @param name what the service calls it
         * @throws IllegalArgumentException where it is no schema, or cannot be strict; the message says why
         */
        public static Schema of(ObjectNode schema, String name, boolean strict) {
            CheckableSchema forms = CheckableSchema.of(schema, strict);
            ObjectNode format = schema.objectNode().put("type", "json_schema");
            format.putObject("json_schema")
                    .put("name", name)
                    .put("strict", strict)
                    .set("schema", forms.sent());
            return new Schema(schema, format, forms.checked());
        }
    }

    /**
     * The schema of a class.
     *
     * @throws IllegalArgumentException where it has none; the message says why
     */
    public static ObjectNode schemaOf(JavaType type, ObjectMapper mapper) {
        try {
            return ClassSchema.of(type, mapper);
        } catch (LinkageError e) {
            throw otherLine("com.github.victools:jsonschema-generator and jsonschema-module-jackson 4.x", e);
        }
    }

    /** The class path has no such library, or the line of it for another Jackson; here, because that shows when a class is loaded. */
    static IllegalArgumentException otherLine(String coordinates, LinkageError e) {
        return new IllegalArgumentException(
                "needs " + coordinates + ", the line for Jackson 2, and the class path has another one or none ("
                        + e.getClass().getSimpleName() + "): add it",
                e);
    }

    /** The same where somebody else has said what is asked for. */
    public AnswerFormat unchecked() {
        return target == null ? TEXT : new AnswerFormat(null, null, true, target);
    }

    /** Whether there is nothing to read or to check: the answer's text is as good as any other. */
    public boolean isPlain() {
        return !json && target == null;
    }

    /**
     * What a value is that was read.
     *
     * @param value what {@link #target} made of it; null where there is none
     * @param source its text
     */
    public record Value(Object value, String source) {}

    /**
     * Reads and checks an answer. Takes as long as the answer is, and runs code of the class that is read: never on an I/O thread.
     *
     * @return null where there is nothing to read, because the model asks for tools instead
     * @throws InvalidAnswerException where it is not what was asked for
     */
    public Value read(ChatResponse response) {
        if (target == null && response.text().isBlank() && asksForTools(response)) {
            return null;
        }
        JsonText found = only(response);
        List<Violation> violations = schema == null ? List.of() : schema.violations(found.value());
        if (!violations.isEmpty()) {
            throw invalid(response, "answer_invalid", violations);
        }
        if (target == null) {
            return new Value(null, found.source());
        }
        try {
            return new Value(target.read(found.value(), found.source()), found.source());
        } catch (AnswerTarget.Unfit e) {
            throw invalid(response, "answer_invalid", List.of(e.violation()));
        }
    }

    private static boolean asksForTools(ChatResponse response) {
        return response.message().toolCalls() != null
                && !response.message().toolCalls().isEmpty();
    }

    /**
     * The one JSON value of an answer.
     *
     * @throws InvalidAnswerException where there is none, or more
     */
    public static JsonNode json(ChatResponse response) {
        return only(response).value();
    }

    /** The same with its text. */
    static JsonText only(ChatResponse response) {
        String text = response.text();
        boolean cut = "length".equals(response.finishReason());
        if (text.isBlank()) {
            String refusal = response.message().refusal();
            if (refusal != null && !refusal.isBlank()) {
                throw invalid(
                        response,
                        "answer_refused",
                        List.of(new Violation("", "json", "an answer, and the model refused")));
            }
            String instead =
                    asksForTools(response) ? "an answer, and the model asks for tools" : "an answer, and there is none";
            throw invalid(
                    response, cut ? "answer_truncated" : "answer_empty", List.of(new Violation("", "json", instead)));
        }
        try {
            return JsonText.read(text);
        } catch (NotJsonException e) {
            throw invalid(response, cut ? "answer_truncated" : "answer_not_json", List.of(e.violation()));
        }
    }

    /** A pointer, some names of which the answer has made. */
    static String shortened(String pointer) {
        return pointer.length() <= LONGEST_POINTER ? pointer : pointer.substring(0, LONGEST_POINTER) + "...";
    }

    private static StringBuilder message(List<Violation> violations) {
        Violation first = violations.get(0);
        StringBuilder message = new StringBuilder("OpenRouter: the answer is not what was asked for: ");
        if (!first.pointer().isEmpty()) {
            message.append("at ").append(shortened(first.pointer())).append(", ");
        }
        if (!first.keyword().equals("json")) {
            message.append(first.keyword()).append(": ");
        }
        message.append(first.expected());
        if (violations.size() > 1) {
            message.append(" (and ").append(violations.size() - 1).append(" more)");
        }
        return message;
    }

    static InvalidAnswerException invalid(ChatResponse response, String type, List<Violation> violations) {
        StringBuilder message = message(violations);
        if ("length".equals(response.finishReason())) {
            message.append(": it was cut at the most tokens that it may have, raise maxTokens");
        } else if (response.finishReason() != null && !"stop".equals(response.finishReason())) {
            message.append(" (finish reason ").append(response.finishReason()).append(')');
        }
        Usage usage = response.usage();
        ErrorDetails details = ErrorDetails.of(message.toString(), Outcome.PARTIAL)
                .withErrorType(type)
                .withAnswer(200, response.id(), null)
                .withPartial(response.text(), response.provider());
        return new InvalidAnswerException(details, violations, usage == null ? null : usage.cost(), 0);
    }

    /**
     * The failure of a call whose answer had been found out to be wrong before it ended.
     *
     * @param cost what it had cost by then; null where not known
     */
    static InvalidAnswerException invalid(
            OpenRouterException end, String type, List<Violation> violations, BigDecimal cost) {
        ErrorDetails facts = end.details();
        ErrorDetails details = ErrorDetails.of(message(violations).toString(), Outcome.PARTIAL)
                .withErrorType(type)
                .withAnswer(facts.statusCode(), facts.generationId(), facts.responseHeaders())
                .withPartial(facts.partialText(), facts.provider());
        InvalidAnswerException invalid = new InvalidAnswerException(details, violations, cost, 0);
        invalid.addSuppressed(end);
        return invalid;
    }
}
