package io.github.camelopenrouter.integration;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelopenrouter.model.PendingToolCall;
import io.github.camelopenrouter.model.PendingToolCalls;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes of a call that a human has to approve, when workers are killed before and after the decision. */
class ApprovalCrashTest {
    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final Broker broker = Broker.start();
    private final List<ChildJvm> workers = new ArrayList<>();

    @TempDir
    private Path directory;

    ApprovalCrashTest() throws Exception {}

    @AfterEach
    void closeStage() {
        workers.forEach(ChildJvm::close);
        simulator.close();
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void an_approved_call_runs_once_whichever_worker_is_killed(ApprovalKillPoint point) throws Exception {
        ChildJvm asking = worker(false);
        broker.send(ApprovalWorker.JOBS, "What is the weather in Berlin?");
        broker.awaitMessages(ApprovalWorker.APPROVALS, 1);
        broker.awaitMessages(ApprovalWorker.JOBS, 0);
        asking.kill();
        String decided = decide(only(ApprovalWorker.APPROVALS));

        ChildJvm goingOn = worker(point == ApprovalKillPoint.IN_TOOL);
        broker.send(ApprovalWorker.DECISIONS, decided);
        if (point == ApprovalKillPoint.IN_TOOL) {
            goingOn.await(ApprovalWorker.IN_TOOL);
        } else {
            broker.awaitMessages(ApprovalWorker.DECISIONS, 0);
            assertThat(new BigDecimal(only(ApprovalWorker.RESULTS))).isEqualByComparingTo(simulator.billed());
        }
        goingOn.kill();

        // from the tool the broker brings it back; what has gone on is sent once more
        if (point == ApprovalKillPoint.DECIDING) {
            broker.send(ApprovalWorker.DECISIONS, decided);
        }
        worker(false);
        broker.awaitMessages(ApprovalWorker.DECISIONS, 0);

        assertThat(only(ApprovalWorker.REFUSED)).isEqualTo("tool_approval_used");
        assertThat(broker.take(ApprovalWorker.RAN)).hasSize(1);
        assertThat(broker.take(ApprovalWorker.RESULTS)).isEmpty();
        assertThat(simulator.requests()).hasSize(point.paid());
        assertThat(simulator.billedGenerations())
                .hasSize(point.paid())
                .allMatch(each -> each.cost().signum() > 0);
        assertThat(broker.messages(Broker.DEAD)).isZero();
    }

    @Test
    void the_page_shows_the_table_of_approvals() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("The worker is killed", "What comes of the job"));
        for (ApprovalKillPoint point : ApprovalKillPoint.values()) {
            rows.add(List.of(point.title(), point.outcome()));
        }

        PageTable.assertShown("approval crash table", rows);
    }

    private static String decide(String json) {
        PendingToolCalls pending = PendingToolCalls.of(json);
        for (PendingToolCall call : pending.calls()) {
            pending = pending.allow(call.id());
        }
        return pending.toJson();
    }

    private ChildJvm worker(boolean halting) throws IOException, InterruptedException {
        ChildJvm worker = ChildJvm.start(
                ApprovalWorker.class,
                broker.url(),
                simulator.baseUrl(),
                directory.resolve("used").toString(),
                Boolean.toString(halting));
        workers.add(worker);
        worker.await(Worker.READY);
        return worker;
    }

    /** The text of the one message that is in the queue. */
    private String only(String queue) {
        List<Broker.Taken> taken = broker.take(queue);
        assertThat(taken).as(queue).hasSize(1);
        return taken.get(0).text();
    }
}
