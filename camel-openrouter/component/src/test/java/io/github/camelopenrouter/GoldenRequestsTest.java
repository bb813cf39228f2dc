package io.github.camelopenrouter;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.internal.wire.RequestWriter;
import io.github.camelopenrouter.model.ChatRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * OpenRouter's response cache keys on the bytes of a request, so they must not change by accident. When they change on purpose,
 * {@code -Dgolden.update=true} writes the files anew: look at their difference before you commit it.
 */
class GoldenRequestsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static Stream<String> names() {
        return GoldenRequests.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_request_has_exactly_these_bytes(String name) throws IOException {
        byte[] request = GoldenRequests.all().get(name);
        Path golden = GOLDEN.resolve(name + ".golden.json");
        if (Boolean.getBoolean("golden.update")) {
            Files.write(golden, request);
        }

        assertThat(new String(request, StandardCharsets.UTF_8)).isEqualTo(Files.readString(golden));
        assertThat(request).isEqualTo(Files.readAllBytes(golden));
    }

    @Test
    void every_golden_file_has_its_request() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".golden.json", "")))
                    .containsExactlyInAnyOrderElementsOf(names().toList());
        }
    }

    @Test
    void another_jvm_in_turkey_with_another_charset_writes_the_same_bytes(@TempDir Path folder) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dfile.encoding=ISO-8859-1",
                        "-Duser.language=tr",
                        "-Duser.country=TR",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        GoldenRequests.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "output.txt"))
                .start();

        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(jvm.exitValue())
                .as(() -> output(folder.resolve("output.txt")))
                .isZero();
        for (String name : names().toList()) {
            assertThat(folder.resolve(name + ".golden.json"))
                    .hasSameBinaryContentAs(GOLDEN.resolve(name + ".golden.json"));
        }
    }

    private static String output(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String written(Object value) {
        return new String(RequestWriter.write(ChatRequest.of(Map.of("x", value))), StandardCharsets.UTF_8);
    }

    @Test
    void maps_without_an_order_are_written_by_key_and_others_keep_theirs() {
        Map<String, Object> ordered = new LinkedHashMap<>();
        ordered.put("b", 1);
        ordered.put("a", Map.of("d", 1, "c", List.of(Map.of("f", 1, "e", 2))));

        assertThat(written(ordered)).isEqualTo("{\"x\":{\"b\":1,\"a\":{\"c\":[{\"e\":2,\"f\":1}],\"d\":1}}}");
        assertThat(written(new java.util.HashMap<>(ordered)))
                .isEqualTo("{\"x\":{\"a\":{\"c\":[{\"e\":2,\"f\":1}],\"d\":1},\"b\":1}}");
        assertThat(written(OptionSample.tree("{\"b\":1,\"a\":2}"))).isEqualTo("{\"x\":{\"b\":1,\"a\":2}}");
    }

    @Test
    void a_message_of_tool_calls_alone_has_null_for_content() {
        assertThat(new String(GoldenRequests.all().get("conversation"), StandardCharsets.UTF_8))
                .contains("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\"");
    }
}
