/**
 * One call with its attempts, what admits them, their deadlines, and the rule by which they are repeated. Plain Java: knows
 * HTTP by {@link io.github.camelopenrouter.internal.http.Transport} alone, and no Camel.
 */
package io.github.camelopenrouter.internal.call;
