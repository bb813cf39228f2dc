package io.github.camelopenrouter.integration;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

import static org.assertj.core.api.Assertions.assertThat;

/** Two processes under one {@code requestsPerMinute}, and what the one does when the other is killed. */
class ClusterRateTest {
    private static final int PER_SECOND = 20;
    private static final int PER_MINUTE = 60 * PER_SECOND;
    /** How much later than allowed a request may arrive on a busy machine. */
    private static final double LATE_SECONDS = 0.5;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int TOGETHER = 5 * PER_SECOND;
    private static final int ALONE = 3 * PER_SECOND;

    private static final OpenRouterSimulator SIMULATOR = OpenRouterSimulator.start();
    private static final List<Arrival> ARRIVALS = new CopyOnWriteArrayList<>();
    private static final List<ChildJvm> WORKERS = new CopyOnWriteArrayList<>();

    /** All that had come when the test was over, in order, and how many of them before the kill. */
    private static List<Arrival> arrivals;

    private static int together;

    private record Arrival(long nanos, String prompt) {
        double secondsSince(Arrival other) {
            return (nanos - other.nanos) / 1e9;
        }

        boolean isOf(String word) {
            return prompt.endsWith(word);
        }
    }

    @BeforeAll
    static void letBothAskAndThenKillOne() throws Exception {
        SIMULATOR.replyWith(request -> {
            String prompt = request.json().at("/messages/0/content").asText();
            ARRIVALS.add(new Arrival(System.nanoTime(), prompt));
            return null;
        });
        ChildJvm first = start("one");
        String port = first.awaitAfter(RateWorker.MEMBER);
        ChildJvm second = start("two", port);
        first.await(RateWorker.READY);
        second.await(RateWorker.READY);
        ARRIVALS.clear();
        first.tell("go");
        second.tell("go");
        awaitArrivals(TOGETHER);
        first.kill();
        together = ARRIVALS.size();
        awaitArrivals(together + ALONE);
        second.kill();
        arrivals = List.copyOf(ARRIVALS);
    }

    @AfterAll
    static void endAll() {
        WORKERS.forEach(ChildJvm::close);
        SIMULATOR.close();
    }

    @Test
    void together_they_never_send_more_than_the_rate() {
        for (int from = 0; from < arrivals.size(); from++) {
            for (int to = from; to < arrivals.size(); to++) {
                double seconds = arrivals.get(to).secondsSince(arrivals.get(from)) + LATE_SECONDS;
                assertThat(to - from)
                        .as("requests within %.3f seconds from request %d on", seconds, from)
                        .isLessThanOrEqualTo((int) Math.ceil(PER_SECOND * seconds));
            }
        }
    }

    @Test
    void each_of_them_gets_a_share() {
        List<Arrival> both = arrivals.subList(0, together);
        assertThat(both).filteredOn(arrival -> arrival.isOf("one")).hasSizeGreaterThan(together / 8);
        assertThat(both).filteredOn(arrival -> arrival.isOf("two")).hasSizeGreaterThan(together / 8);
    }

    @Test
    void when_one_is_killed_the_other_has_the_whole_rate() {
        List<Arrival> alone = arrivals.subList(together + ALONE / 3, together + ALONE);
        assertThat(alone).allMatch(arrival -> arrival.isOf("two"));
        double seconds = alone.get(alone.size() - 1).secondsSince(alone.get(0));
        assertThat(alone.size() / seconds).isGreaterThan(0.7 * PER_SECOND);
    }

    private static ChildJvm start(String word, String... member) throws Exception {
        String[] arguments = new String[3 + member.length];
        arguments[0] = SIMULATOR.baseUrl();
        arguments[1] = word;
        arguments[2] = String.valueOf(PER_MINUTE);
        System.arraycopy(member, 0, arguments, 3, member.length);
        ChildJvm worker = ChildJvm.start(RateWorker.class, arguments);
        WORKERS.add(worker);
        return worker;
    }

    private static void awaitArrivals(int number) {
        Awaitility.await("requests").atMost(PATIENCE).until(() -> ARRIVALS.size() >= number);
    }
}
