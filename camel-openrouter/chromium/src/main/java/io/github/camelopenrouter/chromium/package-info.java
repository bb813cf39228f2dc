/** A real browser for tests. */
package io.github.camelopenrouter.chromium;
