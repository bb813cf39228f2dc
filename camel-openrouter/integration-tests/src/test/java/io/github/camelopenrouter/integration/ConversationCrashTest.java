package io.github.camelopenrouter.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.integration.ConversationWorker.KillPoint;
import io.github.camelopenrouter.integration.ConversationWorker.Way;
import io.github.camelopenrouter.simulator.BilledGeneration;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.JdbcConversationRepository;

import static org.assertj.core.api.Assertions.assertThat;

/** What a conversation in a database comes to when its worker is killed, and its turn comes again to another one. */
class ConversationCrashTest {
    /** By {@link Way}, in its order. */
    private static final List<Row> ROWS = List.of(
            new Row(KillPoint.BEFORE_SAVE, List.of(new Turn(2, 1), new Turn(1, 1))),
            new Row(KillPoint.AFTER_SAVE, List.of(new Turn(2, 2), new Turn(1, 1))));

    private static final List<String> FIRST = List.of("Say one", "one");
    private static final List<String> SECOND = List.of("Say two", "two");

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final List<ChildJvm> workers = new ArrayList<>();

    @TempDir
    private Path directory;

    record Row(KillPoint end, List<Turn> turns) {
        @Override
        public String toString() {
            return end.title();
        }
    }

    /** How often the turn that came again is paid, and how often it is in the conversation. */
    record Turn(int paid, int kept) {
        String title() {
            return (paid == 1 ? "paid once" : "**paid twice**") + ", " + (kept == 1 ? "kept once" : "**kept twice**");
        }
    }

    @AfterEach
    void closeStage() {
        workers.forEach(ChildJvm::close);
        simulator.close();
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void a_conversation_whose_worker_is_killed_goes_on_as_the_table_says(Row row) throws Exception {
        ChildJvm killed = worker(row.end());
        killed.tell("Say one");
        for (Way way : Way.values()) {
            killed.await(ConversationWorker.arrived(row.end(), way));
        }
        killed.kill();
        List<String> saved = row.end() == KillPoint.AFTER_SAVE ? FIRST : List.of();
        assertThat(kept()).isEqualTo(Map.of(Way.NO_JOURNAL, saved, Way.JOURNAL, saved));

        ChildJvm next = worker(KillPoint.NEVER);
        ask(next, FIRST);
        ask(next, SECOND);
        next.kill();

        Map<Way, List<String>> expected = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            Turn turn = row.turns().get(way.ordinal());
            List<String> conversation = new ArrayList<>();
            for (int i = 0; i < turn.kept(); i++) {
                conversation.addAll(FIRST);
            }
            conversation.addAll(SECOND);
            expected.put(way, conversation);
            assertThat(paid(way)).as("%s", way).isEqualTo(turn.paid() + 1);
        }
        assertThat(kept()).isEqualTo(expected);
    }

    @Test
    void the_page_shows_the_table_of_conversations() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("The worker is killed"));
        for (Way way : Way.values()) {
            head.add(way.title());
        }
        rows.add(head);
        for (Row row : ROWS) {
            List<String> cells = new ArrayList<>(List.of(row.end().title()));
            row.turns().forEach(turn -> cells.add(turn.title()));
            rows.add(cells);
        }

        PageTable.assertShown("conversation crash table", rows);
    }

    private ChildJvm worker(KillPoint point) throws IOException, InterruptedException {
        ChildJvm worker = ChildJvm.start(ConversationWorker.class, simulator.baseUrl(), database(), point.name());
        workers.add(worker);
        worker.await(Worker.READY);
        return worker;
    }

    private static void ask(ChildJvm worker, List<String> turn) throws IOException, InterruptedException {
        worker.tell(turn.get(0));
        for (Way way : Way.values()) {
            worker.await(ConversationWorker.answered(way, turn.get(1)));
        }
    }

    /** A file; by default H2 writes what is committed half a second later, and a kill takes it away. */
    private String database() {
        return "jdbc:h2:file:" + directory.resolve("conversations").toAbsolutePath() + ";WRITE_DELAY=0";
    }

    private int paid(Way way) {
        String payer = BilledGeneration.keyHash(way.name());
        return (int) simulator.billedGenerations().stream()
                .filter(each -> each.keyHash().equals(payer) && each.cost().signum() > 0)
                .count();
    }

    /** What the messages say that are in the database while no worker has it open. */
    private Map<Way, List<String>> kept() throws IOException {
        JdbcConnectionPool pool = JdbcConnectionPool.create(database(), "sa", "");
        try {
            JdbcConversationRepository conversations = new JdbcConversationRepository(pool);
            Map<Way, List<String>> kept = new EnumMap<>(Way.class);
            for (Way way : Way.values()) {
                String messages = conversations
                        .load(ConversationRepository.key(null, way.name()))
                        .toCompletableFuture()
                        .join()
                        .map(ConversationRepository.Conversation::messages)
                        .orElse("{}");
                List<String> said = new ArrayList<>();
                for (JsonNode entry : new ObjectMapper().readTree(messages).path("messages")) {
                    said.add(entry.path("message").path("content").asText());
                }
                kept.put(way, said);
            }
            return kept;
        } finally {
            pool.dispose();
        }
    }
}
