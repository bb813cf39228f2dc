/** The only room that knows HttpClient. */
package io.github.camelopenrouter.internal.http;
