package io.github.camelopenrouter.benchmarks.route;

import org.apache.camel.spi.Registry;

import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.JdbcBudgetStore;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

/**
 * A policy of the component by itself: the options that ask for it. All of them have room for every call of a benchmark, so that
 * what is measured is the asking and never the waiting.
 */
public enum Policy {
    /** What the others are compared with. */
    NONE("component, no policy", ""),
    IN_FLIGHT("maxInFlight", "&maxInFlight=1000"),
    REQUESTS("requestsPerMinute", "&requestsPerMinute=2000000000"),
    /** One in a nanosecond, which is the most that there is. */
    TOKENS("tokensPerMinute", "&tokensPerMinute=60000000000"),
    FIXED_BUDGET("budget, budgetReserve", Policy.BUDGET + "&budgetReserve=0.01"),
    PRICED_BUDGET("budget, price by catalogue", Policy.BUDGET),
    JDBC_BUDGET("budget in JDBC, budgetReserve", Policy.BUDGET + "&budgetReserve=0.01&budgetStore=#store") {
        @Override
        Runnable bind(Registry registry, MemoryDatabase database) {
            JdbcBudgetStore store = new JdbcBudgetStore(database.dataSource());
            store.createSchema();
            registry.bind("store", store);
            return NOTHING;
        }
    },
    /** The component keeps one of its own in any case: this one takes its place, and looks costs up that were not told. */
    LEDGER("ledger as a bean", "&ledger=#ledger") {
        @Override
        Runnable bind(Registry registry, MemoryDatabase database) {
            registry.bind("ledger", new InMemoryLedger());
            return NOTHING;
        }
    },
    BREAKER("circuitBreaker", "&circuitBreaker=true"),
    /** With {@code park}, as {@code regenerate} asks for the service's response cache too. */
    JOURNAL("journal in JDBC", "&journal=#journal&unanswered=park") {
        @Override
        Runnable bind(Registry registry, MemoryDatabase database) {
            JdbcGenerationJournal journal = new JdbcGenerationJournal(database.dataSource());
            journal.createSchema();
            registry.bind("journal", journal);
            // a row for each call stays, with its answer: seconds of them would fill the memory
            return () -> database.empty("openrouter_journal");
        }
    };

    private static final String BUDGET = "&budget=1000000/day";
    private static final Runnable NOTHING = () -> {};

    private final String title;
    private final String options;

    Policy(String title, String options) {
        this.title = title;
        this.options = options;
    }

    public String title() {
        return title;
    }

    String options() {
        return options;
    }

    /**
     * Makes the beans that the options name.
     *
     * @return what removes what calls have left in them; to be run while there is none
     */
    Runnable bind(Registry registry, MemoryDatabase database) {
        return NOTHING;
    }
}
