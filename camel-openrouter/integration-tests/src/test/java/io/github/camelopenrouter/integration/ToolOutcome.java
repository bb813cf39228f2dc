package io.github.camelopenrouter.integration;

import java.util.List;
import java.util.StringJoiner;

/**
 * What became of one job in which a model used a tool.
 *
 * @param requests that OpenRouter got
 * @param paid generations that it billed
 * @param ran how often the tool ran
 */
record ToolOutcome(int results, int parked, int requests, int paid, int ran) {
    static ToolOutcome answered(int requests, int paid, int ran) {
        return new ToolOutcome(1, 0, requests, paid, ran);
    }

    static ToolOutcome parked(int requests, int paid, int ran) {
        return new ToolOutcome(0, 1, requests, paid, ran);
    }

    /** As the page says it. */
    String title() {
        StringJoiner title = new StringJoiner(", ");
        title.add(results == 1 ? "answered" : parked == 1 ? "parked" : "**lost**");
        title.add(ran == 1 ? "tool ran once" : ran == 0 ? "tool did not run" : "**tool ran twice**");
        title.add(
                switch (paid - Math.min(requests, 2)) {
                    case 0 -> "each round paid once";
                    case 1 -> "**one round paid twice**";
                    default -> "**both rounds paid twice**";
                });
        return title.toString();
    }

    @Override
    public String toString() {
        return title() + " " + List.of(results, parked, requests, paid, ran);
    }
}
