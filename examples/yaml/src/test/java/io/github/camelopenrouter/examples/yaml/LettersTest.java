package io.github.camelopenrouter.examples.yaml;

import java.io.IOException;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The files of the example, started by the class that its command starts, with folders of their own. */
class LettersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String PROFILE = "camel.main.profile";
    private static final String OVERRIDE = "camel.main.override-properties-location";
    private static final String KEY = "OPENROUTER_API_KEY";
    private static final String GOOD = "sk-or-v1-good";
    private static final String BASE_URL = "camel.component.openrouter.base-url";
    private static final List<String> ANSWERS = List.of("broken.json", "late.json", "thanks.json");

    @TempDir
    private Path folder;

    private Path outbox;
    private Main main;

    @BeforeEach
    void prepare() {
        outbox = folder.resolve("outbox");
    }

    @AfterEach
    void stop() throws SQLException {
        System.clearProperty(PROFILE);
        System.clearProperty(OVERRIDE);
        System.clearProperty(KEY);
        if (main != null) {
            main.stop();
        }
        // it outlives its connections, as it should in an application
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + data(), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    private String data() {
        return folder.resolve("data").toAbsolutePath().toString();
    }

    private Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "inbox", "inbox",
                "orders", "orders",
                "outbox", outbox.toString(),
                "data", data(),
                "camel.main.duration-max-idle-seconds", "60"));
        settings.putAll(more);
        return settings;
    }

    private Main application(Map<String, String> more) {
        Main application = new Main();
        settings(more).forEach(application::addOverrideProperty);
        return application;
    }

    /** Answers the simulator that the application has started. */
    private OpenRouterSimulator start(Map<String, String> more) throws Exception {
        System.setProperty(PROFILE, "simulator");
        main = application(more);
        main.addOverrideProperty("simulator.port", String.valueOf(freePort()));
        main.start();
        return main.lookup("simulator", OpenRouterSimulator.class);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static List<String> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private void awaitAnswers() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(files(outbox)).isEqualTo(ANSWERS));
        // the last of them is told of after it was written
        await().atMost(PATIENCE)
                .until(() -> main.getCamelContext().getInflightRepository().size() == 0);
    }

    private static List<RecordedRequest> chats(OpenRouterSimulator simulator) {
        return simulator.requests().stream()
                .filter(request -> request.path().endsWith("/chat/completions"))
                .toList();
    }

    @Test
    void every_letter_gets_an_answer_of_the_schema_and_orders_that_it_names_are_looked_up() throws Exception {
        OpenRouterSimulator simulator = start(Map.of());

        awaitAnswers();

        for (String name : ANSWERS) {
            JsonNode answer = new ObjectMapper().readTree(outbox.resolve(name).toFile());
            assertThat(answer.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("subject", "urgent", "summary", "reply");
        }
        assertThat(files(outbox.resolve("failed"))).isEmpty();
        // the simulator makes a number up
        assertThat(chats(simulator).stream().filter(request -> request.text().contains("There is no such order.")))
                .hasSize(2);
        assertThat(simulator.billed()).isPositive();
    }

    @Test
    void a_second_run_gets_the_answers_from_the_journal_and_pays_nothing() throws Exception {
        start(Map.of());
        awaitAnswers();
        main.stop();
        for (String name : ANSWERS) {
            Files.delete(outbox.resolve(name));
        }

        OpenRouterSimulator simulator = start(Map.of());
        awaitAnswers();

        assertThat(chats(simulator)).isEmpty();
    }

    @Test
    void a_letter_that_the_budget_has_no_money_for_is_set_aside() throws Exception {
        OpenRouterSimulator simulator = start(Map.of("camel.component.openrouter.budget", "0.00000001/day"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(files(outbox.resolve("failed")))
                        .containsExactly("broken.txt", "late.txt", "thanks.txt"));

        assertThat(chats(simulator)).isEmpty();
        assertThat(outbox.resolve("failed/late.txt")).hasSameTextualContentAs(Path.of("inbox/late.txt"));
    }

    @Test
    void the_model_is_told_what_the_file_of_an_order_says_or_that_there_is_none() throws Exception {
        start(Map.of());
        awaitAnswers();

        assertThat(order(4711)).startsWith("Order 4711: one kite");
        assertThat(order(5)).isEqualTo("There is no such order.");
    }

    /** What the tool's route makes of a call. */
    private String order(int number) {
        return main.getCamelContext()
                .createFluentProducerTemplate()
                .withBody(Map.of("number", number))
                .to("direct:order")
                .request(String.class);
    }

    @Test
    void with_a_key_in_the_environment_there_is_no_simulator_and_the_key_is_sent() throws Exception {
        // the component reads a variable that is not there as a system property
        System.setProperty(KEY, GOOD);

        assertThatTheKeyIsSent(service -> application(Map.of(BASE_URL, service.baseUrl())));
    }

    @Test
    void a_key_in_a_file_of_the_environment_is_sent() throws Exception {
        assertThatTheKeyIsSent(service -> {
            Properties file = new Properties();
            file.putAll(settings(Map.of(BASE_URL, service.baseUrl(), KEY, GOOD)));
            Path env = folder.resolve(".env");
            try (Writer writer = Files.newBufferedWriter(env)) {
                file.store(writer, null);
            }
            System.setProperty(PROFILE, "env-file");
            System.setProperty(OVERRIDE, "file:" + env);
            return new Main();
        });
    }

    private interface Applications {
        Main of(OpenRouterSimulator service) throws IOException;
    }

    private void assertThatTheKeyIsSent(Applications applications) throws Exception {
        try (OpenRouterSimulator service =
                OpenRouterSimulator.builder().apiKeys(GOOD).start()) {
            main = applications.of(service);
            main.start();
            awaitAnswers();
            main.stop();

            assertThat(main.lookup("simulator")).isNull();
            assertThat(chats(service))
                    .extracting(request -> request.header("Authorization"))
                    .containsOnly("Bearer " + GOOD);
        }
    }

    @Test
    void it_ends_by_itself_when_there_is_nothing_to_do() throws Exception {
        System.setProperty(PROFILE, "simulator");
        main = application(Map.of("camel.main.duration-max-idle-seconds", "10"));
        main.addOverrideProperty("simulator.port", String.valueOf(freePort()));

        main.run();

        assertThat(main.getExitCode()).isZero();

        assertThat(files(outbox)).isEqualTo(ANSWERS);
    }

    @Test
    void there_is_no_java_in_it() {
        assertThat(Path.of("src/main/java")).doesNotExist();
    }
}
