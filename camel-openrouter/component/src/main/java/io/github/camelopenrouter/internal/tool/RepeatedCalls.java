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
 * be, then the model is told, then the tool is not offered any more, then it ends. A turn takes one step at most: the calls of one turn
 * were all asked for before the model was told. For one loop; not thread-safe.
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
    private final Map<String, Seen> seen = new HashMap<>();
    private final Set<String> blocked = new TreeSet<>();
    private int turn;

    /** One call, however it is spelled. */
    private static final class Seen {
        private int run;
        private Step step = Step.run;
        /** In which turn the step was taken. */
        private int turn;
    }

    /** @param most how often a call is run; 0 for no limit */
    RepeatedCalls(int most) {
        this.most = most;
    }

    /** The calls that follow are of the model's next turn. */
    void nextTurn() {
        turn++;
    }

    /** Counts a call that would run, and says what to do. */
    Step next(String tool, JsonNode arguments) {
        if (most == 0) {
            return Step.run;
        }
        Fingerprint print = new Fingerprint();
        print.add(tool);
        print.add(CanonicalJson.of(arguments));
        Seen call = seen.computeIfAbsent(print.hex(), none -> new Seen());
        if (call.run < most && !blocked.contains(tool)) {
            call.run++;
            return Step.run;
        }
        if (call.step == Step.run || call.turn < turn) {
            call.turn = turn;
            call.step = call.step == Step.block
                    ? Step.stop
                    : blocked.contains(tool) || call.step == Step.tell ? Step.block : Step.tell;
        }
        if (call.step == Step.block) {
            blocked.add(tool);
        }
        return call.step;
    }

    /** What was done about each call. */
    Map<String, String> seen() {
        Map<String, String> all = new HashMap<>();
        seen.forEach((print, call) -> all.put(print, call.run + " " + call.step + " " + call.turn));
        return all;
    }

    /**
     * Goes on where another has left.
     *
     * @param before what {@link #seen} said
     */
    void restore(Map<String, String> before, Set<String> withheld) {
        blocked.addAll(withheld);
        before.forEach((print, text) -> {
            String[] facts = text.split(" ");
            Seen call = new Seen();
            call.run = Integer.parseInt(facts[0]);
            call.step = Step.valueOf(facts[1]);
            call.turn = Integer.parseInt(facts[2]);
            turn = Math.max(turn, call.turn);
            seen.put(print, call);
        });
    }

    /** Tools that are not offered any more, by name. */
    Set<String> blocked() {
        return blocked;
    }
}
