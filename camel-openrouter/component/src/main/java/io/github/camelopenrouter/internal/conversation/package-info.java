/** What was said before: read from a repository, trimmed, and written back with what came of it. */
package io.github.camelopenrouter.internal.conversation;
