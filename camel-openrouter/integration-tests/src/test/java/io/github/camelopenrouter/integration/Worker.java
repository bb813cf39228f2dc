package io.github.camelopenrouter.integration;

import java.util.concurrent.TimeUnit;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

/**
 * A process that turns jobs into results, in every {@link Arrangement} at the same time. Arguments: the broker, OpenRouter, the
 * database. It says {@code ready}; told the name of a {@link KillPoint} it halts there.
 */
final class Worker {
    static final String READY = "ready";
    static final String MODEL = "openai/gpt-4o-mini";

    private static final int SHUTDOWN_SECONDS = 1;

    private Worker() {}

    public static void main(String[] args) throws Exception {
        Checkpoints checkpoints = new Checkpoints();
        ParentJvm.listen(command -> {
            KillPoint point = KillPoint.valueOf(command);
            checkpoints.haltAt(point);
            ParentJvm.tell(armed(point));
        });
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.getShutdownStrategy().setTimeout(SHUTDOWN_SECONDS);
        camel.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
        camel.addComponent("jms", transacted(args[0]));
        camel.addComponent("plain", plain(args[0]));
        camel.addComponent("openrouter", openRouter(args[1]));
        JdbcGenerationJournal journal = new JdbcGenerationJournal(JdbcConnectionPool.create(args[2], "sa", ""));
        journal.createSchema();
        for (Arrangement arrangement : Arrangement.values()) {
            camel.getRegistry().bind(arrangement.journal(), new HaltingJournal(journal, arrangement, checkpoints));
            camel.addRoutes(new WorkerRoutes(arrangement, checkpoints));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(camel::stop, "stop"));
        camel.start();
        ParentJvm.tell(READY);
        Thread.currentThread().join();
    }

    /** What it says when it will halt there. */
    static String armed(KillPoint point) {
        return "will halt at " + point;
    }

    // tag::jms[]
    static JmsComponent transacted(String broker) {
        JmsComponent jms = new JmsComponent();
        jms.setConnectionFactory(new ActiveMQConnectionFactory(broker + "?consumerWindowSize=0"));
        jms.setTransacted(true);
        jms.setLazyCreateTransactionManager(false);
        jms.setCacheLevelName("CACHE_CONSUMER");
        jms.setErrorHandlerLogStackTrace(false);
        return jms;
    }
    // end::jms[]

    /** As it is without a single option. */
    static JmsComponent plain(String broker) {
        JmsComponent jms = new JmsComponent();
        jms.setConnectionFactory(new ActiveMQConnectionFactory(broker));
        return jms;
    }

    static OpenRouterComponent openRouter(String baseUrl) {
        OpenRouterComponent component = new OpenRouterComponent();
        component.getConfiguration().setBaseUrl(baseUrl);
        component.getConfiguration().setModel(MODEL);
        return component;
    }
}
