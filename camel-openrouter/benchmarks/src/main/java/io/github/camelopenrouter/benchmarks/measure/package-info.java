/** What a piece of work costs this JVM, and how two ways of doing it compare. */
package io.github.camelopenrouter.benchmarks.measure;
