package io.github.camelopenrouter.internal.mcp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.github.camelopenrouter.internal.tool.ToolResult;
import io.github.camelopenrouter.model.ContentPart;
import io.modelcontextprotocol.spec.McpSchema;

/**
 * What a model gets of a server's result: the texts, one below the other; the structured content as JSON where there is no text; and of
 * everything else a line that says what it is, or the thing itself where media are wanted and can be sent.
 */
final class ResultContent {
    private final boolean media;
    private final List<Object> pieces = new ArrayList<>();
    private boolean texts;
    private boolean parts;

    private ResultContent(boolean media) {
        this.media = media;
    }

    static ToolResult of(McpSchema.CallToolResult result, boolean media) {
        ResultContent content = new ResultContent(media);
        result.content().forEach(content::add);
        if (!content.texts && result.structuredContent() != null) {
            content.pieces.add(0, ToolText.wellFormed(json(result.structuredContent())));
        }
        return new ToolResult(content.whole(), Boolean.TRUE.equals(result.isError()));
    }

    private static String json(Object structured) {
        try {
            return Messages.JSON.writeValueAsString(structured);
        } catch (IOException e) {
            throw new McpCallException.Unusable("The structured content of a result is no JSON");
        }
    }

    private void add(McpSchema.Content content) {
        if (content instanceof McpSchema.TextContent text) {
            text(text.text());
        } else if (content instanceof McpSchema.ImageContent image) {
            medium("image", image.mimeType(), image.data());
        } else if (content instanceof McpSchema.AudioContent audio) {
            medium("sound", audio.mimeType(), audio.data());
        } else if (content instanceof McpSchema.EmbeddedResource embedded) {
            resource(embedded.resource());
        } else if (content instanceof McpSchema.ResourceLink link) {
            pieces.add("[resource " + ToolText.line(link.uri(), 2_000) + name(link.name()) + "]");
        }
    }

    private static String name(String name) {
        return name == null || name.isBlank() ? "" : " (" + ToolText.line(name, 200) + ")";
    }

    private void text(String text) {
        texts = true;
        pieces.add(ToolText.wellFormed(text));
    }

    private void resource(McpSchema.ResourceContents resource) {
        if (resource instanceof McpSchema.TextResourceContents text) {
            text(text.text());
        } else if (resource instanceof McpSchema.BlobResourceContents blob) {
            String type = blob.mimeType() == null ? "application/octet-stream" : blob.mimeType();
            medium(type.startsWith("image/") ? "image" : "file", type, blob.blob());
        }
    }

    private void medium(String kind, String type, String base64) {
        ContentPart part = media ? part(type, base64) : null;
        if (part != null) {
            parts = true;
            pieces.add(part);
        } else {
            pieces.add("[" + kind + " of the type " + ToolText.line(type, 100) + ", " + size(base64)
                    + " bytes, which is not shown]");
        }
    }

    private static long size(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() * 3L / 4 - padding;
    }

    /** Null for what no model takes, or what is not what it says. */
    private static ContentPart part(String type, String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return switch (type) {
                case "image/png", "image/jpeg", "image/webp", "image/gif" -> ContentPart.image(bytes, type);
                case "audio/wav", "audio/x-wav" -> ContentPart.audio(bytes, "wav");
                case "audio/mpeg", "audio/mp3" -> ContentPart.audio(bytes, "mp3");
                case "application/pdf" -> ContentPart.file("result.pdf", bytes, type);
                default -> null;
            };
        } catch (IllegalArgumentException e) {
            // no base64, or none at all
            return null;
        }
    }

    private Object whole() {
        if (!parts) {
            StringBuilder whole = new StringBuilder();
            pieces.forEach(piece -> whole.append(whole.isEmpty() ? "" : "\n").append(piece));
            return whole.toString();
        }
        return pieces.stream()
                .map(piece -> piece instanceof ContentPart part ? part : ContentPart.text((String) piece))
                .toList();
    }
}
