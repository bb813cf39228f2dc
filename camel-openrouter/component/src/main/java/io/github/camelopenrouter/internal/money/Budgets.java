package io.github.camelopenrouter.internal.money;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.catalogue.PriceList;
import io.github.camelopenrouter.internal.support.RecentMap;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.InMemoryBudgetStore;
import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.Ledger;

/** The money side of a component: what its budgets, its ledger and its price lists have in common. Thread-safe. */
public final class Budgets {
    private static final Logger LOG = LoggerFactory.getLogger(Budgets.class);
    private static final int MOST_BUDGETS = 1_000;
    private static final int MOST_SERVICES = 100;

    private final Supplier<Ledger> chosenLedger;
    private final Consumer<Runnable> ownThread;
    private final InMemoryBudgetStore ownStore = new InMemoryBudgetStore();
    private final Ledger ownLedger = new InMemoryLedger();
    private final LostGenerations lost = new LostGenerations();
    /** Bounded, because endpoints may name any service. */
    private final RecentMap<URI, PriceList> prices = new RecentMap<>(MOST_SERVICES);
    /** Bounded, because dynamic endpoints come and go; their money is in the store. */
    private final RecentMap<String, BudgetAccounts> accounts = new RecentMap<>(MOST_BUDGETS);

    private final UnsettledSweep sweep = new UnsettledSweep(this::teller, this::onStoreThread, this::later);
    private volatile Running running;

    /** What lives from a start to the next stop. */
    private record Running(Executor storeThreads, ScheduledExecutorService background, CostReconciler reconciler) {}

    /**
     * @param chosenLedger the component's ledger; gives null for its own
     * @param ownThread runs a task on a thread of its own, where no other is left
     */
    public Budgets(Supplier<Ledger> chosenLedger, Consumer<Runnable> ownThread) {
        this.chosenLedger = chosenLedger;
        this.ownThread = ownThread;
    }

    /**
     * @param storeThreads where stores are asked and told; closed by the caller, after {@link #stop}
     * @param background where costs are asked for later; closed by the caller
     */
    public void start(Executor storeThreads, ScheduledExecutorService background) {
        running = new Running(storeThreads, background, new CostReconciler(background));
        sweep.start();
    }

    /** Comes after the calls have ended; what they have to tell a store is told. */
    public void stop() {
        Running now = running;
        running = null;
        if (now != null) {
            now.reconciler.close();
        }
    }

    /** The component's. */
    public Ledger ledger() {
        Ledger chosen = chosenLedger.get();
        return chosen != null ? chosen : ownLedger;
    }

    /** Calls that have money set aside in the component's own store and have not ended. */
    public int reservations() {
        return ownStore.running();
    }

    /** Generations whose cost is being asked for. */
    public int questions() {
        Running now = running;
        return now == null ? 0 : now.reconciler.questions();
    }

    /** The budgets in use. */
    public List<BudgetAccounts> accounts() {
        return List.copyOf(accounts.copy().values());
    }

    /** Reserves and settles what calls of one endpoint spend from a budget. */
    public Admission admission(BudgetTerms terms, BilledService service) {
        CostEstimate estimate = terms.reserve() != null
                ? CostEstimate.fixed(terms.reserve())
                : CostEstimate.byPrice(prices(service.base()), service);
        CostInquiry inquiry = inquiry(service);
        return new BudgetAdmission(accounts(terms, service, inquiry), estimate, inquiry, terms.failOpen());
    }

    /** Takes over what was left unsettled in this store, now and from time to time, with the keys of this service. */
    public void watch(BudgetStore store, BilledService service) {
        watch(store, service, inquiry(service));
    }

    private void watch(BudgetStore store, BilledService service, CostInquiry inquiry) {
        sweep.watch(store, service.payer(), inquiry, running != null);
    }

    private BudgetAccounts accounts(BudgetTerms terms, BilledService service, CostInquiry inquiry) {
        BudgetStore store = terms.store() != null ? terms.store() : ownStore;
        watch(store, service, inquiry);
        String same = terms.name() + " " + terms.limit() + " " + terms.per() + " " + System.identityHashCode(store);
        return accounts.get(
                same,
                key -> new BudgetAccounts(
                        terms.name(), Budget.parse(terms.limit()), terms.per(), teller(store), Clock.systemUTC()));
    }

    /**
     * Writes calls down.
     *
     * @param ledger null for the component's
     * @param service where costs are looked up that no answer told, by further requests; null for no such lookups
     */
    public Admission ledger(Ledger ledger, BilledService service) {
        return new LedgerAdmission(ledger != null ? ledger : ledger(), lost, service == null ? null : inquiry(service));
    }

    private CostInquiry inquiry(BilledService service) {
        return new CostInquiry(
                () -> {
                    Running now = running;
                    return now == null ? null : now.reconciler;
                },
                service::generation);
    }

    private PriceList prices(URI base) {
        return prices.get(base, service -> new PriceList(System::nanoTime));
    }

    private BudgetTeller teller(BudgetStore store) {
        return new BudgetTeller(store, this::onStoreThread, this::later);
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
        ownThread.accept(task);
    }

    private Future<?> later(Runnable task, Duration pause) {
        Running now = running;
        if (now == null) {
            throw new RejectedExecutionException("The component is stopped");
        }
        return now.background.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
}
