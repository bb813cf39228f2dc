package io.github.camelopenrouter.docs;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;

import io.github.camelopenrouter.OpenRouterConstants;

/** One question to several models at the same time. */
final class EnsembleRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // tag::route[]
        from("direct:ask")
                .errorHandler(noErrorHandler())
                .multicast(new Opinions())
                .parallelProcessing()
                .to("openrouter:completion?model=openai/gpt-4o-mini&totalTimeout={{patience}}")
                .to("openrouter:completion?model=anthropic/claude-3-haiku&totalTimeout={{patience}}")
                .to("openrouter:completion?model=google/gemini-2.5-flash&totalTimeout={{patience}}")
                .end();
        // end::route[]
    }

    // tag::opinions[]
    /** The texts of those that answered as body, what all of them cost together, and how many failed. */
    static final class Opinions implements AggregationStrategy {
        @Override
        public Exchange aggregate(Exchange before, Exchange answer) {
            Exchange all = before != null ? before : new DefaultExchange(answer.getContext());
            List<Object> texts = new ArrayList<>();
            if (before != null) {
                texts.addAll(before.getMessage().getBody(List.class));
            }
            BigDecimal cost = all.getMessage().getHeader("cost", BigDecimal.ZERO, BigDecimal.class);
            int failed = all.getMessage().getHeader("failed", 0, Integer.class);
            if (answer.getException() != null) {
                failed++;
            } else {
                texts.add(answer.getMessage().getBody());
                cost = cost.add(
                        answer.getMessage().getHeader(OpenRouterConstants.COST, BigDecimal.ZERO, BigDecimal.class));
            }
            all.getMessage().setBody(texts);
            all.getMessage().setHeader("cost", cost);
            all.getMessage().setHeader("failed", failed);
            return all;
        }
    }
    // end::opinions[]
}
