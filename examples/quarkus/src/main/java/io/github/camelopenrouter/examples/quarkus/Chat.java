package io.github.camelopenrouter.examples.quarkus;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.model.ChatChunk;
import io.smallrye.mutiny.Multi;

/** Asks the route, and knows what all answers cost. */
@ApplicationScoped
class Chat {
    private final ProducerTemplate template;
    private final CamelContext camel;

    @Inject
    Chat(ProducerTemplate template, CamelContext camel) {
        this.template = template;
        this.camel = camel;
    }

    /** The answer while it arrives, from its first content on; asks when somebody subscribes. Cancelling cuts it. */
    Multi<ChatChunk> ask(Question question) {
        return Multi.createFrom().deferred(() -> {
            Answer answer = new Answer();
            template.asyncSend("direct:chat", exchange -> {
                        answer.asks(exchange);
                        exchange.setProperty(Answer.PROPERTY, answer);
                        exchange.getMessage().setBody(question.message());
                        exchange.getMessage().setHeaders(headers(question));
                    })
                    .whenComplete(answer::end);
            return answer.chunks();
        });
    }

    private static Map<String, Object> headers(Question question) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(OpenRouterConstants.CONVERSATION_ID, question.conversation());
        if (question.model() != null) {
            headers.put(OpenRouterConstants.MODEL, question.model());
        }
        return headers;
    }

    /** In US dollars, since the start. */
    BigDecimal spent() {
        return openrouter().getLedger().cost();
    }

    String budget() {
        return openrouter().getConfiguration().getBudget();
    }

    private OpenRouterComponent openrouter() {
        return camel.getComponent("openrouter", OpenRouterComponent.class);
    }
}
