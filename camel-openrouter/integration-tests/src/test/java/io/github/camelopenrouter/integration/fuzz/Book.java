package io.github.camelopenrouter.integration.fuzz;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The service's own account of what it answered, to whom, and what that costs. Thread-safe. */
final class Book {
    /** What a call has met so far. */
    private record Met(int attempts, Act last, long writtenAt) {}

    /**
     * What somebody owes.
     *
     * @param known what its answers say that it costs
     * @param perhaps what was so badly cut that a client may not know it
     */
    record Bill(BigDecimal known, BigDecimal perhaps) {
        static final Bill NONE = new Bill(BigDecimal.ZERO, BigDecimal.ZERO);

        private Bill plus(Act act) {
            return switch (act.billed()) {
                case NOTHING -> this;
                case KNOWN -> new Bill(known.add(act.cost()), perhaps);
                case PERHAPS -> new Bill(known, perhaps.add(act.cost()));
            };
        }

        BigDecimal all() {
            return known.add(perhaps);
        }

        Bill plus(Bill other) {
            return new Bill(known.add(other.known), perhaps.add(other.perhaps));
        }
    }

    private final Map<Long, Met> met = new ConcurrentHashMap<>();
    private final Map<String, Bill> bills = new HashMap<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** The next answer to this call, which is as good as sent. */
    Act next(Case call) {
        int[] attempt = new int[1];
        met.compute(call.number(), (number, before) -> {
            attempt[0] = before == null ? 0 : before.attempts;
            return new Met(attempt[0] + 1, before == null ? null : before.last, 0);
        });
        Act act = call.act(attempt[0]);
        met.computeIfPresent(call.number(), (number, now) -> new Met(now.attempts, act, 0));
        if (act.billed() != Billed.NOTHING) {
            synchronized (bills) {
                bills.merge(call.tenant(), Bill.NONE.plus(act), Bill::plus);
            }
        }
        counted(act);
        return act;
    }

    /** A row of a journal is what this call met. */
    void met(Case call, Act row) {
        met.compute(
                call.number(),
                (number, before) -> new Met(before == null ? 0 : before.attempts, row, System.nanoTime()));
        counted(row);
    }

    void counted(Act act) {
        answers.incrementAndGet();
        bytes.addAndGet(act.bytes().length);
    }

    /** All of the answer is written, and its connection closed where it is to be. */
    void written(Case call) {
        met.computeIfPresent(call.number(), (number, now) -> new Met(now.attempts, now.last, System.nanoTime()));
    }

    /** What the call has met last, or null where nothing reached the service. */
    Act last(long number) {
        Met now = met.get(number);
        return now == null ? null : now.last;
    }

    /** When the last answer was written to its end, as nanoTime; 0 where it is not. */
    long writtenAt(long number) {
        Met now = met.get(number);
        return now == null ? 0 : now.writtenAt;
    }

    int attempts(long number) {
        Met now = met.get(number);
        return now == null ? 0 : now.attempts;
    }

    void forget(long number) {
        met.remove(number);
    }

    long answers() {
        return answers.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** A copy. */
    Map<String, Bill> bills() {
        synchronized (bills) {
            return Map.copyOf(bills);
        }
    }
}
