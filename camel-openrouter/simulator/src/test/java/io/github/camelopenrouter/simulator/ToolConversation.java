package io.github.camelopenrouter.simulator;

import java.net.http.HttpResponse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What a client says, tool results included, and what it is answered. */
final class ToolConversation {

    private final JsonClient client;
    private final ObjectNode body = JsonClient.MAPPER.createObjectNode();
    private final ArrayNode messages = body.putArray("messages");

    ToolConversation(OpenRouterSimulator simulator, String prompt) {
        client = new JsonClient(simulator);
        messages.addObject().put("role", "user").put("content", prompt);
    }

    /** Sets a member of the request; the value is JSON with single quotes. */
    ToolConversation with(String member, String json) throws Exception {
        body.set(member, JsonClient.MAPPER.readTree(json.replace('\'', '"')));
        return this;
    }

    /** Offers functions of these names, which take a city. */
    ToolConversation offering(String... names) {
        ArrayNode tools = body.putArray("tools");
        for (String name : names) {
            ObjectNode function = tools.addObject().put("type", "function").putObject("function");
            ObjectNode parameters = function.put("name", name).putObject("parameters");
            parameters.put("type", "object").putArray("required").add("city");
            parameters.putObject("properties").putObject("city").put("type", "string");
        }
        return this;
    }

    /** What the service answers; the conversation stays as it is. */
    HttpResponse<String> ask() throws Exception {
        return client.chat(body.toString());
    }

    /** The message that the service answers with; it becomes a part of the conversation. */
    ObjectNode turn() throws Exception {
        HttpResponse<String> answer = ask();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        ObjectNode message = (ObjectNode) JsonClient.json(answer).at("/choices/0/message");
        messages.add(message);
        return message;
    }

    ToolConversation says(ObjectNode message) {
        messages.add(message);
        return this;
    }

    ToolConversation user(String text) {
        messages.addObject().put("role", "user").put("content", text);
        return this;
    }

    /** The result of a call. */
    ToolConversation result(String id, String text) {
        messages.addObject().put("role", "tool").put("tool_call_id", id).put("content", text);
        return this;
    }

    /** The results of all calls of a message, in their order. */
    ToolConversation results(JsonNode message, String... texts) {
        int number = 0;
        for (JsonNode call : message.path("tool_calls")) {
            result(call.path("id").asText(), texts[number]);
            number++;
        }
        return this;
    }

    /** What the provider says against the conversation. */
    String refusal() throws Exception {
        HttpResponse<String> answer = ask();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = JsonClient.json(answer).path("error");
        String raw = error.at("/metadata/raw").asText();
        return raw.isEmpty()
                ? error.path("message").asText()
                : JsonClient.MAPPER.readTree(raw).at("/error/message").asText();
    }
}
