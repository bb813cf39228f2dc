/** Whether a tool that a model asks for may run: what an application may say about that. */
package io.github.camelopenrouter.tool;
