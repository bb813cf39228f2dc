/** What is written to the service and read from it: JSON, server-sent events, refusals. Knows no thread and no connection. */
package io.github.camelopenrouter.internal.wire;
