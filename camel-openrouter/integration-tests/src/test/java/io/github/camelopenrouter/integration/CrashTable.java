package io.github.camelopenrouter.integration;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static io.github.camelopenrouter.integration.Verdict.LOST;
import static io.github.camelopenrouter.integration.Verdict.LOST_UNPAID;
import static io.github.camelopenrouter.integration.Verdict.ONCE;
import static io.github.camelopenrouter.integration.Verdict.PARKED;
import static io.github.camelopenrouter.integration.Verdict.PARKED_KNOWN;
import static io.github.camelopenrouter.integration.Verdict.PARKED_UNPAID;
import static io.github.camelopenrouter.integration.Verdict.REPEATED;
import static io.github.camelopenrouter.integration.Verdict.TWICE;

/** What one job comes to, by where its worker ends and how it was arranged. The page shows this table, and the test holds it. */
final class CrashTable {
    /** By {@link Arrangement}, in its order. */
    static final List<Row> ROWS = List.of(
            new Row(KillPoint.NEVER, ONCE, ONCE, ONCE, ONCE, ONCE),
            new Row(KillPoint.BEFORE_ROW, LOST_UNPAID, ONCE, ONCE, ONCE, ONCE),
            new Row(KillPoint.BEFORE_REQUEST, LOST_UNPAID, ONCE, ONCE, ONCE, PARKED_UNPAID),
            new Row(KillPoint.BEFORE_ANSWER, LOST, TWICE, REPEATED, REPEATED, PARKED),
            new Row(KillPoint.AFTER_HEAD, LOST, TWICE, REPEATED, REPEATED, PARKED_KNOWN),
            new Row(KillPoint.IN_ANSWER, LOST, TWICE, REPEATED, REPEATED, PARKED_KNOWN),
            new Row(KillPoint.BEFORE_RESULT, LOST, TWICE, REPEATED, ONCE, ONCE),
            new Row(KillPoint.BEFORE_COMMIT, ONCE, TWICE, REPEATED, ONCE, ONCE),
            new Row(KillPoint.STOPPED, LOST, TWICE, REPEATED, REPEATED, PARKED));

    private CrashTable() {}

    /** What a job comes to whose worker ends there. */
    record Row(KillPoint end, List<Verdict> verdicts) {
        Row(KillPoint end, Verdict... verdicts) {
            this(end, List.of(verdicts));
            if (verdicts.length != Arrangement.values().length) {
                throw new IllegalArgumentException("one verdict for each arrangement: " + this);
            }
        }

        Verdict of(Arrangement arrangement) {
            return verdicts.get(arrangement.ordinal());
        }

        @Override
        public String toString() {
            return end.title();
        }
    }

    /** The table in Markdown. */
    static List<String> markdown() {
        Stream<String> head = Stream.concat(
                Stream.of("The worker ends"),
                Arrays.stream(Arrangement.values()).map(Arrangement::title));
        Stream<String> body = ROWS.stream()
                .map(row -> line(Stream.concat(
                        Stream.of(row.end().title()), row.verdicts().stream().map(Verdict::title))));
        return Stream.concat(Stream.of(line(head), "|---".repeat(Arrangement.values().length + 1) + "|"), body)
                .toList();
    }

    private static String line(Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| ", " |"));
    }
}
