package io.github.camelopenrouter.internal.tool;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * What the options say about a model that uses tools.
 *
 * @param maxRounds most answers that ask for tools
 * @param maxCalls most calls of tools
 * @param maxTokens no further round once so many were used; null for no limit
 * @param maxCost no further round once so many US dollars were spent; null for no limit
 * @param maxTime no further round after that; null for no limit
 * @param timeout how long one call may take; null for no limit
 * @param maxParallel most calls at the same time
 * @param maxResultBytes most bytes of a result, as UTF-8
 * @param maxRepeats how often a call with the same arguments is run; 0 for no limit
 * @param unknownFails whether a tool that was not offered fails the exchange; else the model is told
 * @param invalidFails the same of arguments that are not valid
 * @param failureFails the same of a tool that fails, takes too long or answers too much
 */
public record ToolSettings(
        int maxRounds,
        int maxCalls,
        Long maxTokens,
        BigDecimal maxCost,
        Duration maxTime,
        Duration timeout,
        int maxParallel,
        int maxResultBytes,
        int maxRepeats,
        boolean unknownFails,
        boolean invalidFails,
        boolean failureFails) {}
