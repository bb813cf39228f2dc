/**
 * Tools of MCP servers. The only room that knows the optional library {@code io.modelcontextprotocol.sdk:mcp-core}; without it nothing
 * but {@link io.github.camelopenrouter.internal.mcp.McpServers} and the settings is loaded. The library speaks the protocol; what
 * carries the messages is ours: the component's own HTTP client, and processes whose end is noticed.
 */
package io.github.camelopenrouter.internal.mcp;
