package io.github.camelopenrouter.integration.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What went wrong, and what came how often. Thread-safe. */
final class Faults {
    private static final int MOST = 200;

    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private int more;

    synchronized void add(Case call, String what) {
        add("case " + call.number() + " (seed " + call.seed() + ", " + call.operation()
                + (call.plain() ? ", plain): " : ", wild): ") + what);
    }

    synchronized void add(String what) {
        if (faults.size() < MOST) {
            faults.add(what);
        } else {
            more++;
        }
    }

    synchronized void count(String end) {
        counts.merge(end, 1, Integer::sum);
    }

    /** A copy. */
    synchronized List<String> list() {
        List<String> list = new ArrayList<>(faults);
        if (more > 0) {
            list.add("and " + more + " more");
        }
        return list;
    }

    synchronized int size() {
        return faults.size() + more;
    }

    /** How calls ended: how often by what. */
    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }
}
