/** Suspends the consumers of routes while the account cannot pay or the key is refused. */
package io.github.camelopenrouter.routepolicy;
