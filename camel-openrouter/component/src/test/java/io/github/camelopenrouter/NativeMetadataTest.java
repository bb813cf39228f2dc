package io.github.camelopenrouter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ChatStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image is told of this jar, checked against its classes: GraalVM itself is not needed for that, and has not seen it.
 * After a new record or service: {@code mvn test -pl camel-openrouter/component -am -Dtest=NativeMetadataTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dnative.update=true}.
 */
class NativeMetadataTest {
    private static final Path FOLDER =
            Path.of("src/main/resources/META-INF/native-image/io.github.camelopenrouter/camel-openrouter");

    /** GraalVM for JDK 23 and later reads the first one, older ones the other two. */
    private static final String METADATA = "reachability-metadata.json";

    private static final String REFLECTION = "reflect-config.json";
    private static final String RESOURCES = "resource-config.json";

    private static final String SERVICES = "META-INF/services/org/apache/camel/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Files of libraries that say nothing of native images themselves. */
    private static final List<String> OF_LIBRARIES = List.of(
            "org/apache/hc/client5/version.properties",
            "org/apache/tika/mime/tika-mimetypes.xml",
            "org/publicsuffix/list/effective_tld_names.dat");

    private static final List<String> OWN = List.of(
            "META-INF/io/github/camelopenrouter/openrouter.json",
            "META-INF/maven/io.github.camelopenrouter/camel-openrouter/pom.properties",
            "io/github/camelopenrouter/store/JdbcBudgetStore.sql",
            "io/github/camelopenrouter/store/JdbcConversationRepository.sql",
            "io/github/camelopenrouter/store/JdbcGenerationJournal.sql");

    @Test
    void the_files_say_what_the_classes_say() throws Exception {
        if (Boolean.getBoolean("native.update")) {
            write(METADATA, metadata());
            write(REFLECTION, reflection());
            write(RESOURCES, resources());
        }
        assertThat(read(METADATA)).as("renew as the Javadoc of this class says").isEqualTo(metadata());
        assertThat(read(REFLECTION)).isEqualTo(reflection());
        assertThat(read(RESOURCES)).isEqualTo(resources());
    }

    /** Of the classes, and not of what has made the files: a rule that forgets some would forget them there, too. */
    @Test
    void every_record_and_every_exception_that_a_route_sees_is_listed() throws Exception {
        Set<String> listed = new TreeSet<>();
        read(METADATA).path("reflection").forEach(type -> {
            if (type.path("allPublicMethods").asBoolean()) {
                listed.add(type.path("type").textValue());
            }
        });

        Set<String> seen = new TreeSet<>();
        for (Class<?> type : classes()) {
            boolean routes = type.isRecord() || Throwable.class.isAssignableFrom(type);
            if (routes && isPublic(type) && !type.getName().contains(".internal.")) {
                seen.add(type.getName());
            }
        }
        assertThat(seen).hasSizeGreaterThan(30).isSubsetOf(listed);
    }

    @Test
    void each_class_that_is_listed_is_there_with_its_members() throws Exception {
        for (JsonNode listed : read(METADATA).path("reflection")) {
            Class<?> type = Class.forName(listed.path("type").textValue());
            for (JsonNode method : listed.path("methods")) {
                assertThat(method.path("name").textValue()).isEqualTo("<init>");
                assertThat(type.getDeclaredConstructor()).isNotNull();
            }
            boolean members = listed.path("allPublicMethods").asBoolean()
                    && listed.path("allDeclaredConstructors").asBoolean()
                    && listed.path("allDeclaredFields").asBoolean();
            assertThat(members).as(type.getName()).isNotEqualTo(listed.has("methods"));
        }
    }

    @Test
    void each_file_that_is_listed_is_on_the_class_path() throws Exception {
        for (JsonNode listed : read(METADATA).path("resources")) {
            String name = listed.path("glob").textValue();
            if (!name.endsWith("pom.properties")) { // Maven writes it into the jar
                assertThat(NativeMetadataTest.class.getClassLoader().getResource(name))
                        .as(name)
                        .isNotNull();
            }
        }
    }

    @Test
    void no_class_of_Camel_services_is_forgotten() throws Exception {
        assertThat(services())
                .contains(
                        OpenRouterComponent.class.getName(),
                        OpenRouterConfigurationConfigurer.class.getName(),
                        OpenRouterEndpointUriFactory.class.getName(),
                        ChatStreamConvertersLoader.class.getName());
    }

    // ---- what the files should say

    private static ObjectNode metadata() throws IOException {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode types = json.putArray("reflection");
        reflection().forEach(type -> {
            ObjectNode renamed = types.addObject();
            renamed.set("type", type.get("name"));
            type.properties().forEach(member -> {
                if (!member.getKey().equals("name")) {
                    renamed.set(member.getKey(), member.getValue());
                }
            });
        });
        ArrayNode files = json.putArray("resources");
        files().forEach(name -> files.addObject().put("glob", name));
        return json;
    }

    private static ArrayNode reflection() throws IOException {
        ArrayNode json = JSON.createArrayNode();
        Set<String> services = services();
        for (Class<?> type : classes()) {
            if (services.contains(type.getName())) {
                ObjectNode constructor = json.addObject().put("name", type.getName());
                constructor
                        .putArray("methods")
                        .addObject()
                        .put("name", "<init>")
                        .putArray("parameterTypes");
            } else if (isReadByRoutes(type)) {
                ObjectNode members = json.addObject().put("name", type.getName());
                // Jackson makes and reads them, and so do expressions such as ${body.usage.cost}
                members.put("allDeclaredConstructors", true);
                members.put("allDeclaredFields", true).put("allPublicMethods", true);
            }
        }
        return json;
    }

    private static ObjectNode resources() throws IOException {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode includes = json.putObject("resources").putArray("includes");
        files().forEach(name -> includes.addObject().put("pattern", "\\Q" + name + "\\E"));
        return json;
    }

    /** Public and not of the internal rooms: records, exceptions, enumerations, and what a body may be. */
    private static boolean isReadByRoutes(Class<?> type) {
        String room = type.getPackageName().substring("io.github.camelopenrouter".length());
        boolean hasRoom = List.of(".model", ".error", ".store", ".tool").contains(room);
        boolean isData = type.isRecord() || type.isEnum() || Throwable.class.isAssignableFrom(type);
        return isPublic(type) && (hasRoom && isData || room.equals(".model"));
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    private static Set<String> files() throws IOException {
        Set<String> files = new TreeSet<>(OWN);
        files.addAll(OF_LIBRARIES);
        for (Path folder : serviceFolders()) {
            try (Stream<Path> found = Files.walk(folder)) {
                found.filter(Files::isRegularFile)
                        .map(file ->
                                SERVICES + folder.relativize(file).toString().replace('\\', '/'))
                        .forEach(files::add);
            }
        }
        return files;
    }

    /** The classes that Camel finds by a file of theirs, and makes. */
    private static Set<String> services() throws IOException {
        Set<String> classes = new TreeSet<>();
        for (Path folder : serviceFolders()) {
            try (Stream<Path> found = Files.walk(folder)) {
                for (Path file : found.filter(Files::isRegularFile).toList()) {
                    boolean lists = file.getFileName().toString().equals("TypeConverterLoader");
                    for (String line : Files.readAllLines(file)) {
                        if (line.startsWith("class=")) {
                            classes.add(line.substring("class=".length()).strip());
                        } else if (lists && !line.isBlank() && !line.startsWith("#")) {
                            classes.add(line.strip());
                        }
                    }
                }
            }
        }
        return classes;
    }

    private static List<Path> serviceFolders() {
        return List.of(Path.of("src/generated/resources", SERVICES), Path.of("src/main/resources", SERVICES));
    }

    /** All of the component, by name. */
    private static List<Class<?>> classes() throws IOException {
        Path root;
        try {
            root = Path.of(ChatStream.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> found = Files.walk(root.resolve("io"))) {
            found.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .forEach(name -> classes.add(load(name.replace('/', '.'))));
        }
        return classes;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, NativeMetadataTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(String file) {
        try {
            return JSON.readTree(FOLDER.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String file, JsonNode json) throws IOException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        Files.writeString(FOLDER.resolve(file), JSON.writer(printer).writeValueAsString(json) + "\n");
    }
}
