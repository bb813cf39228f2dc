/** Calls in flight, rates and breakers: what a call waits for, or is refused by. Knows no Camel. */
package io.github.camelopenrouter.internal.limits;
