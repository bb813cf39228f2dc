package io.github.camelopenrouter.internal.conversation;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.github.camelopenrouter.internal.support.Fingerprint;

/**
 * Long texts that are no prose, such as images and documents in base64, taken out of a message and put back into it. They are kept once
 * for a conversation, by their hash, however often it is written.
 */
final class Attachments {
    /** Members that hold bytes as text: of images, videos, documents, sound, and of thoughts that a provider has encrypted. */
    private static final Set<String> HOLDERS = Set.of("url", "file_data", "data");

    /** A reference would be as long. */
    private static final int SHORTEST = 512;

    private Attachments() {}

    /**
     * Takes them out of a message.
     *
     * @param message changed: empty text stands where one was
     * @param found gets them by their hashes
     * @return hashes by the JSON pointers of their places
     */
    static Map<String, String> takeOut(JsonNode message, Map<String, String> found) {
        Map<String, String> places = new TreeMap<>();
        takeOut(message, "", places, found);
        return places;
    }

    private static void takeOut(JsonNode node, String at, Map<String, String> places, Map<String, String> found) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                String place = at + "/" + name.replace("~", "~0").replace("/", "~1");
                JsonNode value = member.getValue();
                if (value.isTextual()
                        && HOLDERS.contains(name)
                        && value.textValue().length() >= SHORTEST) {
                    String hash = Fingerprint.hex(value.textValue().getBytes(StandardCharsets.UTF_8));
                    found.put(hash, value.textValue());
                    places.put(place, hash);
                    member.setValue(TextNode.valueOf(""));
                } else {
                    takeOut(value, place, places, found);
                }
            }
        } else if (node instanceof ArrayNode array) {
            int index = 0;
            for (Iterator<JsonNode> elements = array.elements(); elements.hasNext(); index++) {
                takeOut(elements.next(), at + "/" + index, places, found);
            }
        }
    }

    /**
     * The message with its attachments; itself where it has none.
     *
     * @param known by their hashes
     * @throws IllegalArgumentException where one is missing
     */
    static JsonNode putBack(JsonNode message, Map<String, String> places, Map<String, String> known) {
        if (places.isEmpty()) {
            return message;
        }
        JsonNode whole = message.deepCopy();
        places.forEach((place, hash) -> {
            String attachment = known.get(hash);
            JsonPointer pointer = JsonPointer.compile(place);
            if (attachment == null || !(whole.at(pointer.head()) instanceof ObjectNode holder)) {
                throw new IllegalArgumentException("an attachment is missing");
            }
            holder.put(pointer.last().getMatchingProperty(), attachment);
        });
        return whole;
    }
}
