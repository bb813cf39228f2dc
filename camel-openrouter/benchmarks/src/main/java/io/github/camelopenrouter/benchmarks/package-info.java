/**
 * Measures the component against bare Apache HttpClient 5, in the same run and on the same machine. Not released, and
 * not a test: nothing fails when a number is bad.
 */
package io.github.camelopenrouter.benchmarks;
