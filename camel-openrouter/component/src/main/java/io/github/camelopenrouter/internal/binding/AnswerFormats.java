package io.github.camelopenrouter.internal.binding;

import java.util.Map;

import org.apache.camel.CamelContext;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterOutput;
import io.github.camelopenrouter.OpenRouterResponseFormat;
import io.github.camelopenrouter.internal.structured.AnswerFormat;
import io.github.camelopenrouter.internal.structured.AnswerTarget;
import io.github.camelopenrouter.internal.support.Fingerprint;
import io.github.camelopenrouter.internal.support.RecentMap;

/**
 * What answers of one endpoint are to be: as its options say, and as a message overrides them. Options are looked at once, when this
 * is made. Thread-safe.
 */
public final class AnswerFormats {
    private static final int KEPT = 64;

    private final CamelContext context;
    private final GivenSchemas schemas;
    private final boolean strict;
    private final boolean validate;
    private final String name;
    private final OpenRouterOutput output;
    private final OpenRouterResponseFormat kind;
    private final AnswerTarget target;
    private final AnswerFormat.Schema schema;
    private final AnswerFormat standing;
    /** Schemas that came with messages. */
    private final RecentMap<String, AnswerFormat.Schema> recent = new RecentMap<>(KEPT);

    /**
     * @throws IllegalArgumentException where options do not belong to each other, or a schema or a class is none; the message names the
     *     option
     */
    public AnswerFormats(CamelContext context, OpenRouterConfiguration options) {
        this.context = context;
        this.schemas = new GivenSchemas(context);
        this.strict = options.isStrict();
        this.validate = options.isValidate();
        this.output = options.getOutput() == null ? OpenRouterOutput.text : options.getOutput();
        // making one takes a while at the start, and most answers are text
        boolean read =
                options.getOutputClass() != null || output == OpenRouterOutput.object || output == OpenRouterOutput.map;
        ObjectMapper mapper = read ? mapper(context) : null;
        JavaType type = type(options, mapper);
        this.kind = options.getResponseFormat();
        this.target = target(type, mapper);
        ObjectNode json = options.getJsonSchema() == null
                ? null
                : schemas.of("The option jsonSchema", options.getJsonSchema(), options.getMaxRequestBytes());
        this.name = options.getSchemaName() != null ? options.getSchemaName() : type == null ? null : name(type);
        this.schema = schema(json, type, mapper);
        check(options);
        this.standing = format(kind, schema);
    }

    private static void check(OpenRouterConfiguration options) {
        boolean described = options.getJsonSchema() != null
                || options.getOutputClass() != null
                || options.getResponseFormat() != null;
        if (described && options.getBody() != null && options.getBody().containsKey("response_format")) {
            throw new IllegalArgumentException("The option body.response_format and the options responseFormat,"
                    + " jsonSchema and outputClass exclude each other: set one of them");
        }
        if (options.getMaxRepairs() > 0 && !options.isValidate()) {
            throw new IllegalArgumentException(
                    "The option maxRepairs needs answers that are checked: validate=false leaves nothing to repair");
        }
    }

    // ---- what the options give

    /** As camel-jackson does: the registry's mapper where there is exactly one. */
    static ObjectMapper mapper(CamelContext context) {
        ObjectMapper own = context.getRegistry().findSingleByType(ObjectMapper.class);
        return own != null ? own : JsonMapper.builder().findAndAddModules().build();
    }

    private JavaType type(OpenRouterConfiguration options, ObjectMapper mapper) {
        if (options.getOutputClass() == null) {
            if (output == OpenRouterOutput.object) {
                throw new IllegalArgumentException(
                        "The option output=object needs the option outputClass, which names the class");
            }
            return null;
        }
        Class<?> type =
                context.getClassResolver().resolveClass(options.getOutputClass().trim());
        if (type == null) {
            throw new IllegalArgumentException("The option outputClass names a class that is not on the class path: "
                    + OptionValue.quoted(options.getOutputClass()));
        }
        return mapper.constructType(type);
    }

    private AnswerTarget target(JavaType type, ObjectMapper mapper) {
        try {
            return switch (output) {
                case object -> AnswerTarget.of(type, mapper);
                case map -> AnswerTarget.map(mapper);
                case json -> AnswerTarget.JSON;
                case text, message, response -> null;
            };
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The option outputClass names a class that " + e.getMessage(), e);
        }
    }

    private static String name(JavaType type) {
        String simple = type.getRawClass().getSimpleName().replaceAll("[^A-Za-z0-9_-]", "_");
        return simple.length() > 64 ? simple.substring(0, 64) : simple;
    }

    private AnswerFormat.Schema schema(ObjectNode json, JavaType type, ObjectMapper mapper) {
        String whose = json != null ? "The option jsonSchema " : "The option outputClass: the schema of the class ";
        try {
            if (json != null) {
                return AnswerFormat.Schema.of(json, named(name, json), strict);
            }
            if (type != null) {
                return AnswerFormat.Schema.of(AnswerFormat.schemaOf(type, mapper), name, strict);
            }
            return null;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(whose + e.getMessage(), e);
        }
    }

    private static String named(String name, ObjectNode schema) {
        if (name != null) {
            return name;
        }
        String title = schema.path("title").asText("").replaceAll("[^A-Za-z0-9_-]+", "_");
        return title.isBlank() || title.length() > 64 ? "answer" : title;
    }

    private AnswerFormat format(OpenRouterResponseFormat asked, AnswerFormat.Schema described) {
        OpenRouterResponseFormat kind = asked != null
                ? asked
                : described == null ? OpenRouterResponseFormat.text : OpenRouterResponseFormat.schema;
        JsonNode wire = switch (kind) {
            case text -> null;
            case json -> JsonMembers.JSON.createObjectNode().put("type", "json_object");
            case schema -> described == null ? null : described.wire();
        };
        boolean checked = validate && (described != null || kind != OpenRouterResponseFormat.text);
        if (wire == null && !checked && target == null) {
            return AnswerFormat.TEXT;
        }
        return new AnswerFormat(
                wire, validate && described != null ? described.checked() : null, checked || target != null, target);
    }

    // ---- what a message says

    /**
     * What the answer to a message is to be.
     *
     * @throws IllegalArgumentException where a header is bad; the message names it
     */
    AnswerFormat of(RequestHeaders headers) {
        Object format = headers.value(OpenRouterConstants.RESPONSE_FORMAT);
        Object own = headers.value(OpenRouterConstants.JSON_SCHEMA);
        Object ownName = headers.value(OpenRouterConstants.SCHEMA_NAME);
        Object ownStrict = headers.value(OpenRouterConstants.STRICT);
        if (format == null && own == null && ownName == null && ownStrict == null) {
            return checked(standing, kind);
        }
        OpenRouterResponseFormat asked = format == null
                ? kind
                : OpenRouterResponseFormat.valueOf(
                        parsed(OpenRouterConstants.RESPONSE_FORMAT, OptionValue.word("text", "json", "schema"), format)
                                .toString());
        AnswerFormat.Schema described = schema;
        if (own != null || schema != null && (ownName != null || ownStrict != null)) {
            described = described(own, ownName, ownStrict);
        }
        return checked(format(asked, described), asked);
    }

    private AnswerFormat checked(AnswerFormat format, OpenRouterResponseFormat asked) {
        boolean missing = format.wire() == null && asked == OpenRouterResponseFormat.schema;
        if (missing) {
            throw new IllegalArgumentException("The option responseFormat, or the header "
                    + OpenRouterConstants.RESPONSE_FORMAT + ", asks for a schema, and there is none: set the option"
                    + " jsonSchema or outputClass, or the header " + OpenRouterConstants.JSON_SCHEMA);
        }
        return format;
    }

    private static Object parsed(String header, OptionValue value, Object given) {
        try {
            return value.parse(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The header " + header + " " + e.getMessage(), e);
        }
    }

    private AnswerFormat.Schema described(Object own, Object ownName, Object ownStrict) {
        boolean exact = ownStrict == null
                ? strict
                : Boolean.TRUE.equals(parsed(OpenRouterConstants.STRICT, OptionValue.bool(), ownStrict));
        ObjectNode json = own == null ? schema.given() : fromHeader(own);
        String called = ownName == null
                ? named(own == null ? name : null, json)
                : parsed(OpenRouterConstants.SCHEMA_NAME, OptionValue.schemaName(), ownName)
                        .toString();
        String id = exact + "/" + called + "/"
                + Fingerprint.hex(json.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        AnswerFormat.Schema known = recent.get(id);
        if (known == null) {
            try {
                known = AnswerFormat.Schema.of(json, called, exact);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "The header " + (own == null ? OpenRouterConstants.STRICT : OpenRouterConstants.JSON_SCHEMA)
                                + ": the schema " + e.getMessage(),
                        e);
            }
            recent.put(id, known);
        }
        return known;
    }

    /** A JSON object, or the name of a bean: who may send a message may not choose a file. */
    private ObjectNode fromHeader(Object own) {
        String whose = "The header " + OpenRouterConstants.JSON_SCHEMA;
        if (own instanceof String text && !text.trim().startsWith("{")) {
            return GivenSchemas.json(whose, schemas.bean(whose, text.trim()));
        }
        if (own instanceof String || own instanceof Map<?, ?> || own instanceof JsonNode) {
            return GivenSchemas.json(whose, own);
        }
        throw new IllegalArgumentException(
                whose + " must be a JSON object as text, Map or JsonNode, not " + OptionValue.kind(own));
    }
}
