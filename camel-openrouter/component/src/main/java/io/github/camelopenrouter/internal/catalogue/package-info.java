/** What models cost. */
package io.github.camelopenrouter.internal.catalogue;
