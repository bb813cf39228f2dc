package io.github.camelopenrouter.internal.tool;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.support.CanonicalJson;
import io.github.camelopenrouter.internal.support.Fingerprint;

/**
 * Notices a model that asks for the same call again and again, however it spells the arguments. First the call is run as often as may
 * be, then the model is told, then the tool is not offered any more, then it ends. For one loop; not thread-safe.
 */
final class RepeatedCalls {
    /** What to do about a call. */
    enum Step {
        run,
        tell,
        block,
        stop
    }

    private final int most;
    private final Map<String, Integer> seen = new HashMap<>();
    private final Set<String> blocked = new TreeSet<>();

    /** @param most how often a call is run; 0 for no limit */
    RepeatedCalls(int most) {
        this.most = most;
    }

    /** Counts a call that would run, and says what to do. */
    Step next(String tool, JsonNode arguments) {
        if (most == 0) {
            return Step.run;
        }
        Fingerprint print = new Fingerprint();
        print.add(tool);
        print.add(CanonicalJson.of(arguments));
        int times = seen.merge(print.hex(), 1, Integer::sum);
        if (times <= most) {
            return Step.run;
        }
        if (times == most + 1) {
            return Step.tell;
        }
        if (times == most + 2) {
            blocked.add(tool);
            return Step.block;
        }
        return Step.stop;
    }

    /** Tools that are not offered any more, by name. */
    Set<String> blocked() {
        return blocked;
    }
}
