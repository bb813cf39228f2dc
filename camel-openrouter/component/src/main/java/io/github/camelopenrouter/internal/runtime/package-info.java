/** What stands behind a started component: its threads, its policies in their order, what is under way, and the order of start and stop. */
package io.github.camelopenrouter.internal.runtime;
