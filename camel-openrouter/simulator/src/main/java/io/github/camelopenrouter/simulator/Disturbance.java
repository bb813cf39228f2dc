package io.github.camelopenrouter.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.camelopenrouter.simulator.service.ModelFailure;
import io.github.camelopenrouter.simulator.service.ServiceAnswer;

/**
 * What goes wrong with one answer.
 *
 * @param fault null for nothing
 * @param where how far into the answer, from 0 to 1
 * @param afterByte after how many bytes an answer is cut, counted on from its start behind its end; negative for {@code where}
 * @param status of a server error
 * @param pause how long a silence is
 */
record Disturbance(Fault fault, double where, long afterByte, int status, Duration retryAfter, Duration pause) {

    static final Disturbance NONE = new Disturbance(null, 0, -1, 0, Duration.ZERO, Duration.ZERO);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int BAD_GATEWAY = 502;

    /** What the model does wrong, or null if it is not the model. */
    ModelFailure failure() {
        if (fault == null) {
            return null;
        }
        return switch (fault) {
            case RATE_LIMITED -> new ModelFailure(ModelFailure.Moment.BEFORE, TOO_MANY_REQUESTS, retryAfter, where);
            case SERVER_ERROR -> new ModelFailure(ModelFailure.Moment.BEFORE, status, retryAfter, where);
            case ERROR_IN_ANSWER -> new ModelFailure(ModelFailure.Moment.AT_FIRST, BAD_GATEWAY, retryAfter, where);
            case ERROR_IN_STREAM -> new ModelFailure(ModelFailure.Moment.LATER, BAD_GATEWAY, retryAfter, where);
            default -> null;
        };
    }

    boolean is(Fault asked) {
        return fault == asked;
    }

    boolean cuts() {
        return fault == Fault.TRUNCATED || fault == Fault.RESET_IN_ANSWER;
    }

    /** Before which part there is a silence; negative for none. */
    int stallAt(ServiceAnswer answer) {
        return is(Fault.STALL) ? (int) (where * answer.parts().size()) : -1;
    }

    /**
     * The steps up to a byte in the middle of the parts. What is told before a write is left out if the write is not
     * whole.
     *
     * @param then what happens instead of the rest
     */
    List<Step> cut(List<Step> steps, ServiceAnswer answer, Runnable then) {
        long size = answer.parts().stream()
                .mapToLong(part -> part.text().getBytes(StandardCharsets.UTF_8).length)
                .sum();
        int left = (int) (afterByte < 0 || size == 0 ? where * size : afterByte % size);
        List<Step> kept = new ArrayList<>();
        Step told = null;
        for (Step step : steps) {
            if (step instanceof Step.Run) {
                told = step;
            } else if (step instanceof Step.Write write && told != null) {
                if (write.bytes().length > left) {
                    kept.add(new Step.Run(then));
                    kept.add(new Step.Write(Arrays.copyOf(write.bytes(), left)));
                    return kept;
                }
                left -= write.bytes().length;
                kept.add(told);
                kept.add(step);
            } else {
                kept.add(step); // keep-alives and silence
            }
        }
        return kept;
    }
}
