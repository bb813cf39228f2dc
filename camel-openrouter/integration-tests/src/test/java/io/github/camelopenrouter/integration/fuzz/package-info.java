/**
 * Answers with generated damage, any number of them, each known by its number alone: what the service says, how it says it, and what
 * a call may make of it.
 */
package io.github.camelopenrouter.integration.fuzz;
