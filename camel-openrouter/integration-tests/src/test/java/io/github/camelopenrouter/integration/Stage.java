package io.github.camelopenrouter.integration;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

/** Broker, database and OpenRouter for workers, and what can be seen of their work from outside. */
final class Stage implements AutoCloseable {
    private static final String JOB = "Say done";
    private static final String RESULT = "done";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final HoldingProxy proxy = HoldingProxy.start(simulator.port());
    private final Broker broker = Broker.start();
    private final Database database = Database.start();
    private final List<ChildJvm> workers = new ArrayList<>();
    private final BigDecimal price = ask();
    private ChildJvm idle;

    Stage() throws Exception {}

    /** What the answer to one job costs, in US dollars. */
    BigDecimal price() {
        return price;
    }

    /** What one job comes to in each arrangement if its worker ends there and another one takes over. */
    Map<Arrangement, Outcome> outcomes(KillPoint point) throws IOException, InterruptedException {
        simulator.reset();
        ChildJvm worker = halting(point);
        proxy.hold(point.hold());
        send(1);
        if (point == KillPoint.NEVER) {
            awaitResults();
        } else {
            awaitArrival(worker, point);
            broker.awaitMessages(Arrangement.DEFAULTS.jobs(), 0);
            end(worker, point);
            proxy.hold(HoldingProxy.Hold.NOTHING);
            worker();
        }
        Map<Arrangement, Outcome> outcomes = new EnumMap<>(Arrangement.class);
        for (Arrangement arrangement : Arrangement.values()) {
            broker.awaitMessages(arrangement.jobs(), 0);
            outcomes.put(arrangement, outcome(arrangement));
        }
        assertThat(broker.messages(Broker.DEAD)).isZero();
        return outcomes;
    }

    /** Sends so many jobs in each arrangement, waits until one of each has begun, and lets it go no further; then kills. */
    Map<Arrangement, Hoard> hoards(int jobs) throws Exception {
        ChildJvm worker = halting(KillPoint.BEFORE_ROW);
        send(jobs);
        awaitArrival(worker, KillPoint.BEFORE_ROW);
        // by default the one that has begun is acknowledged already
        broker.awaitMessages(Arrangement.DEFAULTS.jobs(), jobs - 1);
        broker.awaitDelivering(Arrangement.DEFAULTS.jobs(), jobs - 1);
        Map<Arrangement, Hoard> hoards = new EnumMap<>(Arrangement.class);
        for (Arrangement arrangement : Arrangement.values()) {
            int taken = broker.delivering(arrangement.jobs());
            hoards.put(arrangement, new Hoard(taken, broker.messages(arrangement.jobs()) - taken));
        }
        end(worker, KillPoint.BEFORE_ROW);
        for (Arrangement arrangement : Arrangement.values()) {
            broker.clear(arrangement.jobs());
        }
        return hoards;
    }

    /**
     * Where the jobs of one queue are.
     *
     * @param taken sent to a consumer, and not acknowledged by it
     * @param waiting for any consumer
     */
    record Hoard(long taken, long waiting) {}

    @Override
    public void close() throws IOException, SQLException {
        workers.forEach(ChildJvm::close);
        proxy.close();
        simulator.close();
        broker.close();
        database.close();
    }

    /** Lets the model answer one job without anything of ours in between, and looks at the bill. */
    private BigDecimal ask() throws IOException, InterruptedException {
        String body =
                "{\"model\":\"" + Worker.MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + JOB + "\"}]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/chat/completions"))
                .header("Authorization", "Bearer any")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return simulator.billed();
    }

    /** The worker that waits for jobs, and will halt there. */
    private ChildJvm halting(KillPoint point) throws IOException, InterruptedException {
        ChildJvm worker = worker();
        worker.tell(point.name());
        worker.await(Worker.armed(point));
        return worker;
    }

    private ChildJvm worker() throws IOException, InterruptedException {
        if (idle == null) {
            idle = ChildJvm.start(Worker.class, broker.url(), proxy.baseUrl(), database.url());
            workers.add(idle);
            idle.await(Worker.READY);
        }
        return idle;
    }

    private void send(int jobs) {
        for (Arrangement arrangement : Arrangement.values()) {
            for (int i = 0; i < jobs; i++) {
                broker.send(arrangement.jobs(), JOB);
            }
        }
    }

    private void awaitResults() {
        for (Arrangement arrangement : Arrangement.values()) {
            broker.awaitMessages(arrangement.results(), 1);
        }
    }

    private void awaitArrival(ChildJvm worker, KillPoint point) throws InterruptedException {
        if (point.hold() != HoldingProxy.Hold.NOTHING) {
            proxy.awaitHeld(Arrangement.values().length);
            if (point.hold() != HoldingProxy.Hold.ANSWER) {
                worker.await(HaltingJournal.noted(Arrangement.REGENERATE));
                worker.await(HaltingJournal.noted(Arrangement.PARK));
            }
            return;
        }
        for (Arrangement arrangement : Arrangement.values()) {
            worker.await(Checkpoints.arrived(point, arrangement));
        }
    }

    private void end(ChildJvm worker, KillPoint point) throws InterruptedException {
        idle = null;
        if (point == KillPoint.STOPPED) {
            worker.stop();
        } else {
            worker.kill();
        }
        Awaitility.await("the model to be done").atMost(PATIENCE).until(() -> simulator.chatCallsInFlight() == 0);
    }

    private Outcome outcome(Arrangement arrangement) {
        List<Broker.Taken> results = broker.take(arrangement.results());
        assertThat(results).extracting(Broker.Taken::text).allMatch(RESULT::equals);
        List<Broker.Taken> parked = broker.take(arrangement.parked());
        assertThat(parked).extracting(Broker.Taken::text).allMatch(JOB::equals);
        String payer = BilledGeneration.keyHash(arrangement.apiKey());
        return new Outcome(
                requests(arrangement),
                results.size(),
                parked.size(),
                known(parked),
                simulator.billedByKey().getOrDefault(payer, BigDecimal.ZERO));
    }

    /** How many of them name a generation that has been billed. */
    private int known(List<Broker.Taken> parked) {
        List<String> billed =
                simulator.billedGenerations().stream().map(BilledGeneration::id).toList();
        return (int) parked.stream()
                .filter(taken -> taken.generation() != null && billed.contains(taken.generation()))
                .count();
    }

    private int requests(Arrangement arrangement) {
        return (int) simulator.requests().stream()
                .filter(request -> ("Bearer " + arrangement.apiKey()).equals(request.header("Authorization")))
                .count();
    }
}
