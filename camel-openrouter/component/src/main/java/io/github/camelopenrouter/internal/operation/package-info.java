/** One producer an operation, and the table of all operations. */
package io.github.camelopenrouter.internal.operation;
