package io.github.camelopenrouter.integration.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Chance that falls the same way each time: all of it follows from the numbers that it was made with. One thread. */
final class Dice {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final SplittableRandom random;

    Dice(long seed, long number, long part) {
        random = new SplittableRandom((seed * GOLDEN + number) * GOLDEN + part);
    }

    /** From 0 to one less than the bound, which is at least 1. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** From least to most, both included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    boolean percent(double share) {
        return random.nextDouble() * 100 < share;
    }

    @SafeVarargs
    final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
