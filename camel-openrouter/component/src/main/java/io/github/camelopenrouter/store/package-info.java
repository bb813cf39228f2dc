/**
 * What a user may replace or set up: journals, budget stores and ledgers, in memory and in databases, and how a database is asked for
 * them. Knows no Camel.
 */
package io.github.camelopenrouter.store;
