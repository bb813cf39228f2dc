package io.github.camelopenrouter.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps budgets as long as this JVM lives. */
public final class InMemoryBudgetStore implements BudgetStore {
    /** Accounts hold what messages say, such as tenants, and money that was spent must not be forgotten. */
    private static final int MOST = 1_000_000;

    private final Map<Account, Balance> balances = new HashMap<>();
    private final Map<String, Open> open = new HashMap<>();

    /** When the last clean-up took place: once in a period is enough. */
    private Instant cleaned = Instant.MIN;

    private record Open(Reservation reservation, Instant since, boolean held, String generationId) {}

    @Override
    public synchronized boolean reserve(Reservation reservation, BigDecimal limit) {
        Account account = reservation.account();
        Balance now = balance(account);
        if (now.spent().add(now.reserved()).add(reservation.amount()).compareTo(limit) > 0) {
            return false;
        }
        forgetBefore(account.start());
        if (balances.size() >= MOST && !balances.containsKey(account)) {
            throw new IllegalStateException("The JVM keeps " + MOST
                    + " budgets and has no room for another: use a JdbcBudgetStore, or a shorter period");
        }
        open.put(reservation.id(), new Open(reservation, Instant.now(), false, null));
        balances.put(account, new Balance(now.spent(), now.reserved().add(reservation.amount())));
        return true;
    }

    @Override
    public synchronized void settle(Reservation reservation, BigDecimal cost) {
        if (open.remove(reservation.id()) == null) {
            return;
        }
        Balance now = balance(reservation.account());
        Balance next = new Balance(now.spent().add(cost), now.reserved().subtract(reservation.amount()));
        if (next.spent().signum() == 0 && next.reserved().signum() == 0) {
            // as if it had never been: a tenant that only fails costs no memory
            balances.remove(reservation.account());
        } else {
            balances.put(reservation.account(), next);
        }
    }

    @Override
    public synchronized void hold(Reservation reservation, String generationId) {
        open.computeIfPresent(
                reservation.id(),
                (id, now) ->
                        new Open(reservation, now.since, true, generationId == null ? now.generationId : generationId));
    }

    /** Accounts and reservations of periods that are over for longer than the present one lasts are of no use to anybody. */
    private void forgetBefore(Instant start) {
        if (start.isAfter(cleaned)) {
            cleaned = start;
            balances.keySet().removeIf(account -> over(account, start));
            open.values().removeIf(now -> over(now.reservation.account(), start));
        }
    }

    private static boolean over(Account account, Instant start) {
        // a call that runs while the period turns still finds its account; one that runs for a day does not matter
        return account.end() != null && account.end().plusSeconds(86_400).isBefore(start);
    }

    @Override
    public synchronized List<Hold> holds(Instant before) {
        List<Open> held = new ArrayList<>(open.values());
        held.removeIf(now -> now.generationId == null || !now.since.isBefore(before));
        held.sort(Comparator.comparing(Open::since).reversed());
        return held.stream()
                .limit(1_000)
                .map(now -> new Hold(now.reservation, now.generationId, now.since))
                .toList();
    }

    @Override
    public synchronized Balance balance(Account account) {
        return balances.getOrDefault(account, new Balance(BigDecimal.ZERO, BigDecimal.ZERO));
    }

    /** Reservations of calls that have not ended; those whose cost is unknown are not among them. */
    public synchronized int running() {
        return (int) open.values().stream().filter(now -> !now.held).count();
    }

    @Override
    public boolean blocks() {
        return false;
    }
}
