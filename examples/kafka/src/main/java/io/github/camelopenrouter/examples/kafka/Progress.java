package io.github.camelopenrouter.examples.kafka;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** One line about a run. */
final class Progress {
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private final Harvest harvest;
    private final Crew crew;
    private final Service service;

    /** @param service null where OpenRouter answers */
    Progress(Harvest harvest, Crew crew, Service service) {
        this.harvest = harvest;
        this.crew = crew;
        this.service = service;
    }

    String line(Duration time) {
        int inFlight = crew.workers().stream().mapToInt(WorkerProcess::inFlight).sum();
        String rate = service == null ? "" : String.format(Locale.ROOT, " | %.1f requests/s", rate());
        return String.format(
                Locale.ROOT,
                "%3d s | done %d, failed %d, in flight %d | $%s%s | %s",
                time.toSeconds(),
                harvest.results().size(),
                harvest.deadLetters().size(),
                inFlight,
                cost(harvest).toPlainString(),
                rate,
                crew.workers().stream().map(this::share).collect(Collectors.joining(", ")));
    }

    /** What the results say that they cost. */
    static BigDecimal cost(Harvest harvest) {
        return harvest.results().stream()
                .map(Harvest.Outcome::cost)
                .filter(Objects::nonNull)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private String share(WorkerProcess worker) {
        long done = harvest.results().stream()
                .filter(result -> worker.name().equals(result.worker()))
                .count();
        return worker.name() + (worker.process().isAlive() ? " " : " (dead) ") + done;
    }

    private double rate() {
        long from = System.nanoTime() - WINDOW.toNanos();
        List<Long> arrivals = service.arrivals();
        return arrivals.stream().filter(moment -> moment - from > 0).count() / (double) WINDOW.toSeconds();
    }
}
