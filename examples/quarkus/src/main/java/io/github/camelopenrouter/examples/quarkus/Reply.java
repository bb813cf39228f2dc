package io.github.camelopenrouter.examples.quarkus;

import java.math.BigDecimal;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

/**
 * An answer with its bill. What the service did not say is null.
 *
 * @param conversation where to go on
 * @param text all that the model said
 * @param reasoning what it thought before, where it shows it
 * @param model who answered
 * @param cost of this answer, in US dollars
 * @param spent by this process, in US dollars
 */
public record Reply(
        String conversation,
        String text,
        String reasoning,
        String model,
        String provider,
        String finishReason,
        Long promptTokens,
        Long completionTokens,
        BigDecimal cost,
        BigDecimal spent) {

    static Reply of(ChatChunk last, String conversation, BigDecimal spent) {
        ChatResponse response = last.response();
        Usage usage = response.usage();
        return new Reply(
                conversation,
                response.text(),
                response.message().reasoning(),
                response.model(),
                response.provider(),
                response.finishReason(),
                usage == null ? null : usage.promptTokens(),
                usage == null ? null : usage.completionTokens(),
                usage == null ? null : usage.cost(),
                spent);
    }
}
