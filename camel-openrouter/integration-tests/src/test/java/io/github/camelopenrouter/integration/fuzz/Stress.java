package io.github.camelopenrouter.integration.fuzz;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterEndpoint;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.BilledGeneration;
import io.github.camelopenrouter.simulator.Fault;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/**
 * Everything that ends a call, at once and by chance, for a while: the service's refusals and cuts, callers that leave, routes that stop,
 * endpoints that a cache drops, a store that hangs, a component that is started anew. When it is over, every balance must be right.
 */
final class Stress {
    private static final List<String> ROUTES = List.of(
            StressRoutes.DYNAMIC,
            StressRoutes.DYNAMIC,
            StressRoutes.LIMITED,
            StressRoutes.STREAMED,
            StressRoutes.PUSHED,
            StressRoutes.RATED,
            StressRoutes.RATED);
    /** Not the dynamic one: Camel's cache of producers locks itself up where its route is stopped while it drops one. */
    private static final List<String> STOPPED = List.of("limited", "streamed", "pushed");

    private static final int IN_FLIGHT = 60;
    private static final double FAULTS = 0.25;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final long seed;
    private final boolean restarts;
    private final Faults faults;
    private final OpenRouterSimulator simulator;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final WatchedStore budgets = new WatchedStore();
    private final HangingStore store = new HangingStore(budgets);
    private final PlainLedger ledger = new PlainLedger();
    private final Semaphore room = new Semaphore(IN_FLIGHT);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong starts = new AtomicLong();
    private final Map<String, AtomicLong> ends = new ConcurrentHashMap<>();
    private final OpenRouterComponent component = new OpenRouterComponent();
    private final int threadsBefore = Round.componentThreads();

    /**
     * @param restarts whether the component is stopped and started meanwhile: what it was asking for is then asked for later
     */
    Stress(long seed, boolean restarts, Faults faults) throws Exception {
        this.seed = seed;
        this.restarts = restarts;
        this.faults = faults;
        simulator = OpenRouterSimulator.builder()
                .thinkingTime(Duration.ofMillis(3))
                .tokenInterval(Duration.ofMillis(1))
                .generationDelay(Duration.ofMillis(200))
                .keepRequests(200_000)
                .keepGenerations(200_000)
                .faults(disturbances(seed))
                .start();
        component.getConfiguration().setBudget("100000/total");
        component.getConfiguration().setBudgetStore(store);
        component.getConfiguration().setBudgetReserve(StressRoutes.RESERVE);
        component.getConfiguration().setMaxInFlight(32);
        component.getConfiguration().setMaxQueued(200);
        component.getConfiguration().setQueueTimeout(2_000L);
        context.addComponent("openrouter", component);
        context.getRegistry().bind("ledger", ledger);
        context.getRegistry().bind("budgets", store);
        context.getShutdownStrategy().setTimeout(5);
        context.addRoutes(new StressRoutes(simulator.baseUrl()));
        context.start();
    }

    /** Not the reset before the first byte: what that has cost is told to nobody. */
    private static io.github.camelopenrouter.simulator.Faults disturbances(long seed) {
        List<Fault> kinds = new ArrayList<>(List.of(Fault.values()));
        kinds.remove(Fault.RESET_AT_ONCE);
        io.github.camelopenrouter.simulator.Faults faults = io.github.camelopenrouter.simulator.Faults.seeded(seed)
                .pause(Duration.ofMillis(100))
                .retryAfter(Duration.ofSeconds(1));
        for (Fault kind : kinds) {
            faults = faults.share(kind, FAULTS / kinds.size());
        }
        return faults;
    }

    void run(Duration time, PrintStream out) throws Exception {
        long begun = System.nanoTime();
        long until = begun + time.toNanos();
        ExecutorService actors = Executors.newCachedThreadPool();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Dice dice = new Dice(seed, i, 0);
                running.add(actors.submit(() -> send(dice, until)));
            }
            running.add(actors.submit(() -> interrupt(new Dice(seed, 10, 0), until)));
            running.add(actors.submit(() -> stopRoutes(new Dice(seed, 11, 0), until)));
            running.add(actors.submit(() -> hang(new Dice(seed, 12, 0), until)));
            if (restarts) {
                running.add(actors.submit(() -> restart(new Dice(seed, 13, 0), until)));
            }
            for (Future<?> each : running) {
                each.get(time.toSeconds() + PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
            }
        } finally {
            store.goOn();
            actors.shutdownNow();
        }
        await(() -> open.get() == 0);
        // only now: calls that waited for the rate, or for another attempt, went out after the last actor had ended
        double seconds = (System.nanoTime() - begun) / 1e9;
        settle(seconds);
        close();
        out.printf(
                "seed %d%s: %,d calls in %.0f s, bill %s, ledger %s, reservations %d held and %d lost, faults %d%n  %s%n",
                seed,
                restarts ? " with restarts" : "",
                calls.get(),
                seconds,
                simulator.billed().toPlainString(),
                ledger.cost().toPlainString(),
                budgets.held(),
                budgets.lost(),
                faults.size(),
                ends);
        simulator.close();
    }

    private Void send(Dice dice, long until) throws Exception {
        while (System.nanoTime() < until) {
            if (room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                begin(dice, dice.of(ROUTES));
            }
        }
        return null;
    }

    private void begin(Dice dice, String route) throws Exception {
        Endpoint endpoint = context.getEndpoint(route);
        AsyncProducer producer = endpoint.createAsyncProducer();
        producer.start();
        Exchange exchange = endpoint.createExchange(ExchangePattern.InOut);
        fill(exchange, dice);
        calls.incrementAndGet();
        open.incrementAndGet();
        AtomicInteger ended = new AtomicInteger();
        producer.process(exchange, doneSync -> {
            int times = ended.incrementAndGet();
            if (times > 1) {
                faults.add("a call of " + route + " ended " + times + " times");
                return;
            }
            count(exchange.getException());
            open.decrementAndGet();
            room.release();
        });
    }

    private static void fill(Exchange exchange, Dice dice) {
        exchange.getMessage().setBody("Say something");
        exchange.getMessage().setHeader("seed", dice.below(40));
        exchange.getMessage().setHeader("chunks", dice.percent(50) ? 1_000 : dice.below(5));
        exchange.getMessage().setHeader(OpenRouterConstants.TENANT, "plain");
        if (dice.percent(5)) {
            exchange.getMessage()
                    .setHeader(OpenRouterConstants.DEADLINE, Instant.now().plusMillis(dice.below(60)));
        }
    }

    private void count(Exception failure) {
        String end = failure == null
                ? "answered"
                : failure instanceof OpenRouterException known
                        ? String.valueOf(known.getErrorType())
                        : failure.getClass().getSimpleName() + " by " + failure.getStackTrace()[0].getClassName();
        ends.computeIfAbsent(end, key -> new AtomicLong()).incrementAndGet();
    }

    /** Callers that wait and are interrupted. */
    private Void interrupt(Dice dice, long until) throws Exception {
        ExecutorService callers = Executors.newCachedThreadPool();
        try (ProducerTemplate template = context.createProducerTemplate()) {
            while (System.nanoTime() < until) {
                Dice own = new Dice(seed, 20, dice.below(1_000_000));
                Future<?> waiting = callers.submit(() ->
                        template.send(StressRoutes.DYNAMIC, ExchangePattern.InOut, exchange -> fill(exchange, own)));
                calls.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(dice.below(40));
                waiting.cancel(true);
            }
        } finally {
            callers.shutdown();
            if (!callers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                faults.add("a caller that was interrupted still waits");
                callers.shutdownNow();
            }
        }
        return null;
    }

    private Void stopRoutes(Dice dice, long until) throws Exception {
        while (System.nanoTime() < until) {
            String route = dice.of(STOPPED);
            try {
                context.getRouteController().stopRoute(route, dice.of(1, 1, 50, 500), TimeUnit.MILLISECONDS);
            } catch (ConcurrentModificationException e) {
                // Camel walks the context's routes while it stops one of them
                continue;
            }
            TimeUnit.MILLISECONDS.sleep(dice.below(50));
            context.getRouteController().startRoute(route);
            TimeUnit.MILLISECONDS.sleep(dice.below(200));
        }
        return null;
    }

    private Void hang(Dice dice, long until) throws Exception {
        while (System.nanoTime() < until) {
            store.hang();
            TimeUnit.MILLISECONDS.sleep(dice.below(100));
            store.goOn();
            TimeUnit.MILLISECONDS.sleep(dice.below(400));
        }
        return null;
    }

    private Void restart(Dice dice, long until) throws Exception {
        while (System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(dice.between(300, 1_000));
            component.stop();
            component.start();
            starts.incrementAndGet();
        }
        return null;
    }

    private void settle(double seconds) {
        zero("calls that have not ended", open.get());
        await(() -> component.getInFlight() == 0 && component.getQueued() == 0 && budgets.running() == 0);
        zero("calls in flight behind the component's limits", component.getInFlight());
        zero("calls that wait for the component's limits", component.getQueued());
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof OpenRouterEndpoint limited) {
                zero("calls in flight at an endpoint", limited.getInFlight());
                zero("calls that wait at an endpoint", limited.getQueued());
            }
        }
        zero("reservations that run", budgets.running());
        await(() -> simulator.chatCallsInFlight() == 0);
        zero("calls that the service still answers", simulator.chatCallsInFlight());
        if (!restarts) {
            await(() -> budgets.held() == 0 && missing().compareTo(unknown()) <= 0);
            zero("reservations whose cost can be asked for", budgets.held());
        }
        money();
        long rated = simulator.requests().stream()
                .filter(request -> request.text().contains("\"user\":\"rated\""))
                .count();
        // a component that was started anew begins with what a tenth of a second allows
        long bursts = (starts.get() + 1) * Math.max(1, StressRoutes.RATE_PER_SECOND / 10);
        long most = (long) (StressRoutes.RATE_PER_SECOND * seconds * 1.02) + bursts;
        if (rated > most) {
            faults.add(rated + " requests in " + seconds + " s, where " + most + " may go");
        }
    }

    private void money() {
        BigDecimal billed = simulator.billed();
        if (missing().signum() < 0 || missing().compareTo(budgets.reserved()) > 0) {
            faults.add("the ledger has " + ledger.cost() + " of a bill of " + billed
                    + ", and what is still reserved are " + budgets.reserved());
        }
        // each call is counted by the component's budget, and some by one of their endpoint, too
        if (budgets.balance().spent().add(budgets.balance().reserved()).compareTo(billed) < 0) {
            faults.add("budgets know of " + budgets.balance() + " of a bill of " + billed);
        }
        if (budgets.balance().reserved().compareTo(budgets.reserved()) != 0) {
            faults.add("the accounts have " + budgets.balance().reserved() + " reserved, their reservations are "
                    + budgets.reserved());
        }
    }

    /** What the ledger does not know of the bill: calls that were cut before the service named them, if all is right. */
    private BigDecimal missing() {
        return simulator.billed().subtract(ledger.cost());
    }

    /** What the calls can have cost of which the ledger says that it does not know. */
    private BigDecimal unknown() {
        BigDecimal dearest = simulator.billedGenerations().stream()
                .map(BilledGeneration::cost)
                .reduce(BigDecimal.ZERO, BigDecimal::max);
        return dearest.multiply(BigDecimal.valueOf(ledger.unknown()));
    }

    private void zero(String what, long count) {
        if (count != 0) {
            faults.add(count + " " + what);
        }
    }

    private static void await(BooleanSupplier condition) {
        long by = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < by) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private void close() {
        context.stop();
        await(() -> simulator.openConnections() == 0 && Round.componentThreads() <= threadsBefore);
        zero("connections that are open after the stop", simulator.openConnections());
        zero("threads that live after the stop", Math.max(0, Round.componentThreads() - threadsBefore));
    }
}
