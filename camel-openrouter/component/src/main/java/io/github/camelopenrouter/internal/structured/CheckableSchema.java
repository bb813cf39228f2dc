package io.github.camelopenrouter.internal.structured;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A schema in its three forms. Immutable, thread-safe.
 *
 * @param given as somebody wrote it; must not be changed
 * @param sent what the service is told; must not be changed
 * @param checked what values are checked against
 */
public record CheckableSchema(ObjectNode given, ObjectNode sent, AnswerSchema checked) {
    /**
     * @param strict whether the service is to make sure that values are valid, which it does for a part of all schemas
     * @throws IllegalArgumentException where it is no schema, or cannot be strict; the message says why
     */
    public static CheckableSchema of(ObjectNode schema, boolean strict) {
        SchemaReferences.check(schema);
        ObjectNode checked = strict ? StrictSchema.checked(schema) : schema;
        ObjectNode sent = strict ? StrictSchema.wire(checked) : schema;
        try {
            return new CheckableSchema(schema, sent, CheckedSchema.of(checked));
        } catch (LinkageError e) {
            throw AnswerFormat.otherLine("com.networknt:json-schema-validator 1.5.x", e);
        }
    }
}
