/**
 * The generation journal: what was sent and what was answered, on disk before it counts, so that a message that is delivered again
 * is not paid again. Between the edge and the engine; knows no Camel.
 */
package io.github.camelopenrouter.internal.journal;
