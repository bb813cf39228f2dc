package io.github.camelopenrouter.internal.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.internal.support.Fingerprint;

/**
 * Puts the blocks of {@code reasoning_details} together. They are replayed on the next turn and refused unless they are whole: text
 * joined, the last signature kept. Fragments belong together that have the same index, type and, where both name one, id.
 */
final class ReasoningBlocks {
    private final Held held;
    private final List<GrowingObject> blocks = new ArrayList<>(2);
    private final Map<ByteBuffer, Kin> kin = new HashMap<>();
    /** The block at the end of the list, and its likes. */
    private Kin last;

    ReasoningBlocks(Held held) {
        this.held = held;
    }

    /** Blocks of one index and type. */
    private static final class Kin {
        final Map<String, GrowingObject> byId = new HashMap<>(2);
        GrowingObject withoutId;
        GrowingObject newest;
    }

    /** Adds blocks that are whole, as an answer has them that does not stream: they stay as they are. */
    void addWhole(ArrayNode whole) {
        for (JsonNode block : whole) {
            if (block instanceof ObjectNode object) {
                held.tree(object);
                held.part();
                blocks.add(new GrowingObject(object));
            }
        }
    }

    void add(ArrayNode fragments) {
        boolean first = !blocks.isEmpty();
        for (JsonNode fragment : fragments) {
            if (fragment instanceof ObjectNode part) {
                held.tree(part);
                first = add(part, first) && first;
            }
        }
    }

    /**
     * @param first whether the list still ends as the chunk before left it
     * @return whether the fragment was added to a known block
     */
    private boolean add(ObjectNode part, boolean first) {
        Kin likes = kin.computeIfAbsent(Fingerprint.of(part.path("index"), part.path("type")), none -> new Kin());
        String id = part.path("id").isTextual() ? part.path("id").textValue() : null;
        GrowingObject block = null;
        if (part.has("index")) {
            block = same(likes, id);
        } else if (first && likes == last && part.path("text").isTextual()) {
            // without an index, a chunk goes on where the one before it stopped
            GrowingObject end = blocks.get(blocks.size() - 1);
            block = id == null || end == likes.withoutId || end == likes.byId.get(id) ? end : null;
        }
        boolean known = block != null;
        if (known) {
            block.add(part);
        } else {
            held.part();
            block = new GrowingObject(part);
            blocks.add(block);
            likes.newest = block;
            last = likes;
        }
        if (id != null) {
            likes.byId.put(id, block);
            likes.withoutId = likes.withoutId == block ? null : likes.withoutId;
        } else if (!known) {
            likes.withoutId = block;
        }
        return known;
    }

    private static GrowingObject same(Kin likes, String id) {
        if (id == null) {
            return likes.newest;
        }
        GrowingObject known = likes.byId.get(id);
        return known != null ? known : likes.withoutId;
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    List<ObjectNode> build() {
        return blocks.stream().map(GrowingObject::build).toList();
    }
}
