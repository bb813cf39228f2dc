package io.github.camelopenrouter.docs;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.SuspendableService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.simulator.SimulatedAccount;

import static org.assertj.core.api.Assertions.assertThat;

class RoutePolicyRoutesTest extends DocsTestSupport {
    private static final BigDecimal MUCH = new BigDecimal("100");

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RoutePolicyRoutes(Duration.ofMillis(100));
    }

    private boolean suspended() {
        return ((SuspendableService) context.getRoutes().get(0).getConsumer()).isSuspended();
    }

    private long calls() {
        return simulator.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .count();
    }

    static Stream<Arguments> states() {
        return Stream.of(
                state("a revoked key", SimulatedAccount::revoke, SimulatedAccount::accept),
                state("no credit", account -> account.credits(BigDecimal.ZERO), account -> account.credits(MUCH)),
                state(
                        "a limit that is used up",
                        account -> account.keyLimit(BigDecimal.ZERO, "daily"),
                        account -> account.keyLimit(MUCH, "daily")));
    }

    private static Arguments state(String name, Consumer<SimulatedAccount> bad, Consumer<SimulatedAccount> good) {
        return Arguments.of(name, bad, good);
    }

    @AfterEach
    void forgive() {
        simulator.account(KEY).accept().credits(MUCH).keyLimit(MUCH, "daily");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("states")
    void the_route_rests_while_the_account_does(
            String name, Consumer<SimulatedAccount> bad, Consumer<SimulatedAccount> good) {
        bad.accept(simulator.account(KEY));

        template.sendBody("seda:questions", "Say hello");

        Awaitility.await().until(this::suspended);
        Awaitility.await()
                .until(() -> simulator.requests().stream()
                                .filter(request -> request.method().equals("GET"))
                                .count()
                        >= 2);
        assertThat(calls()).isEqualTo(1);
        assertThat(simulator.billed()).isZero();

        good.accept(simulator.account(KEY));

        Awaitility.await().until(() -> !suspended());
        assertThat(simulator.billed()).as("no call was made to find that out").isZero();
        template.sendBody("seda:questions", "Say hello");
        Awaitility.await().until(() -> simulator.billed().signum() > 0);
    }
}
