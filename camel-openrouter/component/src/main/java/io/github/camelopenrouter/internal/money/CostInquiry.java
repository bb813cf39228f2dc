package io.github.camelopenrouter.internal.money;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.wire.Told;
import io.github.camelopenrouter.store.BudgetStore;

/** Asks the service for the cost of calls that did not tell it, with the keys of one endpoint. */
public final class CostInquiry {
    /** Most keys that are tried before a pause. */
    private static final int AT_ONCE = 8;

    private final Supplier<CostReconciler> reconciler;
    private final CostReconciler.Lookup lookup;

    /**
     * @param reconciler of the running component; null from it where it is not running
     */
    public CostInquiry(Supplier<CostReconciler> reconciler, CostReconciler.Lookup lookup) {
        this.reconciler = reconciler;
        this.lookup = lookup;
    }

    /** The listener hears the cost once it is known; never, where nobody can find it out. */
    void ask(String generationId, String keyAlias, Consumer<Told> listener) {
        CostReconciler running = reconciler.get();
        if (generationId != null && running != null) {
            running.ask(generationId, keyAlias, lookup, listener);
        }
    }

    /**
     * Asks with the keys of all of these, because nobody knows which key paid for what another process left.
     *
     * @param several at least one, asked in this order, beginning anew somewhere else each time
     */
    public static CostInquiry any(List<CostInquiry> several) {
        CostInquiry first = several.get(0);
        if (several.size() == 1) {
            return first;
        }
        AtomicInteger turn = new AtomicInteger();
        return new CostInquiry(first.reconciler, (id, alias) -> {
            int begin = Math.floorMod(turn.getAndIncrement(), several.size());
            return ask(several, begin, Math.min(several.size(), AT_ONCE), id, alias);
        });
    }

    private static CompletableFuture<JsonNode> ask(
            List<CostInquiry> several, int at, int left, String id, String alias) {
        CompletableFuture<JsonNode> answer;
        try {
            answer = Objects.requireNonNull(
                    several.get(at % several.size()).lookup.generation(id, alias));
        } catch (Throwable e) {
            // for example, this one does not know the key alias
            answer = CompletableFuture.failedFuture(e);
        }
        if (left == 1) {
            return answer;
        }
        return answer.handle((json, why) -> why == null && Told.of(json) != null
                        ? CompletableFuture.completedFuture(json)
                        : ask(several, at + 1, left - 1, id, alias))
                .thenCompose(next -> next);
    }

    /** Settles what a store holds for this process or for one that died, once the service tells what it cost. */
    public void settle(BudgetTeller teller, BudgetStore.Hold hold) {
        BudgetStore.Reservation reservation = hold.reservation();
        ask(hold.generationId(), reservation.keyAlias(), told -> {
            if (BilledCost.isPlausible(told.cost(), reservation.amount(), false)) {
                teller.tell(() -> teller.store().settle(reservation, told.cost()));
            } else {
                BilledCost.refuse(told.cost(), reservation.amount());
            }
        });
    }
}
