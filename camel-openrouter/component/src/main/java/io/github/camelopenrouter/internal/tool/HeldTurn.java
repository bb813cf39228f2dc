package io.github.camelopenrouter.internal.tool;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;

/**
 * A turn whose calls somebody outside has to decide on or to run, and what was reached before: all that is needed to go on.
 *
 * @param response the answer that asks for the calls
 * @param calls all calls of the turn, in the model's order
 * @param messages all that come behind the request's own, that turn of the model included
 * @param turns answers that asked for tools
 * @param rounds answers
 * @param made calls that were run
 * @param cost of all rounds, in US dollars; null where not known
 * @param tokens of all rounds; null where not known
 * @param used how long it took so far
 * @param seen what was done about each call, by its fingerprint
 * @param blocked names of tools that are not offered any more
 * @param offered names of tools that were offered
 * @param headers what tools may see of the exchange that asked
 */
public record HeldTurn(
        ChatResponse response,
        List<HeldCall> calls,
        List<ChatMessage> messages,
        int turns,
        int rounds,
        int made,
        BigDecimal cost,
        Long tokens,
        Duration used,
        Map<String, String> seen,
        Set<String> blocked,
        Set<String> offered,
        Map<String, Object> headers) {
    /** Says nothing of what was said. */
    @Override
    public String toString() {
        return "HeldTurn[" + calls.size() + "]";
    }
}
