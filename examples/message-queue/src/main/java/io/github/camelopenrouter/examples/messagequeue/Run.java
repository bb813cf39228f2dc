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
    private static final int PART_BEFORE_KILL = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final PrintStream out;
    private final Surroundings surroundings;
    private final Settings service;
    private final Path folder;
    private final WorkerSettings settings;
    private final long endNanos;
    private final Set<ChildWorker> workers = ConcurrentHashMap.newKeySet();

    Run(
            PrintStream out,
            Surroundings surroundings,
            Settings service,
            Path folder,
            WorkerSettings settings,
            Duration timeLimit) {
        this.out = out;
        this.surroundings = surroundings;
        this.service = service;
        this.folder = folder;
        this.settings = settings;
        this.endNanos = System.nanoTime() + timeLimit.toNanos();
    }

    /** Sends the jobs and returns when each of them has come to an end. */
    Report go(int jobs, int poison) throws Exception {
        Thread lastResort = new Thread(this::killAll, "kill-workers");
        Runtime.getRuntime().addShutdownHook(lastResort);
        try {
            List<String> ids = Jobs.send(surroundings.broker().url(), jobs, poison);
            Progress progress = new Progress(out, surroundings, jobs);
            ChildWorker last = killOne(progress, start("worker-1"), jobs);
            await(progress, last, progress::isOver);
            progress.print();
            // what it commits until it is gone is a part of the count
            last.stop(PATIENCE);
            return Report.of(surroundings, ids);
        } finally {
            killAll();
            Runtime.getRuntime().removeShutdownHook(lastResort);
        }
    }

    /** Kills it once a part of the jobs is done and others are in the middle. Returns the worker that takes over. */
    private ChildWorker killOne(Progress progress, ChildWorker worker, int jobs) throws Exception {
        int before = Math.max(0, Math.min(jobs / PART_BEFORE_KILL, jobs - 2 * settings.consumers()));
        await(progress, worker, () -> progress.isOver() || progress.ended() >= before && progress.generating() > 0);
        if (progress.isOver()) {
            out.println("All jobs were done before the worker could be killed");
            return worker;
        }
        int cut = progress.generating();
        worker.kill();
        out.println("Killed the worker, process " + worker.pid() + ", in the middle of " + cut
                + " generations (SIGKILL). Starting another one");
        return start("worker-2");
    }

    private ChildWorker start(String name) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put(Settings.KEY, service.key());
        environment.put(Settings.MODEL, service.model());
        String baseUrl = surroundings.simulator() == null
                ? service.baseUrl()
                : surroundings.simulator().baseUrl();
        environment.put(Settings.BASE_URL, baseUrl == null ? "" : baseUrl);
        ChildWorker child = ChildWorker.start(folder.resolve(name + ".log"), environment, settings.arguments());
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
