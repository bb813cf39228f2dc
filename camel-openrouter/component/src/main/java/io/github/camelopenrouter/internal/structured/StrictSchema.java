package io.github.camelopenrouter.internal.structured;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Brings a schema into the <a href="https://platform.openai.com/docs/guides/structured-outputs#supported-schemas">subset that strict
 * structured outputs take</a>: every object says all of its members, requires them and allows no others. What may be missing may be
 * null instead. Keywords that only narrow a value, and that providers refuse, become words of the description; answers are still
 * checked against them.
 */
final class StrictSchema {
    /** What narrows a value and is not part of the subset. */
    private static final Set<String> NARROWING = Set.of(
            "minLength",
            "maxLength",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "contains",
            "minContains",
            "maxContains",
            "contentEncoding",
            "contentMediaType");

    /** What says nothing about a value. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "$schema",
            "$id",
            "id",
            "$comment",
            "$anchor",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly");

    private static final Set<String> IMPOSSIBLE = Set.of(
            "patternProperties",
            "propertyNames",
            "unevaluatedProperties",
            "unevaluatedItems",
            "not",
            "if",
            "then",
            "else",
            "dependentRequired",
            "dependentSchemas",
            "dependencies",
            "prefixItems",
            "additionalItems",
            "$dynamicRef",
            "$recursiveRef");

    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid");

    private static final List<String> DEFINITIONS = List.of("$defs", "definitions");
    private static final int MOST_WORDS = 200;

    private final ObjectNode root;

    private StrictSchema(ObjectNode root) {
        this.root = root;
    }

    /**
     * What answers are checked against: the schema with null for each member that may be missing.
     *
     * @throws IllegalArgumentException where a part cannot be brought into the subset; the message has its path
     */
    static ObjectNode checked(ObjectNode schema) {
        ObjectNode copy = schema.deepCopy();
        new StrictSchema(copy).merge(copy, "#");
        optional(copy);
        return copy;
    }

    /**
     * What is sent.
     *
     * @param checked as {@link #checked} gave it
     * @throws IllegalArgumentException where a part cannot be brought into the subset; the message has its path
     */
    static ObjectNode wire(ObjectNode checked) {
        ObjectNode copy = checked.deepCopy();
        new StrictSchema(copy).restrict(copy, "#", true);
        return copy;
    }

    // ---- allOf

    /** Makes one schema of those that hold together, everywhere. */
    private void merge(ObjectNode schema, String path) {
        children(schema, path, this::merge);
        JsonNode all = schema.get("allOf");
        boolean beside = schema.has("$ref") && schema.properties().stream().anyMatch(one -> says(one.getKey()));
        if (all == null && !beside) {
            return;
        }
        List<ObjectNode> parts = new ArrayList<>();
        if (all != null) {
            if (!all.isArray()) {
                throw refused(path + "/allOf", "it is no list");
            }
            schema.remove("allOf");
            all.forEach(part -> parts.add(object(part, path + "/allOf")));
        }
        if (beside) {
            parts.add(schema.objectNode().set("$ref", schema.remove("$ref")));
        }
        for (ObjectNode part : parts) {
            ObjectNode resolved = resolved(part, path);
            for (Map.Entry<String, JsonNode> member : resolved.properties()) {
                add(schema, member.getKey(), member.getValue(), path);
            }
        }
    }

    private static boolean says(String keyword) {
        return !keyword.equals("$ref")
                && !keyword.equals("description")
                && !keyword.equals("title")
                && !DEFINITIONS.contains(keyword)
                && !ANNOTATIONS.contains(keyword);
    }

    private ObjectNode resolved(ObjectNode part, String path) {
        ObjectNode found = part;
        for (int i = 0; found.has("$ref"); i++) {
            JsonNode target = root.at(reference(found, path).substring(1));
            if (!(target instanceof ObjectNode next) || i > 20) {
                throw refused(path, "its $ref leads nowhere");
            }
            found = next;
        }
        if (found.has("allOf") || found == root) {
            throw refused(path, "its allOf contains itself, or another one");
        }
        return found.deepCopy();
    }

    private void add(ObjectNode schema, String keyword, JsonNode value, String path) {
        JsonNode known = schema.get(keyword);
        if (known == null) {
            schema.set(keyword, value);
        } else if (keyword.equals("properties") && known instanceof ObjectNode members && value.isObject()) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                JsonNode other = members.get(member.getKey());
                if (other != null && !other.equals(member.getValue())) {
                    throw refused(
                            path + "/properties/" + member.getKey(),
                            "two parts of an allOf say different things of it");
                }
                members.set(member.getKey(), member.getValue());
            }
        } else if (keyword.equals("required") && known instanceof ArrayNode names && value.isArray()) {
            value.forEach(name -> {
                if (!contains(names, name)) {
                    names.add(name);
                }
            });
        } else if (!known.equals(value) && says(keyword)) {
            throw refused(path + "/" + keyword, "two parts of an allOf say different things");
        }
    }

    // ---- what may be missing

    private static void optional(ObjectNode schema) {
        children(schema, "", (child, path) -> optional(child));
        if (!(schema.get("properties") instanceof ObjectNode members)) {
            return;
        }
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            if (!required.contains(member.getKey()) && member.getValue() instanceof ObjectNode value) {
                members.set(member.getKey(), nullable(value));
            }
        }
    }

    private static ObjectNode nullable(ObjectNode schema) {
        JsonNode type = schema.get("type");
        if (schema.has("$ref") || schema.has("const") || schema.has("oneOf")) {
            ObjectNode either = schema.objectNode();
            for (String words : List.of("description", "title")) {
                if (schema.has(words)) {
                    either.set(words, schema.remove(words));
                }
            }
            either.putArray("anyOf").add(schema).addObject().put("type", "null");
            return either;
        }
        if (schema.get("anyOf") instanceof ArrayNode branches) {
            ObjectNode none = schema.objectNode().put("type", "null");
            if (!contains(branches, none)) {
                branches.add(none);
            }
        }
        if (type instanceof ArrayNode types) {
            if (!contains(types, schema.textNode("null"))) {
                types.add("null");
            }
        } else if (type != null && !type.asText().equals("null")) {
            schema.putArray("type").add(type).add("null");
        }
        if (schema.get("enum") instanceof ArrayNode values && !contains(values, schema.nullNode())) {
            values.addNull();
        }
        return schema;
    }

    // ---- the subset

    private void restrict(ObjectNode schema, String path, boolean top) {
        for (String keyword : IMPOSSIBLE) {
            if (schema.has(keyword)) {
                throw refused(path + "/" + keyword, "strict schemas have no " + keyword);
            }
        }
        annotate(schema);
        if (schema.get("oneOf") instanceof ArrayNode oneOf) {
            if (schema.has("anyOf")) {
                throw refused(path + "/oneOf", "strict schemas have no oneOf beside an anyOf");
            }
            schema.remove("oneOf");
            schema.set("anyOf", oneOf);
        }
        if (schema.has("$ref")) {
            reference(schema, path);
            if (top) {
                throw refused(path, "a strict schema is an object at its root");
            }
            schema.retain("$ref");
            return;
        }
        boolean object = is(schema, "object") || schema.has("properties");
        boolean array = is(schema, "array") || schema.has("items");
        if (top && (!object || schema.has("anyOf"))) {
            throw refused(path, "a strict schema is an object at its root");
        }
        if (object && !schema.has("anyOf")) {
            close(schema, path);
        }
        if (array && !schema.path("items").isObject() && !schema.has("anyOf")) {
            throw refused(path, "an array must say with items what its elements are");
        }
        if (!object
                && !array
                && !schema.has("type")
                && !schema.has("enum")
                && !schema.has("const")
                && !schema.has("anyOf")) {
            throw refused(path, "it allows anything: say its type");
        }
        children(schema, path, (child, where) -> restrict(child, where, false));
    }

    private static void close(ObjectNode schema, String path) {
        JsonNode more = schema.get("additionalProperties");
        if (more != null && !(more.isBoolean() && !more.booleanValue())) {
            throw refused(path + "/additionalProperties", "strict schemas name all members of an object");
        }
        if (!(schema.get("properties") instanceof ObjectNode members) || members.isEmpty()) {
            throw refused(path, "strict schemas name all members of an object, and it names none");
        }
        if (!schema.has("type")) {
            schema.put("type", "object");
        }
        ArrayNode required = schema.putArray("required");
        for (Iterator<String> names = members.fieldNames(); names.hasNext(); ) {
            required.add(names.next());
        }
        schema.put("additionalProperties", false);
    }

    /** Takes off what providers refuse; what narrows the value is told to the model in words. */
    private static void annotate(ObjectNode schema) {
        StringBuilder words = new StringBuilder();
        for (Iterator<Map.Entry<String, JsonNode>> members = schema.fields(); members.hasNext(); ) {
            Map.Entry<String, JsonNode> member = members.next();
            boolean format = member.getKey().equals("format")
                    && !FORMATS.contains(member.getValue().asText());
            if (format || NARROWING.contains(member.getKey())) {
                String said = member.getKey() + ": " + member.getValue();
                if (words.length() + said.length() < MOST_WORDS) {
                    words.append(words.length() == 0 ? "" : ", ").append(said);
                }
                members.remove();
            } else if (ANNOTATIONS.contains(member.getKey())) {
                members.remove();
            }
        }
        if (words.length() > 0) {
            String description = schema.path("description").asText("");
            schema.put("description", (description.isEmpty() ? "" : description + " ") + "(" + words + ")");
        }
    }

    // ---- walking

    private interface Visitor {
        void visit(ObjectNode schema, String path);
    }

    private static void children(ObjectNode schema, String path, Visitor visitor) {
        for (String group : List.of("properties", "$defs", "definitions")) {
            for (Map.Entry<String, JsonNode> child : schema.path(group).properties()) {
                visitor.visit(
                        object(child.getValue(), path + "/" + group + "/" + child.getKey()),
                        path + "/" + group + "/" + child.getKey());
            }
        }
        for (String group : List.of("anyOf", "oneOf", "allOf")) {
            int at = 0;
            for (JsonNode child : schema.path(group)) {
                String where = path + "/" + group + "/" + at++;
                visitor.visit(object(child, where), where);
            }
        }
        for (String one : List.of("items", "additionalProperties")) {
            if (schema.get(one) instanceof ObjectNode child) {
                visitor.visit(child, path + "/" + one);
            }
        }
    }

    private static ObjectNode object(JsonNode schema, String path) {
        if (schema instanceof ObjectNode object) {
            return object;
        }
        throw refused(
                path,
                "strict schemas are objects everywhere, and it is "
                        + schema.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
    }

    private static String reference(ObjectNode schema, String path) {
        String reference = schema.path("$ref").asText("");
        if (!reference.equals("#") && !reference.startsWith("#/")) {
            throw refused(path + "/$ref", "it does not begin with #/: a schema refers to its own parts only");
        }
        return reference;
    }

    private static boolean is(ObjectNode schema, String type) {
        JsonNode known = schema.path("type");
        if (known.isArray()) {
            for (JsonNode one : known) {
                if (one.asText().equals(type)) {
                    return true;
                }
            }
        }
        return known.asText().equals(type);
    }

    private static boolean contains(ArrayNode list, JsonNode value) {
        for (JsonNode one : list) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static IllegalArgumentException refused(String path, String why) {
        return new IllegalArgumentException(
                "cannot be strict at " + path + ": " + why + ". Change the schema, or set strict=false");
    }
}
