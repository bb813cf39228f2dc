package io.github.camelopenrouter.simulator.service;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * The calls of a turn that was scripted.
 *
 * @param ids as far as the turn has them
 * @param reasoningDetails what it tells of its reasoning; may be empty
 */
public record ScriptedCalls(List<String> ids, ArrayNode reasoningDetails) {}
