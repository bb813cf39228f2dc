/** The program {@code openrouter-verify}, which checks a configuration. Nothing here is for use by other programs. */
package io.github.camelopenrouter.verify;
