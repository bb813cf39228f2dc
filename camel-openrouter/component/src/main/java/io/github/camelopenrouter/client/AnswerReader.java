package io.github.camelopenrouter.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import io.github.camelopenrouter.model.Usage;

/**
 * Reads answers and chunks of {@code /chat/completions} in one pass. Lenient: unknown members are kept, members of an
 * unexpected type count as absent, nothing is bound to an enum. The wire is documented at
 * <a href="https://openrouter.ai/docs/api-reference/overview">openrouter.ai/docs</a>; what providers really send is wider.
 */
final class AnswerReader {
    /**
     * One parser for each thread, fed with one object after the other: making one costs several times what a chunk's text does.
     */
    private static final ThreadLocal<JsonParser> PARSER = ThreadLocal.withInitial(AnswerReader::newParser);

    private AnswerReader() {}

    private static JsonParser newParser() {
        try {
            return Json.MAPPER.getFactory().createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one JSON object into {@code answer}, which keeps what the object does not say. */
    static void read(byte[] json, int offset, int length, Answer answer) throws IOException {
        JsonParser parser = PARSER.get();
        boolean whole = false;
        try {
            ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).feedInput(json, offset, offset + length);
            object(parser, answer);
            whole = parser.nextToken() == JsonToken.NOT_AVAILABLE;
            if (!whole) {
                throw new IOException("something follows the JSON object");
            }
        } finally {
            if (!whole) {
                // it stands in the middle of what it could not read
                PARSER.remove();
                parser.close();
            }
        }
    }

    private static void object(JsonParser parser, Answer answer) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("not a JSON object");
        }
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = value(parser);
            switch (name) {
                case "id" -> answer.id = answer.id != null ? answer.id : text(parser, token);
                case "model" -> answer.model = answer.model != null ? answer.model : text(parser, token);
                case "provider" -> answer.provider = answer.provider != null ? answer.provider : text(parser, token);
                case "created" -> answer.created = answer.created != null ? answer.created : number(parser, token);
                case "object" -> parser.skipChildren();
                case "choices" -> choices(parser, token, answer);
                case "usage" ->
                    answer.usage = token == JsonToken.START_OBJECT ? usage(parser) : skip(parser, answer.usage);
                case "error" -> answer.error = tree(parser, token);
                default -> {
                    JsonNode value = tree(parser, token);
                    if (value != null) {
                        answer.extra(name, value);
                    }
                }
            }
        }
        if (parser.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("the JSON object is cut off");
        }
    }

    /** The token of a member's value; all bytes are there, so that waiting for more means that the object is cut off. */
    private static JsonToken value(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null || token == JsonToken.NOT_AVAILABLE) {
            throw new IOException("the JSON object is cut off");
        }
        return token;
    }

    private static void choices(JsonParser parser, JsonToken token, Answer answer) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        JsonToken next;
        while ((next = value(parser)) != JsonToken.END_ARRAY) {
            if (next == JsonToken.START_OBJECT) {
                choice(parser, answer.addChoice());
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void choice(JsonParser parser, Answer.Choice choice) throws IOException {
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = value(parser);
            switch (name) {
                case "finish_reason" -> choice.finishReason = reason(parser, token);
                case "native_finish_reason" -> choice.nativeFinishReason = text(parser, token);
                case "error" -> choice.error = tree(parser, token);
                case "logprobs" -> choice.logprobs = tree(parser, token);
                case "message", "delta" -> {
                    if (token == JsonToken.START_OBJECT) {
                        message(parser, choice);
                    } else {
                        parser.skipChildren();
                    }
                }
                default -> parser.skipChildren();
            }
        }
    }

    private static void message(JsonParser parser, Answer.Choice choice) throws IOException {
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = value(parser);
            switch (name) {
                case "role" -> choice.role = role(parser, token);
                case "content" -> choice.content = content(parser, token);
                case "refusal" -> choice.refusal = text(parser, token);
                case "reasoning" -> choice.reasoning = text(parser, token);
                case "reasoning_details" -> choice.reasoningDetails = array(parser, token);
                case "tool_calls" -> choice.toolCalls = array(parser, token);
                default -> {
                    JsonNode value = tree(parser, token);
                    if (value != null) {
                        choice.extra = Answer.put(choice.extra, name, value);
                    }
                }
            }
        }
    }

    /** Text, or the text parts of an array of parts joined; null for null. */
    private static String content(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            return text(parser, token);
        }
        StringBuilder joined = new StringBuilder();
        for (JsonNode part : array(parser, token)) {
            joined.append(
                    part.isTextual() ? part.textValue() : part.path("text").asText(""));
        }
        return joined.toString();
    }

    /** Nearly always "assistant": not worth a string for each chunk. */
    private static String role(JsonParser parser, JsonToken token) throws IOException {
        String role = text(parser, token);
        return "assistant".equals(role) ? "assistant" : role;
    }

    /** Finish reasons are open words; blank ones and the word null say nothing. */
    private static String reason(JsonParser parser, JsonToken token) throws IOException {
        String reason = text(parser, token);
        return reason == null || reason.isBlank() || reason.equals("null") ? null : reason;
    }

    private static Usage usage(JsonParser parser) throws IOException {
        Integer prompt = null;
        Integer completion = null;
        Integer total = null;
        Integer reasoning = null;
        Integer cached = null;
        Integer cacheWrite = null;
        BigDecimal cost = null;
        BigDecimal upstream = null;
        Boolean byok = null;
        // details are read in the same loop: their members have names of their own
        int depth = 1;
        while (depth > 0) {
            JsonToken token = value(parser);
            if (token == JsonToken.END_OBJECT) {
                depth--;
                continue;
            }
            String name = parser.currentName();
            token = value(parser);
            if (token == JsonToken.START_OBJECT) {
                switch (name) {
                    case "prompt_tokens_details", "completion_tokens_details", "cost_details" -> depth++;
                    default -> parser.skipChildren();
                }
                continue;
            }
            switch (name) {
                case "prompt_tokens" -> prompt = integer(parser, token);
                case "completion_tokens" -> completion = integer(parser, token);
                case "total_tokens" -> total = integer(parser, token);
                case "reasoning_tokens" -> reasoning = integer(parser, token);
                case "cached_tokens" -> cached = integer(parser, token);
                case "cache_write_tokens" -> cacheWrite = integer(parser, token);
                case "cost" -> cost = decimal(parser, token);
                case "upstream_inference_cost" -> upstream = decimal(parser, token);
                case "is_byok" -> byok = token.isBoolean() ? (Boolean) parser.getBooleanValue() : skip(parser, null);
                default -> parser.skipChildren();
            }
        }
        return new Usage(prompt, completion, total, reasoning, cached, cacheWrite, cost, upstream, byok);
    }

    private static <T> T skip(JsonParser parser, T value) throws IOException {
        parser.skipChildren();
        return value;
    }

    private static String text(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (token.isNumeric()) {
            return parser.getText();
        }
        return skip(parser, null);
    }

    private static Long number(JsonParser parser, JsonToken token) throws IOException {
        BigDecimal value = decimal(parser, token);
        return value == null ? null : Long.valueOf(value.longValue());
    }

    private static Integer integer(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == JsonParser.NumberType.INT) {
            return parser.getIntValue();
        }
        BigDecimal value = decimal(parser, token);
        return value == null ? null : Integer.valueOf(value.intValue());
    }

    /** Numbers, and numbers that somebody wrote as text. */
    private static BigDecimal decimal(JsonParser parser, JsonToken token) throws IOException {
        if (token.isNumeric()) {
            return sane(parser.getDecimalValue());
        }
        if (token == JsonToken.VALUE_STRING) {
            String text = parser.getText().trim();
            if (text.isEmpty() || text.length() > 100) {
                return null;
            }
            try {
                return sane(new BigDecimal(text));
            } catch (NumberFormatException e) {
                // a word where a number belongs counts as absent
                return null;
            }
        }
        return skip(parser, null);
    }

    /** A number such as 9e999999999 would fill the heap when it is written out or made an integer. */
    private static BigDecimal sane(BigDecimal value) {
        return Math.abs((long) value.scale()) > 100 ? null : value;
    }

    private static JsonNode tree(JsonParser parser, JsonToken token) throws IOException {
        return token == JsonToken.VALUE_NULL ? null : Json.MAPPER.readTree(parser);
    }

    private static ArrayNode array(JsonParser parser, JsonToken token) throws IOException {
        return tree(parser, token) instanceof ArrayNode array ? array : null;
    }
}
