package io.github.camelopenrouter.benchmarks.queue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.benchmarks.measure.Footprint;
import io.github.camelopenrouter.store.JdbcBudgetStore;
import io.github.camelopenrouter.store.JdbcGenerationJournal;
import io.github.camelopenrouter.store.Ledger;

/**
 * The JVM that works through the soak: one Camel context that uses everything at once. For each line that it reads it prints one:
 * live heap KB, threads, open files, in flight, queued, calls, unknown, cost. It ends when its input does.
 */
public final class SoakWorker {
    private static final int CONSUMERS = 24;

    private SoakWorker() {}

    /**
     * @param args the broker's URL, the service's base URL, a folder for the database
     */
    public static void main(String[] args) throws Exception {
        DataSource database = database(Path.of(args[2]));
        OpenRouterComponent openrouter = component(args[1], database);
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("journal", journal(database));
        context.addComponent("openrouter", openrouter);
        context.addComponent(
                "jms", JmsComponent.jmsComponent(new ActiveMQConnectionFactory(args[0] + "?consumerWindowSize=0")));
        context.addRoutes(new Route());
        context.start();
        System.out.println("ready");
        try (BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            while (commands.readLine() != null) {
                System.out.println(state(openrouter));
            }
        }
        context.stop();
    }

    private static DataSource database(Path folder) {
        JdbcConnectionPool database = JdbcConnectionPool.create(
                "jdbc:h2:file:" + folder.resolve("soak") + ";DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=4096", "", "");
        database.setMaxConnections(2 * CONSUMERS);
        return database;
    }

    private static JdbcGenerationJournal journal(DataSource database) {
        JdbcGenerationJournal journal = new JdbcGenerationJournal(database);
        journal.createSchema();
        return journal;
    }

    private static OpenRouterComponent component(String baseUrl, DataSource database) {
        JdbcBudgetStore budgets = new JdbcBudgetStore(database);
        budgets.createSchema();
        OpenRouterComponent openrouter = new OpenRouterComponent();
        var options = openrouter.getConfiguration();
        options.setBaseUrl(baseUrl);
        options.setApiKey("sk-or-v1-soak");
        options.setModel("openai/gpt-4o-mini");
        options.setMaxTokens(200);
        options.setMaxRetries(2);
        options.setMaxInFlight(CONSUMERS);
        options.setRequestsPerMinute(6000);
        options.setAdaptiveConcurrency(true);
        options.setBudget("1000/day");
        options.setBudgetStore(budgets);
        return openrouter;
    }

    private static String state(OpenRouterComponent openrouter) throws Exception {
        List<Ledger.Entry> entries = openrouter.getLedger().entries();
        BigDecimal cost = openrouter.getLedger().cost();
        return Footprint.liveHeapKb() + " " + Thread.activeCount() + " " + openFiles() + " " + openrouter.getInFlight()
                + " " + openrouter.getQueued() + " "
                + entries.stream().mapToLong(Ledger.Entry::calls).sum() + " "
                + entries.stream().mapToLong(Ledger.Entry::unknown).sum() + " " + cost.toPlainString();
    }

    private static long openFiles() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    /** What fails goes back to the broker with its transaction. Two thirds are answered in one piece, with a journal, one third as a stream that is pushed on chunk by chunk. */
    private static final class Route extends RouteBuilder {
        @Override
        public void configure() {
            from("jms:queue:jobs?transacted=true&lazyCreateTransactionManager=false&cacheLevelName=CACHE_CONSUMER"
                            + "&concurrentConsumers=" + CONSUMERS)
                    .setHeader("CamelOpenRouterJournalKey", header("JMSMessageID"))
                    .setHeader("CamelOpenRouterTenant", header("tenant"))
                    .setHeader("CamelOpenRouterModel", header("model"))
                    .choice()
                    .when(header("kind").isEqualTo("stream"))
                    .to("openrouter:streaming?synchronous=true&streamTo=direct:chunk")
                    .otherwise()
                    .to("openrouter:completion?synchronous=true&journal=#journal&unanswered=regenerate")
                    .end()
                    .to("jms:queue:results");
            from("direct:chunk").process(SoakWorker::read);
        }
    }

    private static void read(Exchange chunk) {
        chunk.getMessage().getBody(String.class);
    }
}
