package io.github.camelopenrouter.integration.outside;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.outside.InstalledRepository;
import io.github.camelopenrouter.outside.OutsideProject;
import io.github.camelopenrouter.outside.OutsideTools;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** The smallest project for each runtime, as the pages show it: it is built, asks once, prints the answer and ends by itself. */
class SmallestProjectsIT {
    private static final Path OUTSIDE = Path.of("target", "outside").toAbsolutePath();
    private static final String KEY = "sk-or-v1-smallest";

    private static OutsideTools tools;
    private static OpenRouterSimulator simulator;

    @BeforeAll
    static void install() throws IOException {
        InstalledRepository repository = InstalledRepository.create(
                        OUTSIDE.resolve("repository"),
                        Path.of(System.getProperty("outside.repository")),
                        Path.of("..", "..").toAbsolutePath().normalize(),
                        System.getProperty("outside.version"))
                .with("camel-openrouter", "component")
                .with("camel-openrouter-starter", "starter");
        tools = new OutsideTools(
                Path.of(System.getProperty("outside.maven")),
                System.getProperty("outside.network").equals("offline=true"),
                repository,
                Map.of("OPENROUTER_API_KEY", KEY));
        simulator = OpenRouterSimulator.start();
    }

    @AfterAll
    static void close() {
        simulator.close();
    }

    private static OutsideProject project(String name) throws IOException {
        simulator.reset();
        return OutsideProject.copy(Path.of("src", "it", name), OUTSIDE.resolve(name), tools);
    }

    private static String baseUrl() {
        return "-Dcamel.component.openrouter.base-url=" + simulator.baseUrl();
    }

    /** The one request, the answer to it, and that this is what was printed. */
    private static void asked(String output) throws IOException {
        List<RecordedRequest> requests = new ArrayList<>(simulator.requests());
        requests.removeIf(request -> !request.path().endsWith("/chat/completions"));
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).header("Authorization")).isEqualTo("Bearer " + KEY);
        assertThat(requests.get(0).json().path("model").asText()).isEqualTo("openai/gpt-4o-mini");
        assertThat(requests.get(0).json().path("max_tokens").asInt()).isEqualTo(200);
        assertThat(requests.get(0).json().at("/messages/0/content").asText())
                .isEqualTo("Say hello in one short sentence.");
        assertThat(output).containsPattern("The answer: \\S+");
    }

    private static String byMaven(String name) throws Exception {
        return project(name).maven(List.of("compile", "exec:java", baseUrl()));
    }

    @Test
    void plain_java() throws Exception {
        asked(project("plain-java").maven(List.of("compile", "exec:java", "-Dexec.args=" + simulator.baseUrl())));
    }

    @Test
    void camel_main() throws Exception {
        asked(byMaven("camel-main"));
    }

    @Test
    void yaml_without_java() throws Exception {
        asked(byMaven("yaml"));
    }

    @Test
    void spring_boot() throws Exception {
        OutsideProject project = project("spring-boot");
        project.maven(List.of("package"));

        asked(project.java(List.of(baseUrl(), "-jar", "target/spring-boot-1.jar")));
    }

    @Test
    void quarkus() throws Exception {
        OutsideProject project = project("quarkus");
        project.maven(List.of("package"));

        asked(project.java(List.of(baseUrl(), "-jar", "target/quarkus-app/quarkus-run.jar")));
    }
}
