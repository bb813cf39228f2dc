package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.catalogue.Prices;
import io.github.camelopenrouter.internal.money.Budget;
import io.github.camelopenrouter.internal.money.BudgetAdmission;
import io.github.camelopenrouter.internal.money.Estimate;
import io.github.camelopenrouter.internal.money.Inquiry;
import io.github.camelopenrouter.internal.money.LedgerAdmission;
import io.github.camelopenrouter.internal.money.Lost;
import io.github.camelopenrouter.internal.money.Pot;
import io.github.camelopenrouter.internal.money.Reconciler;
import io.github.camelopenrouter.internal.money.Till;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.InMemoryBudgetStore;
import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.Ledger;

/** The money side of a component: what its budgets, its ledger and its price lists have in common. Thread-safe. */
final class Treasury {
    private static final Logger LOG = LoggerFactory.getLogger(Treasury.class);
    private static final int MOST_POTS = 1_000;
    private static final int MOST_SERVICES = 100;

    /** Most endpoints whose keys are tried for what an earlier process left. */
    private static final int MOST_KEYS = 100;

    /** How long a stop waits for stores that are slow to be told. */
    private static final long STOPPING_SECONDS = 5;

    private static final Duration SWEEP = Duration.ofMinutes(10);

    /** Younger ones belong to calls that are running. */
    private static final Duration SETTLING = Duration.ofMinutes(1);

    /** What is older was given up before, or its generation is forgotten by now. */
    private static final Duration AFTER_A_START = Duration.ofDays(31);

    private static final Duration LATER_ON = Duration.ofHours(1);

    private final OpenRouterComponent component;
    private final InMemoryBudgetStore ownStore = new InMemoryBudgetStore();
    private final Ledger ownLedger = new InMemoryLedger();
    private final Lost lost = new Lost();
    private final Map<URI, Prices> prices = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        // endpoints may name any service
        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, Prices> eldest) {
            return size() > MOST_SERVICES;
        }
    };
    private final Map<String, Pot> pots = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        // dynamic endpoints may come and go; their money is in the store
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pot> eldest) {
            return size() > MOST_POTS;
        }
    };
    /** Stores in use, and those who may know what was left in them; guarded by this map. */
    private final Map<BudgetStore, Map<Object, Inquiry>> stores = new IdentityHashMap<>();

    private volatile Running running;

    /** What lives as long as the engine. */
    private record Running(Engine engine, ExecutorService storeThreads, Reconciler reconciler) {}

    Treasury(OpenRouterComponent component) {
        this.component = component;
    }

    void start(Engine engine) {
        running = new Running(engine, engine.newStoreThreads(), new Reconciler(engine.background()));
        List<BudgetStore> known;
        synchronized (stores) {
            known = List.copyOf(stores.keySet());
        }
        known.forEach(store -> sweep(store, AFTER_A_START));
    }

    /** Comes after the calls have ended; what they have to tell a store is told. */
    void stop() {
        Running now = running;
        running = null;
        if (now != null) {
            now.reconciler.close();
            now.engine.close(now.storeThreads);
            awaitStores(now.storeThreads);
        }
    }

    /** What a store was not told by then, its next start finds out. */
    private static void awaitStores(ExecutorService threads) {
        try {
            if (!threads.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "A budget store is too slow to be told within {} s what the last calls cost: their money stays reserved",
                        STOPPING_SECONDS);
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    Ledger ledger() {
        Ledger chosen = component.shared().getLedger();
        return chosen != null ? chosen : ownLedger;
    }

    /** Calls that have money set aside in the component's own store and have not ended. */
    int reservations() {
        return ownStore.running();
    }

    /** Generations whose cost is being asked for. */
    int questions() {
        Running now = running;
        return now == null ? 0 : now.reconciler.questions();
    }

    /** The budgets in use. */
    List<Pot> pots() {
        synchronized (pots) {
            return List.copyOf(pots.values());
        }
    }

    /** Budgets of the component and of the endpoint, as far as there are any. Their names are the same on every node of a cluster. */
    List<Admission> budgets(OpenRouterEndpoint endpoint, OpenRouterConfiguration shared) {
        String name = component.name();
        OpenRouterConfiguration effective = endpoint.effective();
        List<Admission> list = new ArrayList<>();
        if (shared.getBudget() != null) {
            list.add(budget(name, shared, effective));
        }
        boolean own = effective.getBudget() != null
                && !(effective.getBudget().equals(shared.getBudget())
                        && effective.getBudgetPer() == shared.getBudgetPer());
        if (own) {
            list.add(budget(name + ":" + endpoint.identity(), effective, effective));
        }
        return list;
    }

    /**
     * @param terms whose budget it is
     * @param effective what counts for the endpoint that asks
     */
    private Admission budget(String name, OpenRouterConfiguration terms, OpenRouterConfiguration effective) {
        Lookups lookups = new Lookups(component, effective);
        Estimate estimate = effective.getBudgetReserve() != null
                ? Estimate.fixed(dollars(effective.getBudgetReserve()))
                : Estimate.byPrice(prices(lookups.base()), lookups::get);
        Inquiry inquiry = inquiry(effective);
        return new BudgetAdmission(
                pot(name, terms, effective, inquiry), estimate, inquiry, effective.isBudgetFailOpen());
    }

    /** Takes over what an earlier process left in the store of this endpoint, before its first call. */
    void takeOver(OpenRouterConfiguration effective) {
        if (effective.getBudget() != null && effective.getBudgetStore() != null) {
            watch(effective.getBudgetStore(), effective, inquiry(effective));
        }
    }

    private void watch(BudgetStore store, OpenRouterConfiguration effective, Inquiry inquiry) {
        boolean first;
        synchronized (stores) {
            Map<Object, Inquiry> inquiries = stores.computeIfAbsent(store, key -> new LinkedHashMap<>());
            first = inquiries.isEmpty();
            if (inquiries.size() < MOST_KEYS) {
                inquiries.putIfAbsent(new Keys(effective), inquiry);
            }
        }
        if (first && running != null) {
            sweep(store, AFTER_A_START);
        }
    }

    private Inquiry anybody(BudgetStore store) {
        synchronized (stores) {
            return Inquiry.any(List.copyOf(stores.get(store).values()));
        }
    }

    /** Where the keys of an endpoint come from, and what they are for. No record: its text would have the key. */
    private static final class Keys {
        private final String baseUrl;
        private final String apiKey;
        private final ApiKeyProvider provider;

        Keys(OpenRouterConfiguration effective) {
            baseUrl = effective.getBaseUrl();
            apiKey = effective.getApiKey();
            provider = effective.getApiKeyProvider();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Keys keys
                    && Objects.equals(baseUrl, keys.baseUrl)
                    && Objects.equals(apiKey, keys.apiKey)
                    && provider == keys.provider;
        }

        @Override
        public int hashCode() {
            return Objects.hash(baseUrl, apiKey);
        }
    }

    private Pot pot(String name, OpenRouterConfiguration terms, OpenRouterConfiguration effective, Inquiry inquiry) {
        BudgetStore store = terms.getBudgetStore() != null ? terms.getBudgetStore() : ownStore;
        watch(store, effective, inquiry);
        String same =
                name + " " + terms.getBudget() + " " + terms.getBudgetPer() + " " + System.identityHashCode(store);
        synchronized (pots) {
            return pots.computeIfAbsent(
                    same,
                    key -> new Pot(
                            name,
                            Budget.parse(terms.getBudget()),
                            terms.getBudgetPer(),
                            till(store),
                            Clock.systemUTC()));
        }
    }

    /** Writes calls down. Costs are looked up only for those who asked for money to be watched: it takes further requests. */
    Admission ledger(OpenRouterConfiguration effective, OpenRouterConfiguration shared) {
        boolean asks = effective.getLedger() != null || effective.getBudget() != null || shared.getBudget() != null;
        Ledger ledger = effective.getLedger() != null ? effective.getLedger() : ledger();
        return new LedgerAdmission(ledger, lost, asks ? inquiry(effective) : null);
    }

    private Inquiry inquiry(OpenRouterConfiguration effective) {
        Lookups lookups = new Lookups(component, effective);
        return new Inquiry(
                () -> {
                    Running now = running;
                    return now == null ? null : now.reconciler;
                },
                lookups::generation);
    }

    private Prices prices(URI base) {
        synchronized (prices) {
            return prices.computeIfAbsent(base, service -> new Prices(System::nanoTime));
        }
    }

    private Till till(BudgetStore store) {
        return new Till(store, this::onStoreThread, this::later);
    }

    private void onStoreThread(Runnable task) {
        Running now = running;
        try {
            if (now != null) {
                now.storeThreads.execute(task);
                return;
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("The component is stopping: a budget is told on a thread of its own");
        }
        // a store that hangs must not hold up a stop
        component
                .getCamelContext()
                .getExecutorServiceManager()
                .newThread("OpenRouterStore", task)
                .start();
    }

    private Future<?> later(Runnable task, Duration pause) {
        Running now = running;
        if (now == null) {
            throw new RejectedExecutionException("The component is stopped");
        }
        return now.engine.background().schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes over what this or another process left unsettled, now and from time to time. */
    private void sweep(BudgetStore store, Duration back) {
        Instant now = Instant.now();
        onStoreThread(() -> {
            try {
                Inquiry inquiry = anybody(store);
                for (BudgetStore.Hold hold : store.holds(now.minus(SETTLING))) {
                    settle(inquiry, store, hold, now.minus(back));
                }
            } catch (Throwable e) {
                // a store is anybody's, and what is unsettled must be asked for again whatever it throws
                LOG.warn("The budget store could not tell what is unsettled; asking again later", e);
            }
            try {
                later(() -> sweep(store, LATER_ON), SWEEP);
            } catch (RejectedExecutionException e) {
                LOG.debug("The component is stopping: its next start asks the budget store");
            }
        });
    }

    /** One that nobody can read must not keep the others. */
    private void settle(Inquiry inquiry, BudgetStore store, BudgetStore.Hold hold, Instant after) {
        try {
            if (hold.since().isAfter(after)) {
                inquiry.settle(till(store), hold);
            }
        } catch (Throwable e) {
            LOG.warn("The budget store holds a reservation that cannot be settled: {}", hold, e);
        }
    }

    private static BigDecimal dollars(String text) {
        return new BigDecimal(Value.dollars().parse(text).toString());
    }
}
