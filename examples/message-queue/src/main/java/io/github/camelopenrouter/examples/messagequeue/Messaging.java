package io.github.camelopenrouter.examples.messagequeue;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;

/** How this example talks to the broker. */
final class Messaging {
    private Messaging() {}

    /** @param url {@code tcp://localhost:61616}, or {@code vm://0} for a broker inside this JVM */
    static ActiveMQConnectionFactory connectionFactory(String url) {
        // tag::window[]
        // By default a consumer fetches messages ahead, up to 1 MiB of them: one worker would hoard jobs that take
        // seconds each while others are idle. 0 means: the next one when this one is done
        return new ActiveMQConnectionFactory(url + "?consumerWindowSize=0");
        // end::window[]
    }

    /** The component behind {@code jms:} in the worker's routes. */
    static JmsComponent component(ActiveMQConnectionFactory connectionFactory) {
        // tag::jms[]
        JmsComponent jms = new JmsComponent();
        jms.setConnectionFactory(connectionFactory);
        // The message is acknowledged when the route has ended well, and comes back when it has not. By default it
        // is acknowledged before the route runs: a worker that is killed takes its jobs with it
        jms.setTransacted(true);
        // The session's own transaction is enough for one broker; no transaction manager, no XA
        jms.setLazyCreateTransactionManager(false);
        // One session and one consumer for each thread, kept. Below this level each message costs a new consumer
        jms.setCacheLevelName("CACHE_CONSUMER");
        // true frees the thread while a model thinks, but acknowledges at that moment, too; on a transacted consumer
        // it has no effect. Here each job holds a thread: concurrentConsumers says how many
        jms.setAsyncConsumer(false);
        // A broker that is not there when the worker starts is an error; one that is lost later is awaited
        jms.setTestConnectionOnStartup(true);
        jms.setRecoveryInterval(1_000);
        // A rollback is a part of the plan: one line, no stack trace
        jms.setErrorHandlerLogStackTrace(false);
        // end::jms[]
        return jms;
    }
}
