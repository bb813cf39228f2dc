package io.github.camelopenrouter.internal.conversation;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.wire.Json;
import io.github.camelopenrouter.internal.wire.RequestWriter;
import io.github.camelopenrouter.model.ChatRequest;

/**
 * A conversation as text and back, without loss.
 *
 * @param entries its messages, the oldest first
 * @param claim the turn that is under way, where that is said; null for none
 */
record Transcript(List<Entry> entries, Claim claim) {
    static final Transcript EMPTY = new Transcript(List.of(), null);

    /**
     * A turn that is under way.
     *
     * @param node where
     * @param until in milliseconds since 1970: a process that died ends nothing
     */
    record Claim(String node, long until) {}

    /** As JSON in ASCII, so that any encoding of a repository can hold it. */
    String write() {
        StringWriter out = new StringWriter(1_024);
        try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
            json.enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature());
            json.writeStartObject();
            if (claim != null) {
                json.writeObjectFieldStart("turn");
                json.writeStringField("node", claim.node());
                json.writeNumberField("until", claim.until());
                json.writeEndObject();
            }
            json.writeArrayFieldStart("messages");
            for (Entry entry : entries) {
                write(json, entry);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator json, Entry entry) throws IOException {
        json.writeStartObject();
        json.writeFieldName("message");
        json.writeTree(entry.message());
        json.writeNumberField("bytes", entry.bytes());
        if (!entry.media().isEmpty()) {
            json.writeObjectFieldStart("attachments");
            for (Map.Entry<String, String> medium : entry.media().entrySet()) {
                json.writeStringField(medium.getKey(), medium.getValue());
            }
            json.writeEndObject();
        }
        if (entry.cut()) {
            json.writeBooleanField("cut", true);
        }
        if (entry.turn() != null) {
            json.writeStringField("turn", entry.turn());
        }
        json.writeEndObject();
    }

    /**
     * What {@link #write} wrote, or somebody who has only the messages.
     *
     * @throws IllegalArgumentException where it is something else; its message quotes nothing
     */
    static Transcript read(String text) {
        JsonNode json;
        try {
            json = Json.object(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // its message may quote what was said
            throw new IllegalArgumentException("is not the JSON of a conversation");
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : json.path("messages")) {
            entries.add(entry(entry));
        }
        JsonNode turn = json.get("turn");
        return new Transcript(
                entries,
                turn == null
                        ? null
                        : new Claim(
                                turn.path("node").asText(), turn.path("until").asLong()));
    }

    private static Entry entry(JsonNode json) {
        JsonNode message = json.path("message");
        if (!message.path("role").isTextual()) {
            throw new IllegalArgumentException("has something that is no message");
        }
        Map<String, String> media = new LinkedHashMap<>();
        json.path("attachments")
                .properties()
                .forEach(medium -> media.put(medium.getKey(), medium.getValue().asText()));
        JsonNode turn = json.get("turn");
        JsonNode bytes = json.get("bytes");
        return new Entry(
                message,
                media,
                bytes == null ? message.toString().length() : bytes.asInt(),
                json.path("cut").asBoolean(),
                turn == null ? null : turn.asText());
    }

    /**
     * Messages as they go to the service.
     *
     * @param found gets their attachments by hash
     * @param cut whether the last of them is what came of an answer that was cut
     * @throws IllegalArgumentException where one cannot be written as JSON
     */
    static List<Entry> entries(List<?> messages, Map<String, String> found, boolean cut, String turn) {
        byte[] written = RequestWriter.write(
                ChatRequest.builder().member("messages", messages).build());
        List<Entry> entries = new ArrayList<>();
        try {
            for (JsonNode message : Json.object(written).path("messages")) {
                Map<String, String> media = Attachments.takeOut(message, found);
                int bytes = message.toString().length();
                entries.add(new Entry(message, media, bytes, cut && entries.size() == messages.size() - 1, turn));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("The messages of the conversation cannot be written as JSON");
        }
        return entries;
    }
}
