/** Answers that are read while they arrive: as chunks, events or text, pulled or pushed, as fast as their reader takes them. */
package io.github.camelopenrouter.internal.stream;
