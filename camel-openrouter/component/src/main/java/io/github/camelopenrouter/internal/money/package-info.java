/** Budgets and the ledger: what a call may cost, did cost, and may have cost. Knows no Camel. */
package io.github.camelopenrouter.internal.money;
