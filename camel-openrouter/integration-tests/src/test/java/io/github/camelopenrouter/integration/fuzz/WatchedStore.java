package io.github.camelopenrouter.integration.fuzz;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.InMemoryBudgetStore;

/** A store of budgets that knows its open reservations, held ones and others. */
final class WatchedStore implements BudgetStore {
    private final BudgetStore store = new InMemoryBudgetStore();
    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final Set<Account> accounts = ConcurrentHashMap.newKeySet();

    private record Open(State state, BigDecimal amount) {}

    private enum State {
        RUNNING,
        /** Its cost can be asked for. */
        HELD,
        /** Nobody knows its generation. */
        LOST
    }

    @Override
    public boolean reserve(Reservation reservation, BigDecimal limit) {
        accounts.add(reservation.account());
        open.put(reservation.id(), new Open(State.RUNNING, reservation.amount()));
        boolean reserved = store.reserve(reservation, limit);
        if (!reserved) {
            open.remove(reservation.id());
        }
        return reserved;
    }

    @Override
    public void settle(Reservation reservation, BigDecimal cost) {
        store.settle(reservation, cost);
        open.remove(reservation.id());
    }

    @Override
    public void hold(Reservation reservation, String generationId) {
        open.replace(reservation.id(), new Open(generationId == null ? State.LOST : State.HELD, reservation.amount()));
        store.hold(reservation, generationId);
    }

    @Override
    public List<Hold> holds(Instant before) {
        return store.holds(before);
    }

    @Override
    public Balance balance(Account account) {
        return store.balance(account);
    }

    @Override
    public boolean blocks() {
        return false;
    }

    /** Reservations that nobody has settled or put on hold. */
    long running() {
        return count(State.RUNNING);
    }

    /** Reservations whose cost can be asked for and is not known yet. */
    long held() {
        return count(State.HELD);
    }

    /** Reservations of which nobody knows a generation: they stay. */
    long lost() {
        return count(State.LOST);
    }

    private long count(State state) {
        return open.values().stream().filter(each -> each.state == state).count();
    }

    /** Of all reservations that are not settled. */
    BigDecimal reserved() {
        return open.values().stream().map(Open::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What the accounts say. */
    Balance balance() {
        return accounts.stream()
                .map(store::balance)
                .reduce(
                        new Balance(BigDecimal.ZERO, BigDecimal.ZERO),
                        (a, b) -> new Balance(
                                a.spent().add(b.spent()), a.reserved().add(b.reserved())));
    }
}
