package io.github.camelopenrouter.internal.wire;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.github.camelopenrouter.internal.support.Fingerprint;

/**
 * Adds to a list what it does not have yet: services repeat in later events what they said in earlier ones, and sometimes say more of
 * it then. A citation is known by its address and the place that it stands at, a file by its hash, an image by its address, everything
 * else by all that it says. Linear in what comes.
 */
final class Repetitions {
    private static final JsonNode NOWHERE = MissingNode.getInstance();

    private final Held held;
    private final ArrayNode list;
    private final Map<ByteBuffer, JsonNode> known = new HashMap<>();

    /** @param list what is added to; its elements are looked at, and none is removed */
    Repetitions(Held held, ArrayNode list) {
        this.held = held;
        this.list = list;
        list.forEach(this::isNew);
    }

    void add(ArrayNode further) {
        for (JsonNode element : further) {
            if (isNew(element)) {
                held.tree(element);
                held.part();
                list.add(element);
            }
        }
    }

    private boolean isNew(JsonNode element) {
        JsonNode citation = said(element, "url_citation");
        if (citation.path("url").isTextual()) {
            ByteBuffer place = print(
                    "citation",
                    citation.path("url"),
                    orNowhere(citation.path("start_index")),
                    orNowhere(citation.path("end_index")));
            return isNew(element, place, citation, "url_citation");
        }
        JsonNode file = said(element, "file");
        if (file.path("hash").isTextual()) {
            return isNew(element, print("file", file.path("hash")), file, "file");
        }
        JsonNode image = element.path("image_url");
        JsonNode url = image.isTextual() ? image : image.path("url");
        return isNew(element, url.isTextual() ? print("image", url) : Fingerprint.of(element), NOWHERE, "");
    }

    private boolean isNew(JsonNode element, ByteBuffer print, JsonNode more, String within) {
        JsonNode same = known.putIfAbsent(print, element);
        if (same == null) {
            return true;
        }
        if (more != NOWHERE) {
            fill(said(same, within), more);
        }
        return false;
    }

    /** What an event said of it counts; what only a later one says is added. */
    private void fill(JsonNode same, JsonNode more) {
        if (same instanceof ObjectNode object && same != more) {
            more.properties().forEach(member -> {
                if (orNowhere(object.path(member.getKey())) == NOWHERE && orNowhere(member.getValue()) != NOWHERE) {
                    held.tree(member.getValue());
                    object.set(member.getKey(), member.getValue());
                }
            });
        }
    }

    /** The object that says more of the element; some services say it in the element itself. */
    private static JsonNode said(JsonNode element, String member) {
        JsonNode within = element.path(member);
        boolean flat = !within.isObject() && member.equals(element.path("type").asText());
        return flat ? element : within;
    }

    private static JsonNode orNowhere(JsonNode node) {
        return node.isNull() ? NOWHERE : node;
    }

    private static ByteBuffer print(String kind, JsonNode... of) {
        JsonNode[] all = new JsonNode[of.length + 1];
        all[0] = TextNode.valueOf(kind);
        System.arraycopy(of, 0, all, 1, of.length);
        return Fingerprint.of(all);
    }
}
