package io.github.camelopenrouter.examples.kafka;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What a run came to, and whether that is right. */
final class Report {
    private static final Duration WINDOW = Duration.ofSeconds(10);

    /** By how much requests that were let go in time may come closer together on their way. */
    private static final Duration JITTER = Duration.ofSeconds(1);

    private final DemoSettings settings;
    private final Harvest harvest;
    private final Crew crew;
    private final Service service;
    private final JournalDatabase database;

    /** @param service null where OpenRouter answers */
    Report(DemoSettings settings, Harvest harvest, Crew crew, Service service, JournalDatabase database) {
        this.settings = settings;
        this.harvest = harvest;
        this.crew = crew;
        this.service = service;
        this.database = database;
    }

    /** Prints the table; returns whether everything in it is as it should be. */
    boolean print(PrintStream out) throws SQLException {
        out.println();
        boolean complete = printJobs(out);
        boolean paid = printMoney(out);
        boolean limited = service == null || printRate(out);
        return complete && paid && limited;
    }

    private boolean printJobs(PrintStream out) {
        long results =
                harvest.results().stream().map(Harvest.Outcome::job).distinct().count();
        long dead = harvest.deadLetters().stream()
                .map(Harvest.Outcome::job)
                .distinct()
                .count();
        boolean complete = results + dead == settings.jobs();
        long replayed =
                harvest.results().stream().filter(Harvest.Outcome::replayed).count();
        boolean once = harvest.duplicates() <= replayed;
        row(out, "Jobs", settings.jobs(), complete ? "" : "some have no outcome, or two");
        row(out, "  with a result", results, "");
        row(out, "  dead letters", dead, "");
        row(out, "Results twice on the topic", harvest.duplicates(), once ? "" : "some were generated twice");
        row(out, "Results out of the journal", replayed, "");
        return complete && once;
    }

    /** A kill in mid-generation may cost what was in flight, and nothing else. */
    private boolean printMoney(PrintStream out) throws SQLException {
        JournalDatabase.Sum journal = database.answered();
        row(out, "Answers in the journal", journal.count(), "$" + journal.cost().toPlainString());
        if (service == null) {
            return true;
        }
        List<BigDecimal> bill = service.bill();
        BigDecimal billed = bill.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        long twice = bill.size() - journal.count();
        row(out, "Generations billed", bill.size(), "$" + billed.toPlainString());
        row(
                out,
                "  paid in vain",
                twice,
                twice == 0
                        ? ""
                        : "$" + billed.subtract(journal.cost()).toPlainString() + ": what " + crew.victim()
                                + " had sent when it was killed");
        // the retries have a lane, too
        return twice >= 0 && twice <= Crew.LANES + 1;
    }

    private boolean printRate(PrintStream out) {
        int most = Windows.most(service.arrivals(), WINDOW);
        long allowed = 1 + settings.requestsPerMinute() * WINDOW.plus(JITTER).toMillis() / 60_000;
        row(
                out,
                "Most requests within " + WINDOW.toSeconds() + " s",
                most,
                "the shared limit of " + settings.requestsPerMinute() + " a minute allows " + allowed);
        return most <= allowed;
    }

    private static void row(PrintStream out, String name, long number, String note) {
        out.println(String.format("%-28s %6d  %s", name, number, note).stripTrailing());
    }
}
