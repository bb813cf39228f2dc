import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.camel.util.StringHelper;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/**
 * Writes what an IDE reads to complete and explain {@code camel.component.openrouter.*}, from the catalogue of the component. The build
 * runs it as it stands, with the class path of the starter; its argument is the file to write.
 */
class SpringConfigurationMetadata {
    private static final String CATALOGUE = "/META-INF/io/github/camelopenrouter/openrouter.json";
    private static final String PREFIX = "camel.component.openrouter";

    private final String component;
    private final Map<String, JsonObject> properties = new TreeMap<>();
    private final Map<String, JsonObject> hints = new TreeMap<>();

    private SpringConfigurationMetadata(String component) {
        this.component = component;
    }

    public static void main(String[] arguments) throws Exception {
        JsonObject catalogue;
        try (Reader reader = new InputStreamReader(
                SpringConfigurationMetadata.class.getResourceAsStream(CATALOGUE), StandardCharsets.UTF_8)) {
            catalogue = (JsonObject) Jsoner.deserialize(reader);
        }
        JsonObject described = catalogue.getMap("component");
        SpringConfigurationMetadata metadata = new SpringConfigurationMetadata(described.getString("javaType"));
        JsonObject options = catalogue.getMap("componentProperties");
        options.forEach((name, option) -> metadata.add(name, (JsonObject) option));
        metadata.addSwitch("enabled", "Whether the starter has to do with the component");
        metadata.addSwitch("customizer.enabled", "Whether the starter sets the options of the component");
        metadata.write(Path.of(arguments[0]), described.getString("description"));
    }

    private void add(String name, JsonObject option) {
        String property = PREFIX + "." + StringHelper.camelCaseToDash(name);
        boolean duration = "duration".equals(option.getString("type"));
        String type = duration ? "java.time.Duration" : boxed(option.getString("javaType"));
        JsonObject written = property(property, type, option.getString("description"));
        Object value = option.get("defaultValue");
        // Camel writes false for every switch; one that can be null is neither true nor false where nothing is said
        boolean undecided = "java.lang.Boolean".equals(option.getString("javaType"));
        if (value != null && !undecided) {
            written.put("defaultValue", duration ? duration(Long.parseLong(value.toString())) : value);
        }
        if (option.getBooleanOrDefault("deprecated", false)) {
            JsonObject deprecation = new JsonObject();
            if (option.containsKey("deprecationNote")) {
                deprecation.put("reason", option.getString("deprecationNote"));
            }
            written.put("deprecated", true);
            written.put("deprecation", deprecation);
        }
        Collection<Object> words = option.getCollection("enum");
        if (words != null) {
            hint(property, "values", words.stream().map(word -> {
                        JsonObject hinted = new JsonObject();
                        hinted.put("value", word);
                        return hinted;
                    })
                    .toList());
        } else if ("object".equals(option.getString("type")) && !option.getBooleanOrDefault("multiValue", false)) {
            JsonObject target = new JsonObject();
            target.put("target", type.replaceFirst("<.*", ""));
            JsonObject provider = new JsonObject();
            provider.put("name", "spring-bean-reference");
            provider.put("parameters", target);
            hint(property, "providers", List.of(provider));
        }
    }

    private void addSwitch(String name, String description) {
        property(PREFIX + "." + name, "java.lang.Boolean", description).put("defaultValue", true);
    }

    private JsonObject property(String name, String type, String description) {
        JsonObject property = new JsonObject();
        property.put("name", name);
        property.put("type", type);
        property.put("description", description.endsWith(".") ? description : description + ".");
        property.put("sourceType", component);
        properties.put(name, property);
        return property;
    }

    private void hint(String property, String kind, Collection<?> what) {
        JsonObject hint = new JsonObject();
        hint.put("name", property);
        hint.put(kind, new JsonArray(what));
        hints.put(property, hint);
    }

    private static String boxed(String type) {
        return switch (type) {
            case "boolean" -> "java.lang.Boolean";
            case "int" -> "java.lang.Integer";
            case "long" -> "java.lang.Long";
            case "double" -> "java.lang.Double";
            default -> type.replace(", ", ",");
        };
    }

    /** As a person writes it. */
    private static String duration(long millis) {
        String[] units = {"d", "h", "m", "s"};
        long[] lengths = {86_400_000, 3_600_000, 60_000, 1_000};
        for (int i = 0; i < units.length; i++) {
            if (millis > 0 && millis % lengths[i] == 0) {
                return millis / lengths[i] + units[i];
            }
        }
        return millis + "ms";
    }

    private void write(Path file, String description) throws IOException {
        JsonObject group = new JsonObject();
        group.put("name", PREFIX);
        group.put("type", component);
        group.put("description", description);
        group.put("sourceType", component);
        JsonObject all = new JsonObject();
        all.put("groups", new JsonArray(List.of(group)));
        all.put("properties", new JsonArray(properties.values()));
        all.put("hints", new JsonArray(hints.values()));
        Files.createDirectories(file.getParent());
        Files.writeString(file, Jsoner.prettyPrint(all.toJson(), 2) + "\n");
    }
}
