package io.github.camelopenrouter.internal.mcp;

import io.github.camelopenrouter.internal.tool.ToolDefinition;

/**
 * A tool of a server.
 *
 * @param name the server's own
 * @param definition under which models know it
 */
record OfferedTool(String name, ToolDefinition definition) {}
