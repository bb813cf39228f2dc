package io.github.camelopenrouter.examples.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterUnanswered;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

/**
 * One worker: as many as you like may run, on as many hosts as you like.
 *
 * <p>It is done when it is asked to by SIGTERM; jobs in flight are finished first. One that the demo has started ends with the
 * demo, too.
 */
final class Worker implements AutoCloseable {
    /** Begins the line on standard output that tells how many jobs are in flight. */
    static final String IN_FLIGHT = "in flight ";

    /** System property: {@code true} where the end of standard input is the end of whoever started it. */
    static final String CHILD = "worker.child";

    static final int OUT = 1;
    static final int MISUSED = 2;

    private static final long PATIENCE_SECONDS = 12;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final CountDownLatch out = new CountDownLatch(1);
    private final WorkerSettings settings;
    private final SharedLimit limit;
    private final JdbcConnectionPool connections;

    /** Joins the cluster that shares the limit if there is one; nothing else happens before {@link #start}. */
    Worker(WorkerSettings settings) {
        this.settings = settings;
        this.limit =
                settings.requestsPerMinute() == null ? null : SharedLimit.join(settings.prefix(), settings.members());
        this.connections = settings.journal() == null ? null : JdbcConnectionPool.create(settings.journal(), "", "");
    }

    /** @param args those of {@link WorkerSettings#of} */
    public static void main(String[] args) {
        WorkerSettings settings;
        try {
            settings = WorkerSettings.of(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(MISUSED);
            return;
        }
        CountDownLatch asked = new CountDownLatch(1);
        if (Boolean.getBoolean(CHILD)) {
            // from the beginning: whoever started it may end while it starts
            ChildJvm.whenParentEnds(() -> endSoon(asked));
        }
        System.exit(run(settings, asked));
    }

    private static int run(WorkerSettings settings, CountDownLatch asked) {
        try (Worker worker = new Worker(settings)) {
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
            worker.start();
            return worker.work(asked);
        } catch (Exception e) {
            System.err.println(settings.name() + " cannot start: " + e.getMessage());
            return OUT;
        }
    }

    void start() throws Exception {
        // after the last poll a lane may be busy for as long as a job takes
        camel.getShutdownStrategy().setTimeout(PollInterval.of(settings).toSeconds());
        camel.addComponent("openrouter", component());
        camel.addRoutes(new WorkerRoutes(settings, endpoint(), out::countDown));
        camel.start();
    }

    /** Tells what is in flight until it is asked to end, or no job can be done any more. */
    private int work(CountDownLatch asked) throws InterruptedException {
        int told = -1;
        while (out.getCount() > 0 && asked.getCount() > 0) {
            int inFlight = camel.getInflightRepository().size();
            if (inFlight != told) {
                System.out.println(IN_FLIGHT + inFlight);
                told = inFlight;
            }
            asked.await(Duration.ofMillis(200).toMillis(), TimeUnit.MILLISECONDS);
        }
        return out.getCount() == 0 ? OUT : 0;
    }

    /** Without its broker and its journal it might finish late. */
    private static void endSoon(CountDownLatch asked) {
        asked.countDown();
        try {
            new CountDownLatch(1).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(OUT);
    }

    /** Finishes what is in flight and takes nothing new. */
    @Override
    public void close() {
        camel.stop();
        if (limit != null) {
            limit.close();
        }
        if (connections != null) {
            connections.dispose();
        }
    }

    private OpenRouterComponent component() {
        OpenRouterComponent component = new OpenRouterComponent();
        OpenRouterConfiguration configuration = component.getConfiguration();
        configuration.setAppTitle("camel-openrouter kafka");
        configuration.setTotalTimeout(settings.totalTimeout().toMillis());
        if (settings.baseUrl() != null) {
            configuration.setBaseUrl(settings.baseUrl());
        }
        // tag::limit[]
        if (limit != null) {
            configuration.setRequestsPerMinute(settings.requestsPerMinute());
            configuration.setRateLimitStore(limit.store());
            configuration.setQueueTimeout(settings.queueTimeout().toMillis());
        }
        // end::limit[]
        // tag::journal[]
        if (connections != null) {
            configuration.setJournal(new JdbcGenerationJournal(connections));
            configuration.setJournalLease(settings.sessionTimeout().toMillis());
            configuration.setUnanswered(OpenRouterUnanswered.regenerate);
        }
        // end::journal[]
        return component;
    }

    // tag::endpoint[]
    private String endpoint() {
        return "openrouter:completion?maxTokens=300";
    }
    // end::endpoint[]
}
