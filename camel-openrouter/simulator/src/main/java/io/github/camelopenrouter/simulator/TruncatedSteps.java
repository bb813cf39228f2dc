package io.github.camelopenrouter.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The steps of a body up to one of its bytes. */
final class TruncatedSteps {

    private final List<Step> kept = new ArrayList<>();
    private long left;

    private TruncatedSteps(long bytes) {
        left = bytes;
    }

    /**
     * The steps up to that byte; all of them where they write fewer. Steps that are repeated without end and write
     * nothing stay as they are.
     */
    static List<Step> of(List<Step> steps, long bytes) {
        TruncatedSteps truncated = new TruncatedSteps(bytes);
        truncated.keep(steps);
        return truncated.kept;
    }

    private void keep(List<Step> steps) {
        for (Step step : steps) {
            if (left == 0) {
                return;
            }
            if (step instanceof Step.Write write) {
                int length = (int) Math.min(left, write.bytes().length);
                kept.add(length == write.bytes().length ? step : new Step.Write(Arrays.copyOf(write.bytes(), length)));
                left -= length;
            } else if (step instanceof Step.Repeat repeat && writes(repeat.steps())) {
                for (int i = 0; i != repeat.times() && left > 0; i++) {
                    keep(repeat.steps());
                }
            } else {
                kept.add(step);
            }
        }
    }

    private static boolean writes(List<Step> steps) {
        return steps.stream()
                .anyMatch(step -> step instanceof Step.Write write && write.bytes().length > 0
                        || step instanceof Step.Repeat repeat && repeat.times() != 0 && writes(repeat.steps()));
    }
}
