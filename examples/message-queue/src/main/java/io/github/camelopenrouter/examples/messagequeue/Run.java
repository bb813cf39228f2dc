package io.github.camelopenrouter.examples.messagequeue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** One run of the demo: two workers, the first of which is killed. Used once, by one thread. */
final class Run {
    private static final long LOOK_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final PrintStream out;
    private final Surroundings surroundings;
    private final Settings settings;
    private final Path folder;
    private final WorkerSettings worker;
    private final long endNanos;
    private final Set<ChildWorker> workers = ConcurrentHashMap.newKeySet();

    Run(
            PrintStream out,
            Surroundings surroundings,
            Settings settings,
            Path folder,
            WorkerSettings worker,
            Duration timeLimit) {
        this.out = out;
        this.surroundings = surroundings;
        this.settings = settings;
        this.folder = folder;
        this.worker = worker;
        this.endNanos = System.nanoTime() + timeLimit.toNanos();
    }

    /** Sends the jobs and returns when each of them has come to an end. */
    Report go(int jobs, int poison) throws Exception {
        Thread lastResort = new Thread(this::killAll, "kill-workers");
        Runtime.getRuntime().addShutdownHook(lastResort);
        try {
            List<String> ids = Jobs.send(surroundings.broker().url(), jobs, poison);
            Progress progress = new Progress(out, surroundings, jobs);
            ChildWorker first = start("worker-1");
            await(progress, first, () -> progress.ended() >= jobs / 4 && progress.inFlight() > 0);
            int cut = progress.inFlight();
            first.kill();
            out.println("Killed the worker (process " + first.pid() + ", SIGKILL) with " + cut
                    + " jobs in flight; starting another one");
            ChildWorker second = start("worker-2");
            await(progress, second, progress::isOver);
            progress.print();
            // tell it to stop: what it acknowledges now is a part of the count
            second.stop(PATIENCE);
            return Report.of(surroundings, ids);
        } finally {
            killAll();
            Runtime.getRuntime().removeShutdownHook(lastResort);
        }
    }

    private ChildWorker start(String name) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put(Settings.KEY, settings.key());
        environment.put(Settings.MODEL, settings.model());
        String baseUrl = surroundings.simulator() == null
                ? settings.baseUrl()
                : surroundings.simulator().baseUrl();
        environment.put(Settings.BASE_URL, baseUrl == null ? "" : baseUrl);
        ChildWorker child = ChildWorker.start(folder.resolve(name + ".log"), environment, worker.arguments());
        workers.add(child);
        return child;
    }

    private void await(Progress progress, ChildWorker worker, BooleanSupplier reached)
            throws IOException, InterruptedException {
        while (!reached.getAsBoolean()) {
            if (!worker.isAlive()) {
                throw new IllegalStateException("The worker ended by itself: " + worker.lastWords());
            }
            if (System.nanoTime() - endNanos > 0) {
                throw new IllegalStateException("The time limit is over, and not all jobs are done: " + progress);
            }
            progress.tick();
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void killAll() {
        workers.forEach(ChildWorker::kill);
    }
}
