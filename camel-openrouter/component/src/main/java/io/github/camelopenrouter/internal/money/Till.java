package io.github.camelopenrouter.internal.money;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.store.BudgetStore;

/** Keeps threads of calls away from a store that blocks, and tells a store that fails again what it has to know. */
public final class Till {
    private static final Logger LOG = LoggerFactory.getLogger(Till.class);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    /** A call that may wait for as long as it likes does not wait longer for a store. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofHours(1);

    /** Runs a task after a while. */
    @FunctionalInterface
    public interface Later {
        /**
         * @return to cancel it by; may be null
         * @throws RejectedExecutionException where it cannot
         */
        Future<?> run(Runnable task, Duration pause);
    }

    private final BudgetStore store;
    private final Executor executor;
    private final Later later;

    /**
     * @param executor where a store is called that blocks
     */
    public Till(BudgetStore store, Executor executor, Later later) {
        this.store = store;
        this.executor = store.blocks() ? executor : Runnable::run;
        this.later = later;
    }

    BudgetStore store() {
        return store;
    }

    /** Asks once; whatever the store or its threads throw is in the answer. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    answer.complete(question.get());
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /**
     * Runs a task when a store that blocks has been silent for too long.
     *
     * @return null where nothing needs to be waited for
     */
    Future<?> whenSilent(Runnable task) {
        if (!store.blocks()) {
            return null;
        }
        try {
            return later.run(task, SILENCE);
        } catch (RejectedExecutionException e) {
            // the context is stopping, and with it whoever waits
            return null;
        } catch (Throwable e) {
            // what the store answers must be heard all the same: it may have reserved
            LOG.warn("Nobody watches how long the budget store takes to answer", e);
            return null;
        }
    }

    /** Tells, and where the store fails, again and again for an hour: until then the money stays reserved. */
    void tell(Runnable fact) {
        tell(fact, FIRST, Duration.ZERO);
    }

    /** Tells once what is good to know. */
    void mention(Runnable fact) {
        ask(() -> {
                    fact.run();
                    return null;
                })
                .whenComplete((none, why) -> {
                    if (why != null) {
                        LOG.debug("The budget store could not note a generation", why);
                    }
                });
    }

    private void tell(Runnable fact, Duration pause, Duration waited) {
        ask(() -> {
                    fact.run();
                    return null;
                })
                .whenComplete((none, why) -> {
                    if (why != null) {
                        again(fact, pause, waited, why);
                    }
                });
    }

    private void again(Runnable fact, Duration pause, Duration waited, Throwable why) {
        if (waited.compareTo(PATIENCE) >= 0) {
            LOG.error(
                    "The budget store could not be told what a call cost; its money stays reserved: {}",
                    why.toString());
            return;
        }
        if (waited.isZero()) {
            LOG.warn("The budget store could not be told what a call cost; trying again: {}", why.toString());
        }
        Duration doubled = pause.multipliedBy(2);
        Duration next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        try {
            later.run(() -> tell(fact, next, waited.plus(pause)), pause);
        } catch (Throwable e) {
            if (!(e instanceof RejectedExecutionException)) {
                why.addSuppressed(e);
                LOG.error("The budget store cannot be told again what a call cost; its money stays reserved", why);
                return;
            }
            LOG.error(
                    "The context stops before the budget store knew what a call cost; its money stays reserved: {}",
                    why.toString());
        }
    }
}
