/**
 * Tools that models may call: what they are, whether a call of one may run, and how the calls of one turn run. Knows neither Camel nor
 * how a model is asked.
 */
package io.github.camelopenrouter.internal.tool;
