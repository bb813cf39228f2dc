package io.github.camelopenrouter.internal.mcp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.internal.tool.ToolDefinition;
import io.modelcontextprotocol.spec.McpSchema;

/** Makes tools of what a server says of them: what cannot be offered to a model is left out, and said. Not thread-safe. */
final class OfferedTools {
    private static final Logger LOG = LoggerFactory.getLogger(OfferedTools.class);

    /** Of which a model gets all with each request. */
    private static final int MOST = 1_000;

    private static final int LONGEST_DESCRIPTION = 4_096;

    /** In characters of JSON. */
    private static final int LARGEST_SCHEMA = 64 * 1024;

    private static final int LARGEST_IN_ALL = 4 * 1024 * 1024;
    private static final int SHOWN = 60;

    private final McpServerSettings server;
    private final Map<String, OfferedTool> tools = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private long size;

    OfferedTools(McpServerSettings server) {
        this.server = server;
    }

    /** Adds a page of the list. */
    void add(List<McpSchema.Tool> page) {
        for (McpSchema.Tool tool : page) {
            boolean wanted = server.tools().isEmpty() || server.tools().contains(tool.name());
            if (wanted && !tool.name().isEmpty()) {
                seen.add(tool.name());
                add(tool);
            }
        }
    }

    private void add(McpSchema.Tool tool) {
        String name = ToolNames.of(server.name(), tool.name());
        try {
            if (tools.containsKey(name)) {
                throw new IllegalArgumentException("another one has the name " + name);
            }
            ObjectNode schema = schema(tool);
            String description = ToolText.of(
                    tool.description() == null || tool.description().isBlank() ? tool.title() : tool.description(),
                    LONGEST_DESCRIPTION);
            size += name.length() + description.length();
            tools.put(
                    name,
                    new OfferedTool(
                            tool.name(),
                            ToolDefinition.of(
                                    name,
                                    description.isEmpty() ? null : description,
                                    schema,
                                    false,
                                    false,
                                    Set.of("mcp"))));
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "The tool {} of the MCP server {} is not offered to models: {}",
                    ToolText.line(tool.name(), SHOWN),
                    server.name(),
                    ToolText.line(e.getMessage(), 300));
        }
        if (tools.size() > MOST || size > LARGEST_IN_ALL) {
            throw new McpCallException.Unusable("MCP server " + server.name()
                    + ": it offers more tools than a model can be told of (at most " + MOST + ", and " + LARGEST_IN_ALL
                    + " characters): choose some with mcpServer." + server.name() + ".tools");
        }
    }

    private ObjectNode schema(McpSchema.Tool tool) {
        if (tool.inputSchema() == null || tool.inputSchema().isEmpty()) {
            return null;
        }
        ObjectNode schema = Messages.JSON.valueToTree(tool.inputSchema());
        String text = schema.toString();
        if (!ToolText.isWellFormed(text)) {
            throw new IllegalArgumentException("its schema has half a character");
        }
        int length = text.length();
        if (length > LARGEST_SCHEMA) {
            throw new IllegalArgumentException("its schema has more than " + LARGEST_SCHEMA + " characters");
        }
        size += length;
        // which dialect it is, and what it is called where it came from, is nothing to a model
        schema.remove(List.of("$schema", "$id"));
        if (schema.path("properties").isMissingNode()) {
            schema.putObject("properties");
        }
        return schema;
    }

    /**
     * All of them.
     *
     * @throws McpCallException where one that was asked for by name is not there
     */
    List<OfferedTool> list() {
        Set<String> missing = new TreeSet<>(server.tools());
        missing.removeAll(seen);
        if (!missing.isEmpty()) {
            throw new McpCallException.Unusable("MCP server " + server.name() + ": it offers no tool "
                    + ToolText.line(missing.iterator().next(), SHOWN) + ": check mcpServer." + server.name()
                    + ".tools");
        }
        return new ArrayList<>(tools.values());
    }
}
