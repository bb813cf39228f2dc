package io.github.camelopenrouter.internal.money;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.store.BudgetStore;

/** Keeps threads of calls away from a store that blocks, and tells a store that fails again what it has to know. */
public final class BudgetTeller {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetTeller.class);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    /** The longest wait for a store, also of a call that itself may wait without end. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final int MOST_DOUBTS = 100;

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
    private final AtomicInteger doubts = new AtomicInteger();

    /**
     * @param executor where a store is called that blocks
     */
    public BudgetTeller(BudgetStore store, Executor executor, Later later) {
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
            // the context is stopping, and ends the call that waits, too
            return null;
        } catch (Throwable e) {
            // the answer of the store must be heard all the same, because it may have reserved
            LOG.warn("Nobody watches how long the budget store takes to answer", e);
            return null;
        }
    }

    /** Tells, and where the store fails, again and again for an hour: until then the money stays reserved. */
    void tell(Runnable fact) {
        new Telling(fact, () -> {}).now();
    }

    /**
     * Takes back, after a pause, what a store that failed may have reserved all the same. The number of these at a time is bounded:
     * mostly the store has not reserved, and an outage may be long.
     */
    void takeBack(Runnable fact) {
        if (doubts.incrementAndGet() > MOST_DOUBTS) {
            doubts.decrementAndGet();
            return;
        }
        new Telling(fact, doubts::decrementAndGet).later();
    }

    /** Tells the store once something that is useful but not needed. */
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

    /** One fact that is told again until the store knows it or it is given up. */
    private final class Telling {
        private final Runnable fact;
        private final Runnable over;
        private Duration pause = FIRST;
        private Duration waited = Duration.ZERO;

        Telling(Runnable fact, Runnable over) {
            this.fact = fact;
            this.over = over;
        }

        void now() {
            ask(() -> {
                        fact.run();
                        return null;
                    })
                    .whenComplete((none, why) -> {
                        if (why == null) {
                            over.run();
                        } else {
                            again(why);
                        }
                    });
        }

        private void again(Throwable why) {
            if (waited.compareTo(PATIENCE) >= 0) {
                LOG.error(
                        "The budget store could not be told what a call cost; its money stays reserved: {}",
                        why.toString());
                over.run();
                return;
            }
            if (waited.isZero()) {
                LOG.warn("The budget store could not be told what a call cost; trying again: {}", why.toString());
            }
            later();
        }

        void later() {
            Duration now = pause;
            Duration doubled = now.multipliedBy(2);
            waited = waited.plus(now);
            pause = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
            try {
                later.run(this::now, now);
            } catch (RejectedExecutionException e) {
                LOG.error("The context stops before the budget store knew what a call cost; its money stays reserved");
                over.run();
            } catch (Throwable e) {
                LOG.error("The budget store cannot be told again what a call cost; its money stays reserved", e);
                over.run();
            }
        }
    }
}
