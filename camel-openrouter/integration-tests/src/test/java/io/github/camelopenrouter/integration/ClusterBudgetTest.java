package io.github.camelopenrouter.integration;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes that share a budget in a database, and what becomes of the money that one had reserved when it was killed. */
class ClusterBudgetTest {
    private static final int CALLS = 10;
    private static final String RESERVE = "0.01";
    private static final BigDecimal LIMIT = new BigDecimal(RESERVE).multiply(BigDecimal.valueOf(CALLS));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<ChildJvm> workers = new ArrayList<>();
    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private HoldingProxy proxy;
    private Database database;

    @BeforeEach
    void start() throws IOException, SQLException {
        proxy = HoldingProxy.start(simulator.port());
        database = Database.start();
    }

    @AfterEach
    void end() throws IOException, SQLException {
        workers.forEach(ChildJvm::close);
        database.close();
        proxy.close();
        simulator.close();
    }

    @Test
    void together_they_reserve_no_more_than_the_limit_and_what_dies_with_them_stays_reserved() throws Exception {
        proxy.hold(HoldingProxy.Hold.ANSWER);
        ChildJvm one = worker();
        ChildJvm two = worker();
        one.tell("20");
        two.tell("20");
        proxy.awaitHeld(CALLS);
        Awaitility.await("refusals")
                .atMost(PATIENCE)
                .until(() -> refused(one) + refused(two), refused -> refused == 40 - CALLS);
        assertThat(simulator.requests()).hasSize(CALLS);

        one.kill();
        two.kill();
        proxy.hold(HoldingProxy.Hold.NOTHING);

        // nobody knows the ids of their generations, so what they cost is never known
        assertThat(database.number("SELECT SUM(reserved) FROM openrouter_budget"))
                .isEqualByComparingTo(LIMIT);
        ChildJvm next = worker();
        next.tell("1");
        next.await(BudgetWorker.REFUSED);
        assertThat(simulator.requests()).hasSize(CALLS);
    }

    @Test
    void what_a_killed_process_had_reserved_is_settled_by_another_one_where_the_generation_is_known() throws Exception {
        proxy.hold(HoldingProxy.Hold.BODY);
        ChildJvm killed = worker();
        killed.tell(String.valueOf(CALLS));
        proxy.awaitHeld(CALLS);
        awaitNumber("SELECT COUNT(generation_id) FROM openrouter_reservation", BigDecimal.valueOf(CALLS));
        killed.kill();
        proxy.hold(HoldingProxy.Hold.NOTHING);
        // as if that were a while ago: what is younger may belong to a call that is running
        database.update("UPDATE openrouter_reservation SET created = DATEADD(MINUTE, -2, created)");

        ChildJvm next = worker();
        // with its first call a component begins to look after its budget
        next.tell("1");
        next.await(BudgetWorker.REFUSED);

        awaitNumber("SELECT SUM(reserved) FROM openrouter_budget", BigDecimal.ZERO);
        assertThat(database.number("SELECT SUM(spent) FROM openrouter_budget"))
                .isPositive()
                .isEqualByComparingTo(simulator.billed());
        next.tell("1");
        next.await(BudgetWorker.ANSWERED);
    }

    private ChildJvm worker() throws IOException, InterruptedException {
        ChildJvm worker = ChildJvm.start(
                BudgetWorker.class, proxy.baseUrl(), database.url(), LIMIT.toPlainString() + "/total", RESERVE);
        workers.add(worker);
        worker.await(BudgetWorker.READY);
        return worker;
    }

    private static long refused(ChildJvm worker) {
        return worker.said().stream().filter(BudgetWorker.REFUSED::equals).count();
    }

    private void awaitNumber(String sql, BigDecimal expected) {
        Awaitility.await(sql)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(database.number(sql)).isEqualByComparingTo(expected));
    }
}
