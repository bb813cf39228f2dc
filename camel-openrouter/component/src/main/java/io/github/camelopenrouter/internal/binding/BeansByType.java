package io.github.camelopenrouter.internal.binding;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.ApiKeyProvider;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterOperation;
import io.github.camelopenrouter.OpenRouterToolExecution;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.Ledger;
import io.github.camelopenrouter.tool.ToolApproval;
import io.github.camelopenrouter.tool.ToolAuthorization;

/**
 * The only bean of its type stands for an option that takes such a bean and says nothing, where other options leave a place for it.
 * Camel's own autowiring cannot know the latter, and knows components by one name only; what switches it off counts here, too.
 * Types that are not this library's are never taken: such a bean may be meant for something else. Thread-safe.
 */
public final class BeansByType {
    private static final Logger LOG = LoggerFactory.getLogger(BeansByType.class);

    private final Component component;

    /** Of which types it was told that there are several. */
    private final Set<Class<?>> told = ConcurrentHashMap.newKeySet();

    public BeansByType(Component component) {
        this.component = component;
    }

    /** Fills what the options of a component leave open that count for all its endpoints together. */
    public void fillShared(OpenRouterConfiguration options) {
        if (options.getBudgetStore() == null && options.getBudget() != null) {
            options.setBudgetStore(single("budgetStore", BudgetStore.class));
        }
        if (options.getLedger() == null) {
            options.setLedger(single("ledger", Ledger.class));
        }
    }

    /** Fills what the options of an endpoint leave open. */
    void fill(OpenRouterConfiguration options, OpenRouterOperation operation) {
        if (operation == OpenRouterOperation.tool) {
            return;
        }
        if (options.getApiKeyProvider() == null) {
            options.setApiKeyProvider(single("apiKeyProvider", ApiKeyProvider.class));
        }
        if (operation == OpenRouterOperation.generation) {
            return;
        }
        fillShared(options);
        if (options.getConversationRepository() == null) {
            options.setConversationRepository(single("conversationRepository", ConversationRepository.class));
        }
        boolean journals = operation == OpenRouterOperation.completion && options.getUnanswered() != null;
        if (options.getJournal() == null && journals) {
            options.setJournal(single("journal", GenerationJournal.class));
        }
        fillTools(options);
    }

    private void fillTools(OpenRouterConfiguration options) {
        boolean servers =
                options.getMcpServer() != null && !options.getMcpServer().isEmpty();
        if (options.getTools() == null && !servers) {
            return;
        }
        if (options.getToolAuthorization() == null) {
            options.setToolAuthorization(single("toolAuthorization", ToolAuthorization.class));
        }
        boolean decided =
                options.getToolApprovalTo() != null || options.getToolExecution() == OpenRouterToolExecution.manual;
        if (options.getToolApproval() == null && !decided) {
            options.setToolApproval(single("toolApproval", ToolApproval.class));
        }
    }

    private <T> T single(String option, Class<T> type) {
        CamelContext context = component.getCamelContext();
        // an endpoint alone, which only reads what is written, has none
        if (context == null || !Boolean.TRUE.equals(context.isAutowiredEnabled()) || !component.isAutowiredEnabled()) {
            return null;
        }
        T bean = context.getRegistry().findSingleByType(type);
        if (bean == null && !told.contains(type)) {
            Set<String> names =
                    new TreeSet<>(context.getRegistry().findByTypeWithName(type).keySet());
            if (names.size() > 1 && told.add(type)) {
                LOG.warn(
                        "The option {} says nothing and takes none of the beans {}: name one of them, as in {}=#bean:{}",
                        option,
                        String.join(", ", names),
                        option,
                        names.iterator().next());
            }
        }
        return bean;
    }
}
