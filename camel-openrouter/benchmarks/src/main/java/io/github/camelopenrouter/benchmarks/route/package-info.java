/** The component as its users see it: URIs in routes, and the beans that they name. */
package io.github.camelopenrouter.benchmarks.route;
