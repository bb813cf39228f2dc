/** The component as its users see it: URIs in routes, the beans that they name, and options of the component. */
package io.github.camelopenrouter.benchmarks.route;
