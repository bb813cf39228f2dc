package io.github.camelopenrouter.internal.binding;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Schemas as the author of a route gives them: as JSON, as a resource, or as a bean. Thread-safe. */
final class GivenSchemas {
    private static final ObjectReader STRICT =
            JsonMembers.JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final CamelContext context;

    GivenSchemas(CamelContext context) {
        this.context = context;
    }

    /**
     * The schema that an option gives.
     *
     * @param whose the option, for messages
     * @param longest most bytes that are read of a resource
     * @throws IllegalArgumentException where it is none
     */
    ObjectNode of(String whose, String option, int longest) {
        String given = option.trim();
        if (given.startsWith("#")) {
            return json(whose, bean(whose, given));
        }
        if (given.startsWith("{")) {
            return json(whose, given);
        }
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, given)) {
            return object(whose, STRICT.readTree(in.readNBytes(longest)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(whose + " names " + OptionValue.quoted(given) + ", which is no JSON", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    whose + " names " + OptionValue.quoted(given) + ", which cannot be read", e);
        }
    }

    /** What {@code #name}, {@code #bean:name} or the name alone stands for. */
    Object bean(String whose, String reference) {
        String name = reference.startsWith("#bean:")
                ? reference.substring(6)
                : reference.startsWith("#") ? reference.substring(1) : reference;
        Object bean = context.getRegistry().lookupByName(name);
        if (bean instanceof Map<?, ?> || bean instanceof JsonNode || bean instanceof CharSequence) {
            return bean;
        }
        throw new IllegalArgumentException(whose
                + (bean == null
                        ? " refers to a bean that is not there: "
                        : " refers to a" + " bean that is neither text nor a Map nor a JsonNode: ")
                + OptionValue.quoted(reference)
                + ". It must be a JSON object, or name a bean that is one");
    }

    /** A schema that is text, a Map or JSON. */
    static ObjectNode json(String whose, Object given) {
        try {
            JsonNode json = given instanceof CharSequence text
                    ? STRICT.readTree(text.toString())
                    : given instanceof JsonNode node ? node : JsonMembers.JSON.valueToTree(given);
            return object(whose, json);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IllegalArgumentException(whose + " must be a schema: a JSON object", e);
        }
    }

    private static ObjectNode object(String whose, JsonNode json) {
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException(whose + " must be a schema: a JSON object");
    }
}
