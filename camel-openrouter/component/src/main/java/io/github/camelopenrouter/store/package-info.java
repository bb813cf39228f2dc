/** What the stores of journals and budgets share: how a database is asked, and how its failures are told. Knows no Camel. */
package io.github.camelopenrouter.store;
