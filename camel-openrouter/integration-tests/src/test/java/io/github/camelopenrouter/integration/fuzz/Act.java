package io.github.camelopenrouter.integration.fuzz;

import java.math.BigDecimal;

/**
 * What the server does with one request.
 *
 * @param bytes all that it writes
 * @param end what it does then
 * @param text of the sound answer; null where there is none
 * @param cost of the sound answer
 */
record Act(byte[] bytes, End end, Expected expected, String text, BigDecimal cost, Billed billed) {
    /** How a connection goes on behind an answer. */
    enum End {
        KEEP,
        FIN,
        RST
    }

    /** Refused or not a call of a model: costs nothing. */
    static Act free(byte[] bytes, End end, Expected expected) {
        return new Act(bytes, end, expected, null, BigDecimal.ZERO, Billed.NOTHING);
    }
}
