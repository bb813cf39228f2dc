/** What has nothing to do with the service. */
package io.github.camelopenrouter.internal.support;
