/** Answers that are objects: schemas, what is valid, and objects read out of text while it arrives. Knows no Camel. */
package io.github.camelopenrouter.internal.structured;
