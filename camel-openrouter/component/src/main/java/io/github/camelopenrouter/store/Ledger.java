package io.github.camelopenrouter.store;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/**
 * Sums up what calls used and cost. Every attempt counts, also one that the component made again and one that was cut.
 *
 * <p>Thread-safe.
 */
public interface Ledger {
    /**
     * What is summed up together. Every member may be null.
     *
     * @param model that answered; where none did, the one that was asked
     * @param provider display name of the provider that answered
     * @param route id of the route that the call came from
     * @param keyAlias alias that chose the key
     * @param tenant for whom the call was made
     */
    record Key(String model, String provider, String route, String keyAlias, String tenant) {
        // written out: what a record has of itself is linked at its first use, and the first answer would wait for that

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && Objects.equals(model, key.model)
                    && Objects.equals(provider, key.provider)
                    && Objects.equals(route, key.route)
                    && Objects.equals(keyAlias, key.keyAlias)
                    && Objects.equals(tenant, key.tenant);
        }

        @Override
        public int hashCode() {
            return Objects.hash(model, provider, route, keyAlias, tenant);
        }
    }

    /**
     * A sum, or what is to be added to one.
     *
     * @param calls attempts
     * @param failed attempts that failed, of those
     * @param unknown attempts whose cost is not known (yet), of those
     * @param promptTokens as billed
     * @param completionTokens as billed
     * @param cost in US dollars, exact
     */
    record Entry(
            Key key,
            long calls,
            long failed,
            long unknown,
            long promptTokens,
            long completionTokens,
            BigDecimal cost) {}

    /**
     * Adds an entry to the sum of its key. Called when an attempt ends, and again with what was found out of it later: numbers of
     * an entry may be negative then. Must not block.
     */
    void add(Entry entry);

    /** All sums, in no order; a copy. */
    List<Entry> entries();

    /** Cost of all together, in US dollars, exact. */
    default BigDecimal cost() {
        return entries().stream().map(Entry::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
