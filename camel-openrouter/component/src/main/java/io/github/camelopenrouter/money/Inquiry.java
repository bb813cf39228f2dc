package io.github.camelopenrouter.money;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Asks the service for the cost of calls that did not tell it, with the keys of one endpoint. */
public final class Inquiry {
    private final Supplier<Reconciler> reconciler;
    private final Reconciler.Lookup lookup;

    /**
     * @param reconciler of the running component; null from it where it is not running
     */
    public Inquiry(Supplier<Reconciler> reconciler, Reconciler.Lookup lookup) {
        this.reconciler = reconciler;
        this.lookup = lookup;
    }

    /** The listener hears the cost once it is known; never, where nobody can find it out. */
    void ask(String generationId, String keyAlias, Consumer<Told> listener) {
        Reconciler running = reconciler.get();
        if (generationId != null && running != null) {
            running.ask(generationId, keyAlias, lookup, listener);
        }
    }

    /** Settles what a store holds, of this process or of one that died; once the service tells what it cost. */
    public void settle(Till till, BudgetStore.Hold hold) {
        BudgetStore.Reservation reservation = hold.reservation();
        ask(
                hold.generationId(),
                reservation.keyAlias(),
                told -> till.tell(() -> till.store().settle(reservation, told.cost())));
    }
}
