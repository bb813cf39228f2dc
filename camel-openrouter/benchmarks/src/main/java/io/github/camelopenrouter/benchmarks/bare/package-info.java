/** The baseline: what the work costs with Apache HttpClient 5 and Jackson alone. */
package io.github.camelopenrouter.benchmarks.bare;
