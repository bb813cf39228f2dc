package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The latest generations, and what all of them cost together. Thread-safe. */
final class Ledger {

    private final int most;
    private final Map<String, Generation> generations = new LinkedHashMap<>();
    private final Deque<Booking> bookings = new ArrayDeque<>();
    private final Map<String, BigDecimal> byKey = new TreeMap<>();
    private final Map<String, BigDecimal> byModel = new TreeMap<>();
    private BigDecimal billed = BigDecimal.ZERO;
    private Tally tally = Tally.ZERO;

    /** @param most how many generations are remembered; sums are kept of all */
    Ledger(int most) {
        this.most = most;
    }

    synchronized void add(Generation generation) {
        generations.put(generation.answer().id(), generation);
        if (generations.size() > most) {
            generations.remove(generations.keySet().iterator().next());
        }
        book(generation.booking());
    }

    /** Adds a line of the bill that is no generation which can be asked for. */
    synchronized void book(Booking booking) {
        bookings.add(booking);
        if (bookings.size() > most) {
            bookings.remove();
        }
        billed = billed.add(booking.cost());
        tally = tally.plus(booking);
        byKey.merge(booking.keyHash(), booking.cost(), BigDecimal::add);
        byModel.merge(booking.model(), booking.cost(), BigDecimal::add);
    }

    synchronized Optional<Generation> find(String id) {
        return Optional.ofNullable(generations.get(id));
    }

    synchronized List<Booking> bookings() {
        return List.copyOf(bookings);
    }

    synchronized BigDecimal billed() {
        return billed;
    }

    synchronized Map<String, BigDecimal> byKey() {
        return plain(byKey);
    }

    synchronized Map<String, BigDecimal> byModel() {
        return plain(byModel);
    }

    synchronized Tally tally() {
        return tally;
    }

    synchronized void clear() {
        generations.clear();
        bookings.clear();
        byKey.clear();
        byModel.clear();
        billed = BigDecimal.ZERO;
        tally = Tally.ZERO;
    }

    /** Sums of the same value are equal, whatever they are made of. */
    private static Map<String, BigDecimal> plain(Map<String, BigDecimal> sums) {
        Map<String, BigDecimal> copy = new TreeMap<>(sums);
        copy.replaceAll((name, sum) -> sum.signum() == 0 ? BigDecimal.ZERO : sum.stripTrailingZeros());
        return copy;
    }
}
