package io.github.camelopenrouter.verify;

import java.math.BigDecimal;

import io.github.camelopenrouter.store.Ledger;

/**
 * What calls took.
 *
 * @param known what is known of the cost, in USD, exact
 * @param unknown how many of the calls may have been billed, nobody knows how much
 */
record Bill(long promptTokens, long completionTokens, BigDecimal known, long unknown) {
    /** Of something that is not billed. */
    static final Bill NONE = new Bill(0, 0, BigDecimal.ZERO, 0);

    static Bill of(Ledger ledger) {
        Bill sum = NONE;
        for (Ledger.Entry entry : ledger.entries()) {
            sum = sum.plus(new Bill(entry.promptTokens(), entry.completionTokens(), entry.cost(), entry.unknown()));
        }
        return sum;
    }

    /** In USD; null where it is not known. */
    BigDecimal cost() {
        return unknown > 0 ? null : known;
    }

    /** Whether nothing was, or may have been, billed. */
    boolean isNothing() {
        return promptTokens + completionTokens + unknown == 0 && known.signum() == 0;
    }

    Bill plus(Bill other) {
        return new Bill(
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens,
                known.add(other.known),
                unknown + other.unknown);
    }

    Bill minus(Bill other) {
        return new Bill(
                promptTokens - other.promptTokens,
                completionTokens - other.completionTokens,
                known.subtract(other.known),
                unknown - other.unknown);
    }
}
