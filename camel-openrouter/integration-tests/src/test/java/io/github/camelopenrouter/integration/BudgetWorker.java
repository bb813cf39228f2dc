package io.github.camelopenrouter.integration;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.store.JdbcBudgetStore;

/**
 * A process that asks under a budget that it shares with others. Arguments: OpenRouter, the database, the budget, what to reserve
 * for a call. Told a number it makes so many calls at the same time, and says of each what became of it.
 */
final class BudgetWorker {
    static final String READY = "ready";
    static final String ANSWERED = "answered";
    static final String REFUSED = "refused";

    private static final String CALL = "openrouter:completion?maxTokens=10";

    private BudgetWorker() {}

    public static void main(String[] args) throws Exception {
        JdbcBudgetStore store = new JdbcBudgetStore(JdbcConnectionPool.create(args[1], "sa", ""));
        store.createSchema();
        OpenRouterComponent component = new OpenRouterComponent();
        OpenRouterConfiguration configuration = component.getConfiguration();
        configuration.setBaseUrl(args[0]);
        configuration.setApiKey("any");
        configuration.setModel(Worker.MODEL);
        configuration.setBudget(args[2]);
        configuration.setBudgetReserve(args[3]);
        configuration.setBudgetStore(store);
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.addComponent("openrouter", component);
        camel.start();
        ProducerTemplate template = camel.createProducerTemplate();
        ParentJvm.listen(calls -> {
            for (int i = 0; i < Integer.parseInt(calls); i++) {
                new Thread(() -> ParentJvm.tell(ask(template))).start();
            }
        });
        ParentJvm.tell(READY);
        Thread.currentThread().join();
    }

    private static String ask(ProducerTemplate template) {
        try {
            template.requestBody(CALL, "Say done");
            return ANSWERED;
        } catch (CamelExecutionException e) {
            return e.getCause() instanceof BudgetExceededException
                    ? REFUSED
                    : e.getCause().toString();
        }
    }
}
