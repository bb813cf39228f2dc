package io.github.camelopenrouter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class GeneratedFilesTest {

    @Test
    void the_committed_files_are_those_that_the_sources_generate() throws IOException {
        String version = System.getProperty("camel.version");
        String baseline = System.getProperty("camel.baseline.version");
        assumeTrue(baseline != null && baseline.equals(version), "the committed files belong to Camel " + baseline);

        assertThat(files(Path.of("target/generated-check")))
                .as("run mvn process-classes -Pgenerate -pl camel-openrouter/component -am twice")
                .isNotEmpty()
                .isEqualTo(files(Path.of("src/generated")));
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
