/** The exchange and its options on one side, the request, the answer and the failure on the other. */
package io.github.camelopenrouter.internal.binding;
