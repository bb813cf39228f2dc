/** What management shows. */
package io.github.camelopenrouter.internal.observe;
