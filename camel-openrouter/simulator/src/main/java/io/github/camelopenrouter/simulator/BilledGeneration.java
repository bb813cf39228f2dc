package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;

import io.github.camelopenrouter.simulator.service.Booking;
import io.github.camelopenrouter.simulator.service.Fate;
import io.github.camelopenrouter.simulator.service.Hash;

/**
 * One line of the bill: a generation that a model made, whether it cost anything or not.
 *
 * @param id as in {@code X-Generation-Id}
 * @param keyHash {@link #keyHash(String)} of the key that pays for it
 * @param model what the answer calls its model
 * @param cost in USD, exact; zero for a cache hit, a free model and a failure
 * @param requestSha256 the hash of the bytes of the request body, in hexadecimal digits
 * @param cacheHit whether it only repeats an earlier one
 * @param clientGone whether the client left, or the connection broke, before the answer was complete
 * @param failed whether the answer was an error
 */
public record BilledGeneration(
        String id,
        String keyHash,
        String model,
        BigDecimal cost,
        String requestSha256,
        boolean cacheHit,
        boolean clientGone,
        boolean failed) {

    /** What stands for a key where keys must not be shown: twelve hexadecimal digits of its SHA-256. */
    public static String keyHash(String key) {
        return Hash.ofKey(key);
    }

    static BilledGeneration of(Booking booking) {
        return new BilledGeneration(
                booking.id(),
                booking.keyHash(),
                booking.model(),
                booking.cost(),
                booking.requestHash(),
                booking.cacheHit(),
                booking.fate() == Fate.LEFT,
                booking.fate() == Fate.FAILED);
    }
}
