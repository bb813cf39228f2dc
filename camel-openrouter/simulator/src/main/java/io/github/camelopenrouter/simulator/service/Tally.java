package io.github.camelopenrouter.simulator.service;

/** How many generations there were, and how many of them were of a kind. */
public record Tally(long generations, long cacheHits, long left, long failed) {

    static final Tally ZERO = new Tally(0, 0, 0, 0);

    Tally plus(Booking booking) {
        return new Tally(
                generations + 1,
                cacheHits + (booking.cacheHit() ? 1 : 0),
                left + (booking.fate() == Fate.LEFT ? 1 : 0),
                failed + (booking.fate() == Fate.FAILED ? 1 : 0));
    }
}
