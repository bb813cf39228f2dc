package io.github.camelopenrouter.internal.money;

import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.store.BudgetStore;

/**
 * Settles, at each start and from time to time, what this or another process left reserved in budget stores when it ended before its
 * calls did. Thread-safe.
 */
final class UnsettledSweep {
    private static final Logger LOG = LoggerFactory.getLogger(UnsettledSweep.class);

    /** Most endpoints whose keys are tried for what an earlier process left. */
    private static final int MOST_KEYS = 100;

    private static final Duration EVERY = Duration.ofMinutes(10);

    /** Reservations younger than this belong to calls that are running. */
    private static final Duration SETTLING = Duration.ofMinutes(1);

    /** Reservations older than this were given up before, or the service has forgotten their generations. */
    private static final Duration AFTER_A_START = Duration.ofDays(31);

    private static final Duration LATER_ON = Duration.ofHours(1);

    private final Function<BudgetStore, BudgetTeller> tellers;
    private final Executor storeThreads;
    private final BiFunction<Runnable, Duration, Future<?>> later;
    /** Stores in use, and those who may know what was left in them; guarded by this map. */
    private final Map<BudgetStore, Map<Object, CostInquiry>> stores = new IdentityHashMap<>();

    /**
     * @param later runs a task after a while; throws RejectedExecutionException where nothing runs any more
     */
    UnsettledSweep(
            Function<BudgetStore, BudgetTeller> tellers,
            Executor storeThreads,
            BiFunction<Runnable, Duration, Future<?>> later) {
        this.tellers = tellers;
        this.storeThreads = storeThreads;
        this.later = later;
    }

    /** Looks into all stores that are known. */
    void start() {
        List<BudgetStore> known;
        synchronized (stores) {
            known = List.copyOf(stores.keySet());
        }
        known.forEach(store -> sweep(store, AFTER_A_START));
    }

    /**
     * From now on this store is looked after.
     *
     * @param payer whose keys the inquiry asks with; equal ones are asked once
     * @param now whether to look at once, where the store was not known
     */
    void watch(BudgetStore store, Object payer, CostInquiry inquiry, boolean now) {
        boolean first;
        synchronized (stores) {
            Map<Object, CostInquiry> inquiries = stores.computeIfAbsent(store, key -> new LinkedHashMap<>());
            first = inquiries.isEmpty();
            if (inquiries.size() < MOST_KEYS) {
                inquiries.putIfAbsent(payer, inquiry);
            }
        }
        if (first && now) {
            sweep(store, AFTER_A_START);
        }
    }

    private CostInquiry anybody(BudgetStore store) {
        synchronized (stores) {
            return CostInquiry.any(List.copyOf(stores.get(store).values()));
        }
    }

    private void sweep(BudgetStore store, Duration back) {
        Instant now = Instant.now();
        storeThreads.execute(() -> {
            try {
                CostInquiry inquiry = anybody(store);
                for (BudgetStore.Hold hold : store.holds(now.minus(SETTLING))) {
                    settle(inquiry, store, hold, now.minus(back));
                }
            } catch (Throwable e) {
                // the store may be a user's own: whatever it throws, it must be asked again later
                LOG.warn("The budget store could not tell what is unsettled; asking again later", e);
            }
            try {
                later.apply(() -> sweep(store, LATER_ON), EVERY);
            } catch (RejectedExecutionException e) {
                LOG.debug("The component is stopping: its next start asks the budget store");
            }
        });
    }

    /** A reservation that nobody can read must not keep the others from being settled. */
    private void settle(CostInquiry inquiry, BudgetStore store, BudgetStore.Hold hold, Instant after) {
        try {
            if (hold.since().isAfter(after)) {
                inquiry.settle(tellers.apply(store), hold);
            }
        } catch (Throwable e) {
            LOG.warn("The budget store holds a reservation that cannot be settled: {}", hold, e);
        }
    }
}
