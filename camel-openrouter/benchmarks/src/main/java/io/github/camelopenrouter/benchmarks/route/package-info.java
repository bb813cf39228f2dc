/** The component as its users see it: URIs in routes, no class of it. */
package io.github.camelopenrouter.benchmarks.route;
