package io.github.camelopenrouter.examples.springboot;

import java.io.IOException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.store.ConversationRepository.Conversation;

/** What was said before, for a page that is loaded again. */
final class Transcript {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("(\\d{1,6})-(\\d{1,3})");
    private static final Pattern DATA = Pattern.compile("data:(image/[a-z]+);base64,");

    private Transcript() {}

    /**
     * An image that was sent.
     *
     * @param type one of {@link Question#IMAGES}
     */
    record Image(String type, byte[] bytes) {}

    /** For each message who said it, its text, its reasoning if there is some, and by which names its images can be asked for. */
    static ArrayNode of(Conversation conversation) throws IOException {
        ArrayNode said = JSON.createArrayNode();
        int place = 0;
        for (JsonNode kept : messages(conversation)) {
            JsonNode message = kept.path("message");
            JsonNode content = message.path("content");
            StringBuilder text = new StringBuilder(content.asText(""));
            ObjectNode one = said.addObject();
            ArrayNode images = one.putArray("images");
            for (int part = 0; part < content.size(); part++) {
                text.append(content.path(part).path("text").asText());
                if (content.path(part).has("image_url")) {
                    images.add(place + "-" + part);
                }
            }
            one.put("role", message.path("role").asText()).put("text", text.toString());
            one.put("reasoning", message.path("reasoning").asText(""));
            one.put("cut", kept.path("cut").asBoolean());
            place++;
        }
        return said;
    }

    /** Null where there is none of that name, or where it is of no type that a page shows. */
    static Image image(Conversation conversation, String name) throws IOException {
        Matcher place = NAME.matcher(name);
        if (!place.matches()) {
            return null;
        }
        JsonNode kept = messages(conversation).path(Integer.parseInt(place.group(1)));
        String pointer = "/content/" + Integer.parseInt(place.group(2)) + "/image_url/url";
        String url = kept.path("message").at(pointer).asText();
        if (url.isEmpty()) {
            // a long one is kept beside the messages, by its hash
            String hash = kept.path("attachments").path(pointer).asText();
            url = conversation.attachments().getOrDefault(hash, "");
        }
        Matcher data = DATA.matcher(url);
        if (!data.lookingAt() || !Question.IMAGES.contains(data.group(1))) {
            return null;
        }
        return new Image(data.group(1), Base64.getDecoder().decode(url.substring(data.end())));
    }

    private static JsonNode messages(Conversation conversation) throws IOException {
        return JSON.readTree(conversation.messages()).path("messages");
    }
}
