package io.github.camelopenrouter.benchmarks.route;

import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.benchmarks.Completions;
import io.github.camelopenrouter.benchmarks.Ended;

/**
 * Completions of the component under one policy. Whatever the policy, the requests are the same, and each message names a key of its
 * own, which a journal needs: what differs between two policies is what they cost.
 */
public final class PolicyCompletions implements Completions {

    /** A budget and a rate of tokens count with it. */
    private static final String MAX_TOKENS = "&maxTokens=200";

    private final MemoryDatabase database;
    private final Routes routes;
    private final AtomicLong keys = new AtomicLong();
    private Runnable sweeping;

    public PolicyCompletions(Policy policy, String baseUrl) throws Exception {
        database = new MemoryDatabase(policy.name());
        routes = new Routes(new RouteBuilder() {
            @Override
            public void configure() {
                sweeping = policy.bind(getContext().getRegistry(), database);
                from(Routes.ENTRY).to(Routes.openrouter("completion", baseUrl, MAX_TOKENS + policy.options()));
            }
        });
    }

    @Override
    public String ask() {
        return routes.request(OpenRouterConstants.JOURNAL_KEY, key());
    }

    @Override
    public void ask(Ended ended) {
        routes.send(OpenRouterConstants.JOURNAL_KEY, key(), ended);
    }

    private String key() {
        return Long.toString(keys.incrementAndGet());
    }

    @Override
    public void rest() {
        sweeping.run();
    }

    @Override
    public void close() {
        routes.close();
        database.close();
    }
}
