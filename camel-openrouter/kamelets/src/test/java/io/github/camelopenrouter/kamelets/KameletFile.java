package io.github.camelopenrouter.kamelets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One kamelet as it is on the class path, read as what it is: YAML. */
record KameletFile(String name, String text, Map<String, Object> yaml) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??(\\w+)}}");

    static KameletFile read(String name) {
        String resource = "kamelets/" + name + ".kamelet.yaml";
        try (InputStream in = KameletFile.class.getClassLoader().getResourceAsStream(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            @SuppressWarnings("unchecked")
            Map<String, Object> yaml =
                    (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text);
            return new KameletFile(name, text, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    Object at(String... path) {
        Object found = yaml;
        for (String step : path) {
            found = found instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> map(String... path) {
        Object found = at(path);
        return found == null ? Map.of() : (Map<String, Object>) found;
    }

    @SuppressWarnings("unchecked")
    List<Object> list(String... path) {
        Object found = at(path);
        return found == null ? List.of() : (List<Object>) found;
    }

    @SuppressWarnings("unchecked")
    Map<String, Map<String, Object>> properties() {
        return (Map<String, Map<String, Object>>) (Map<?, ?>) map("spec", "definition", "properties");
    }

    /** The names that the template has placeholders for. */
    Set<String> placeholders() {
        Set<String> names = new TreeSet<>();
        Matcher placeholder = PLACEHOLDER.matcher(at("spec", "template").toString());
        while (placeholder.find()) {
            names.add(placeholder.group(1));
        }
        return names;
    }

    /** The endpoint that the template is about: its URI and parameters. */
    Map<String, Object> endpoint() {
        if (at("spec", "template", "from", "uri").toString().startsWith("openrouter:")) {
            return map("spec", "template", "from");
        }
        Map<?, ?> step = (Map<?, ?>) list("spec", "template", "from", "steps").get(0);
        @SuppressWarnings("unchecked")
        Map<String, Object> to = (Map<String, Object>) step.get("to");
        return to;
    }
}
