package io.github.camelopenrouter.integration.fuzz;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.github.camelopenrouter.store.BudgetStore;

/** A store like a database that hangs now and then: whoever asks waits until it goes on. */
final class HangingStore implements BudgetStore {
    private final WatchedStore store;
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    HangingStore(WatchedStore store) {
        this.store = store;
    }

    /** From now on everybody waits. */
    void hang() {
        hanging = new CountDownLatch(1);
    }

    void goOn() {
        hanging.countDown();
    }

    private void pass() {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the store hung", e);
        }
    }

    @Override
    public boolean reserve(Reservation reservation, BigDecimal limit) {
        pass();
        return store.reserve(reservation, limit);
    }

    @Override
    public void answering(Reservation reservation, String generationId) {
        pass();
    }

    @Override
    public void settle(Reservation reservation, BigDecimal cost) {
        pass();
        store.settle(reservation, cost);
    }

    @Override
    public void hold(Reservation reservation, String generationId) {
        pass();
        store.hold(reservation, generationId);
    }

    @Override
    public List<Hold> holds(Instant before) {
        pass();
        return store.holds(before);
    }

    @Override
    public Balance balance(Account account) {
        pass();
        return store.balance(account);
    }
}
