package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

/** What the simulator answers to the routes of this example, so that it looks as with a model: the content, the pace, the bill. */
final class Rehearsal implements Function<RecordedRequest, Reply> {
    private static final String KNOWN_TOPIC = "The rivers of France";

    /** Of a small model and of a picture, in US dollars. */
    private static final BigDecimal PROMPT_TOKEN = new BigDecimal("0.00000015");

    private static final BigDecimal ANSWER_TOKEN = new BigDecimal("0.0000006");
    private static final BigDecimal PICTURE = new BigDecimal("0.0387");
    private static final int CHARACTERS_OF_TOKEN = 4;

    private static final int PIECE = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode content;
    private final String picture;
    private final Duration pace;

    /**
     * @param pace between two pieces of the outline; a slide takes as long as twenty of them
     */
    Rehearsal(String topic, Duration pace) throws IOException {
        String known = topic.equalsIgnoreCase(KNOWN_TOPIC) ? "rehearsal.json" : "rehearsal-of-any-topic.json";
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(topic));
        this.content = JSON.readTree(Resource.text(known).replace("{topic}", quoted));
        this.picture = "data:image/png;base64," + Base64.getEncoder().encodeToString(Resource.bytes("river.png"));
        this.pace = pace;
    }

    @Override
    public Reply apply(RecordedRequest request) {
        if (!request.path().endsWith("/chat/completions")) {
            return null; // prices, say: the simulator knows them
        }
        JsonNode question = request.json();
        if (question.path("stream").asBoolean()) {
            return outline(question);
        }
        return question.has("modalities") ? picture(question) : slide(question);
    }

    private Reply outline(JsonNode question) {
        ObjectNode outline = JSON.createObjectNode();
        outline.set("title", content.path("title"));
        ArrayNode titles = outline.putArray("slides");
        content.path("slides").forEach(slide -> titles.add(slide.path("title")));
        String text = outline.toString();
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); at += PIECE) {
            pieces.add(text.substring(at, Math.min(text.length(), at + PIECE)));
        }
        ObjectNode last = answer("chat.completion.chunk", "delta", "");
        bill(last, question, text, BigDecimal.ZERO);
        return Reply.deltas(pieces.toArray(String[]::new))
                .thenSse("data: " + last + "\n\n", "data: [DONE]\n\n")
                .pause(pace);
    }

    private Reply slide(JsonNode question) {
        JsonNode messages = question.path("messages");
        if (question.has("tools") && !messages.findValuesAsText("role").contains("tool")) {
            return callOfTool(question);
        }
        String prompt = messages.path(0).toString();
        for (JsonNode slide : content.path("slides")) {
            if (prompt.contains(slide.path("title").textValue())) {
                ObjectNode answer = answer("chat.completion", "message", slide.toString());
                bill(answer, question, slide.toString(), BigDecimal.ZERO);
                return Reply.json(answer.toString()).delay(pace.multipliedBy(20));
            }
        }
        throw new IllegalArgumentException("no slide of that title");
    }

    /** The model wants to know something first. */
    private Reply callOfTool(JsonNode question) {
        String arguments = JSON.createObjectNode()
                .put("subject", content.at("/slides/1/title").asText())
                .toString();
        ObjectNode answer = answer("chat.completion", "message", "");
        ObjectNode choice = ((ObjectNode) answer.at("/choices/0")).put("finish_reason", "tool_calls");
        ObjectNode call =
                ((ObjectNode) choice.path("message")).putArray("tool_calls").addObject();
        call.put("id", "call-1").put("type", "function");
        call.putObject("function").put("name", "facts").put("arguments", arguments);
        bill(answer, question, arguments, BigDecimal.ZERO);
        return Reply.json(answer.toString()).delay(pace.multipliedBy(5));
    }

    private Reply picture(JsonNode question) {
        ObjectNode answer = answer("chat.completion", "message", "");
        ObjectNode image = ((ObjectNode) answer.at("/choices/0/message"))
                .putArray("images")
                .addObject()
                .put("type", "image_url");
        image.putObject("image_url").put("url", picture);
        bill(answer, question, "", PICTURE);
        return Reply.json(answer.toString()).delay(pace.multipliedBy(20));
    }

    private static ObjectNode answer(String object, String message, String text) {
        ObjectNode answer = JSON.createObjectNode().put("id", "gen-rehearsal").put("object", object);
        answer.put("created", 1).put("model", "openai/gpt-4o-mini").put("provider", "OpenAI");
        ObjectNode choice =
                answer.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop");
        choice.putObject(message).put("role", "assistant").put("content", text);
        return answer;
    }

    private static void bill(ObjectNode answer, JsonNode question, String text, BigDecimal more) {
        int asked = question.toString().length() / CHARACTERS_OF_TOKEN;
        int written = text.length() / CHARACTERS_OF_TOKEN;
        BigDecimal cost = PROMPT_TOKEN
                .multiply(BigDecimal.valueOf(asked))
                .add(ANSWER_TOKEN.multiply(BigDecimal.valueOf(written)))
                .add(more);
        ObjectNode usage = answer.putObject("usage").put("prompt_tokens", asked).put("completion_tokens", written);
        usage.put("total_tokens", asked + written).put("cost", cost);
    }
}
