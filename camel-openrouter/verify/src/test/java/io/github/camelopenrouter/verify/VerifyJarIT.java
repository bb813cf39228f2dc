package io.github.camelopenrouter.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

import static org.assertj.core.api.Assertions.assertThat;

/** The jar that needs nothing else. */
class VerifyJarIT {
    private static final String KEY = "sk-or-v1-0123456789abcdef";

    @TempDir
    Path folder;

    @Test
    void checks_by_a_simulator_of_its_own_where_there_is_no_key() throws Exception {
        Process process = start(null, "--json");
        JsonNode report = new JsonMapper().readTree(output(process));

        assertThat(process.waitFor()).isZero();
        assertThat(report.path("simulator").asBoolean()).isTrue();
        assertThat(report.path("checks").findValuesAsText("result"))
                .containsOnly("ok")
                .hasSize(7);
    }

    @Test
    void ends_with_the_code_of_what_it_found() throws Exception {
        try (OpenRouterSimulator simulator =
                OpenRouterSimulator.builder().apiKeys("another").start()) {
            Process failed = start(KEY, "--base-url=" + simulator.baseUrl());
            assertThat(output(failed))
                    .contains("OpenRouter refused the API key (401)")
                    .doesNotContain(KEY);
            assertThat(failed.waitFor()).isEqualTo(OpenRouterVerify.FAILED);
        }
        Process misused = start(KEY, "--nonsense");
        assertThat(output(misused)).contains("Each argument must be");
        assertThat(misused.waitFor()).isEqualTo(OpenRouterVerify.MISUSED);
    }

    private Process start(String key, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("verify.standalone.jar")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENROUTER_"));
        if (key != null) {
            builder.environment().put("OPENROUTER_API_KEY", key);
        }
        return builder.start();
    }

    /** What it prints until it ends. */
    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
