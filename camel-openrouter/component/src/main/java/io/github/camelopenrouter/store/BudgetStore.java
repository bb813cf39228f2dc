package io.github.camelopenrouter.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * Keeps what budgets have spent and reserved. One store may serve any number of components and, where it is shared, of JVMs.
 *
 * <p>Money is reserved before a call is sent and settled when its cost is known. Whatever is not settled stays reserved: a call
 * whose fate nobody knows may have been paid. Amounts are US dollars, exact; an implementation that must round, rounds up.
 *
 * <p>Thread-safe. Methods of a store that {@link #blocks} are called on threads of their own, never on those of calls. Any
 * {@link RuntimeException} means that the store cannot be asked at the moment.
 */
public interface BudgetStore {
    /**
     * One sum of money.
     *
     * @param name at most 255 characters: which budget, and for whom
     * @param start beginning of its period
     * @param end first moment after its period; null where it never ends
     */
    record Account(String name, Instant start, Instant end) {}

    /**
     * Money set aside for one attempt of a call.
     *
     * @param id unique
     * @param amount not negative
     * @param keyAlias whose key pays, so that the cost can be looked up after a crash; null for the default key
     */
    record Reservation(String id, Account account, BigDecimal amount, String keyAlias) {}

    /**
     * A reservation whose cost can be looked up by the id of its generation.
     *
     * @param since when it was reserved
     */
    record Hold(Reservation reservation, String generationId, Instant since) {}

    /**
     * What has happened to an account.
     *
     * @param spent settled
     * @param reserved set aside for calls that run or whose fate is unknown
     */
    record Balance(BigDecimal spent, BigDecimal reserved) {}

    /**
     * Sets the money aside, only if what is spent and reserved and this amount together are at most the limit. Atomic, whoever
     * else reserves at the same time.
     *
     * @return whether it did
     */
    boolean reserve(Reservation reservation, BigDecimal limit);

    /** The service has begun to answer: after a crash, its id tells the cost. Need not be kept by a store that dies with the JVM. */
    default void answering(Reservation reservation, String generationId) {}

    /**
     * The cost is known: gives the reservation back and counts the cost, in the account's own period, even where that is over.
     * Does nothing where it has been settled before.
     *
     * @param cost may be more than was reserved
     */
    void settle(Reservation reservation, BigDecimal cost);

    /** Nothing was billed. */
    default void release(Reservation reservation) {
        settle(reservation, BigDecimal.ZERO);
    }

    /**
     * The attempt is over and its cost is unknown: it stays reserved.
     *
     * @param generationId null where the service named none; the reservation then stays until its period ends
     */
    void hold(Reservation reservation, String generationId);

    /**
     * Reservations from before that moment which are not settled though their generation is known: held ones, and those of a
     * process that died while the service answered. At most a thousand, the newest first.
     */
    List<Hold> holds(Instant before);

    /** What is spent and reserved; zero for an account that was never used. */
    Balance balance(Account account);

    /** Whether methods wait, for a disk or a network. */
    default boolean blocks() {
        return true;
    }
}
