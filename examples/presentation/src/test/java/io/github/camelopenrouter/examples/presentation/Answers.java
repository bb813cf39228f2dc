package io.github.camelopenrouter.examples.presentation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

/** What a test lets the service answer, and to which question. */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    static boolean isChat(RecordedRequest request) {
        return request.path().endsWith("/chat/completions");
    }

    static boolean asksForOutline(RecordedRequest request) {
        return request.json().path("stream").asBoolean();
    }

    static boolean asksForPicture(RecordedRequest request) {
        return request.json().has("modalities");
    }

    static boolean asksFor(String title, RecordedRequest request) {
        return request.json().path("messages").path(0).path("content").asText().contains('"' + title + '"');
    }

    /** The end of the outline that {@link Reply#deltas} began. */
    static String[] end(String cost) {
        ObjectNode last = answer("delta", "");
        bill(last, cost);
        return new String[] {"data: " + last + "\n\n", "data: [DONE]\n\n"};
    }

    static Reply outline(String cost, String... titles) {
        ObjectNode outline = JSON.createObjectNode().put("title", "All of It");
        for (String title : titles) {
            outline.withArray("slides").add(title);
        }
        return Reply.deltas(outline.toString()).thenSse(end(cost));
    }

    static Reply slide(String cost, String title, String... points) {
        ObjectNode slide = JSON.createObjectNode().put("title", title);
        slide.putArray("points");
        for (String point : points) {
            slide.withArray("points").add(point);
        }
        return completion(cost, slide.toString());
    }

    static Reply completion(String cost, String text) {
        ObjectNode answer = answer("message", text);
        bill(answer, cost);
        return Reply.json(answer.toString());
    }

    static Reply call(String cost, String tool, String arguments) {
        ObjectNode answer = answer("message", "");
        answer.withObject("/choices/0").put("finish_reason", "tool_calls");
        ObjectNode call =
                answer.withObject("/choices/0/message").withArray("tool_calls").addObject();
        call.put("id", "call-1").put("type", "function");
        call.putObject("function").put("name", tool).put("arguments", arguments);
        bill(answer, cost);
        return Reply.json(answer.toString());
    }

    static Reply picture(String cost, String url) {
        ObjectNode answer = answer("message", "");
        ObjectNode image =
                answer.withObject("/choices/0/message").withArray("images").addObject();
        image.put("type", "image_url").putObject("image_url").put("url", url);
        bill(answer, cost);
        return Reply.json(answer.toString());
    }

    private static ObjectNode answer(String member, String text) {
        ObjectNode answer = JSON.createObjectNode().put("id", "gen-1").put("model", "openai/gpt-4o-mini");
        ObjectNode choice =
                answer.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop");
        choice.putObject(member).put("role", "assistant").put("content", text);
        return answer;
    }

    private static void bill(ObjectNode answer, String cost) {
        answer.putObject("usage")
                .put("prompt_tokens", 1)
                .put("completion_tokens", 2)
                .put("cost", new java.math.BigDecimal(cost));
    }
}
