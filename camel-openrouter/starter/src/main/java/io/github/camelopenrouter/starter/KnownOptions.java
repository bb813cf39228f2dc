package io.github.camelopenrouter.starter;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.apache.camel.util.StringHelper;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

import io.github.camelopenrouter.OpenRouterComponent;

/** The options of the component, read from the catalogue in its jar. Immutable. */
final class KnownOptions {
    /** Of a component that has none. */
    static final KnownOptions NONE = new KnownOptions(new JsonObject());

    private static final String CATALOGUE = "/META-INF/io/github/camelopenrouter/openrouter.json";

    /** Read with the first component that is configured. */
    private static final class Read {
        private static final KnownOptions ALL = read();
    }

    /** By what is the same in all ways to write a name. */
    private final Map<String, KnownOption> byUniformName = new TreeMap<>();

    private KnownOptions(JsonObject described) {
        described.forEach((name, description) -> {
            JsonObject option = (JsonObject) description;
            byUniformName.put(
                    uniform(name),
                    new KnownOption(
                            name,
                            option.getBooleanOrDefault("multiValue", false),
                            "object".equals(option.getString("type")),
                            words(option),
                            option.getBooleanOrDefault("secret", false)));
        });
    }

    private static List<String> words(JsonObject option) {
        Collection<Object> words = option.getCollection("enum");
        return words == null ? List.of() : words.stream().map(Object::toString).toList();
    }

    private static KnownOptions read() {
        try (InputStream in = OpenRouterComponent.class.getResourceAsStream(CATALOGUE)) {
            if (in == null) {
                throw new IllegalStateException("The jar of camel-openrouter has no " + CATALOGUE);
            }
            Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            return new KnownOptions(((JsonObject) Jsoner.deserialize(reader)).getMap("componentProperties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DeserializationException e) {
            throw new IllegalStateException("The jar of camel-openrouter has a broken " + CATALOGUE, e);
        }
    }

    static KnownOptions ofComponent() {
        return Read.ALL;
    }

    /** The option that somebody means, in camel or kebab case, with dashes, with underscores or without; null where there is none. */
    KnownOption named(String name) {
        return byUniformName.get(uniform(name));
    }

    /** The option whose name is the least different; empty where none is near. */
    Optional<KnownOption> nearest(String name) {
        return Nearest.of(uniform(name), byUniformName.keySet()).map(byUniformName::get);
    }

    /** The way in which Boot's documentation writes the name. */
    static String kebab(String name) {
        return StringHelper.camelCaseToDash(name);
    }

    static String uniform(String name) {
        StringBuilder uniform = new StringBuilder(name.length());
        name.chars().filter(c -> c != '-' && c != '_').forEach(c -> uniform.append((char) c));
        return uniform.toString().toLowerCase(Locale.ROOT);
    }
}
