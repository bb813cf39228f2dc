package io.github.camelopenrouter.integration;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;

import io.github.camelopenrouter.simulator.BilledGeneration;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

import static org.assertj.core.api.Assertions.assertThat;

/** Broker, database and OpenRouter for workers whose models use a tool, and what can be seen of their work from outside. */
final class ToolStage implements AutoCloseable {
    private static final String JOB = "What is the weather in Berlin?";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final HoldingProxy proxy = HoldingProxy.start(simulator.port());
    private final Broker broker = Broker.start();
    private final Database database = Database.start();
    private final List<ChildJvm> workers = new ArrayList<>();

    ToolStage() throws Exception {}

    /** What one job comes to in each arrangement if its worker is killed there and another one takes over. */
    Map<ToolArrangement, ToolOutcome> outcomes(ToolKillPoint point) throws IOException, InterruptedException {
        simulator.reset();
        workers.forEach(ChildJvm::close);
        ChildJvm worker = worker();
        worker.tell(point.name());
        worker.await(ToolWorker.armed(point));
        for (ToolArrangement arrangement : ToolArrangement.values()) {
            broker.send(arrangement.jobs(), JOB);
        }
        if (point != ToolKillPoint.NEVER) {
            for (ToolArrangement arrangement : ToolArrangement.values()) {
                worker.await(ToolWorker.arrived(point, arrangement));
            }
            if (point == ToolKillPoint.IN_ROUND) {
                proxy.hold(HoldingProxy.Hold.ANSWER);
                worker.tell(ToolWorker.GO);
                proxy.awaitHeld(ToolArrangement.values().length);
            }
            worker.kill();
            Awaitility.await("the model to be done").atMost(PATIENCE).until(() -> simulator.chatCallsInFlight() == 0);
            proxy.hold(HoldingProxy.Hold.NOTHING);
            worker();
        }
        Map<ToolArrangement, ToolOutcome> outcomes = new EnumMap<>(ToolArrangement.class);
        for (ToolArrangement arrangement : ToolArrangement.values()) {
            broker.awaitMessages(arrangement.jobs(), 0);
            outcomes.put(arrangement, outcome(arrangement));
        }
        assertThat(broker.messages(Broker.DEAD)).isZero();
        return outcomes;
    }

    private ChildJvm worker() throws IOException, InterruptedException {
        ChildJvm worker = ChildJvm.start(ToolWorker.class, broker.url(), proxy.baseUrl(), database.url());
        workers.add(worker);
        worker.await(Worker.READY);
        return worker;
    }

    private ToolOutcome outcome(ToolArrangement arrangement) {
        List<Broker.Taken> parked = broker.take(arrangement.parked());
        assertThat(parked).extracting(Broker.Taken::text).allMatch(JOB::equals);
        String payer = BilledGeneration.keyHash(arrangement.apiKey());
        return new ToolOutcome(
                broker.take(arrangement.results()).size(),
                parked.size(),
                (int) simulator.requests().stream()
                        .filter(request -> ("Bearer " + arrangement.apiKey()).equals(request.header("Authorization")))
                        .count(),
                (int) simulator.billedGenerations().stream()
                        .filter(each ->
                                each.keyHash().equals(payer) && each.cost().signum() > 0)
                        .count(),
                broker.take(arrangement.ran()).size());
    }

    @Override
    public void close() throws IOException, SQLException {
        workers.forEach(ChildJvm::close);
        proxy.close();
        simulator.close();
        broker.close();
        database.close();
    }
}
