package io.github.camelopenrouter.examples.messagequeue;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.impl.DefaultCamelContext;

import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.JdbcBudgetStore;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

/**
 * The process that turns jobs into results. Any number of them may run, on any number of machines. It stops taking jobs and
 * finishes those it has when it is told to stop; it gives up when no job can be answered.
 */
public final class Worker {
    private static final List<String> OPTIONS = List.of("broker", "database", "parent");
    private static final String BROKER = "tcp://localhost:61616";
    private static final String DATABASE = "jdbc:h2:tcp://localhost:9092/./generations";

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicReference<String> reason = new AtomicReference<>();

    Worker() {}

    public static void main(String[] args) {
        Terminal.exit(new Worker().run(System.err, args));
    }

    /** Everything but leaving the JVM. Returns its exit status. */
    int run(PrintStream err, String... args) {
        return Terminal.run(err, () -> work(err, args));
    }

    private int work(PrintStream err, String... args) throws Exception {
        Options options = Options.parse(List.of(OPTIONS, WorkerSettings.GENERAL_OPTIONS), args);
        Settings settings = Settings.load();
        WorkerSettings worker = WorkerSettings.of(
                options, options.text("broker", BROKER), options.text("database", DATABASE), settings.hasKey());
        endWith(options.number("parent", 0, 1, Integer.MAX_VALUE));
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            // tag::shutdown[]
            // Longer than one call may take: a worker that is told to stop finishes what it has. Whoever stops it
            // must wait as long, too, before it kills (Kubernetes: terminationGracePeriodSeconds)
            camel.getShutdownStrategy().setTimeout(90);
            camel.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
            // end::shutdown[]
            camel.addComponent("jms", Messaging.component(connectionFactory(worker.broker())));
            camel.addComponent("openrouter", settings.component());
            DataSource database = Database.pool(worker.database());
            GenerationJournal journal = new JdbcGenerationJournal(database);
            camel.getRegistry().bind("journal", journal);
            camel.getRegistry().bind("budgets", new JdbcBudgetStore(database));
            camel.addRoutes(new WorkerRoutes(worker, this::giveUp));
            camel.addRoutes(new ReconcileRoutes(journal));
            Runtime.getRuntime().addShutdownHook(new Thread(camel::stop, "stop"));
            camel.start();
            end.await();
        }
        err.println(reason.get());
        return Terminal.FAILED;
    }

    private static ActiveMQConnectionFactory connectionFactory(String url) {
        try {
            return Messaging.connectionFactory(url);
        } catch (RuntimeException e) {
            throw new MisuseException("The option --broker is " + url + ", but must be like " + BROKER);
        }
    }

    /** Called by the routes, on any thread: the failure of this job would be that of all others, too. */
    private void giveUp(String why) {
        reason.compareAndSet(null, why);
        end.countDown();
    }

    /** A worker whose parent is gone has no broker either. */
    private static void endWith(int parent) {
        if (parent > 0) {
            ProcessHandle.of(parent)
                    .ifPresentOrElse(
                            handle -> handle.onExit()
                                    .thenRun(() -> Runtime.getRuntime().halt(Terminal.FAILED)),
                            () -> Runtime.getRuntime().halt(Terminal.FAILED));
        }
    }
}
