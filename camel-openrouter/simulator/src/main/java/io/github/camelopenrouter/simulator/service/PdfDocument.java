package io.github.camelopenrouter.simulator.service;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A PDF of a prompt, read as far as a simulator can: pages are counted, and text is found where it is not compressed.
 *
 * @param name null if the request does not tell it
 * @param pages at least one
 */
record PdfDocument(String hash, String name, int pages, String text) {

    private static final String TYPE = "application/pdf";
    private static final Pattern PAGE = Pattern.compile("/Type\\s*/Page(?![A-Za-z])");
    private static final Pattern SHOWN = Pattern.compile("\\(((?:[^()\\\\]++|\\\\.){0,1000}+)\\)\\s*Tj");

    /**
     * @return null if the file is no PDF
     * @throws ApiException if it is said to be one and is not, or if there is no file at all
     */
    static PdfDocument of(JsonNode file) {
        String name = file.path("filename").asText(null);
        String data = file.path("file_data").asText("");
        if (data.isEmpty()) {
            throw file.hasNonNull("file_id")
                    ? ApiException.notFound("File " + file.path("file_id").asText() + " not found")
                    : ApiException.badRequest("file must have file_data or file_id");
        }
        if (data.matches("(?i)https?://.+")) {
            String hash = Hash.of(data.getBytes(StandardCharsets.UTF_8));
            return new PdfDocument(hash, name, 1, "What is at " + data + ".");
        }
        DataUrl url = DataUrl.isOne(data) ? DataUrl.parse(data) : null;
        if (url == null) {
            throw ApiException.badRequest("file.file_data is neither a URL nor a valid base64 data URL");
        }
        if (!url.type().equals(TYPE)) {
            return null;
        }
        String content = new String(url.bytes(), StandardCharsets.ISO_8859_1);
        if (!content.startsWith("%PDF")) {
            throw ApiException.badRequest("Failed to parse " + (name == null ? "the file" : name));
        }
        int pages = (int) PAGE.matcher(content).results().count();
        return new PdfDocument(Hash.of(url.bytes()), name, Math.max(1, pages), text(content, name));
    }

    /** What an answer tells of it, so that it need not be parsed again. */
    ObjectNode annotation() {
        ObjectNode annotation = Json.object().put("type", "file");
        ObjectNode file = annotation.putObject("file").put("hash", hash);
        if (name != null) {
            file.put("name", name);
        }
        ArrayNode content = file.putArray("content");
        String shownName = name == null ? "file" : name;
        content.addObject().put("type", "text").put("text", "<file name=\"" + shownName + "\">");
        content.addObject().put("type", "text").put("text", text);
        content.addObject().put("type", "text").put("text", "</file>");
        return annotation;
    }

    private static String text(String content, String name) {
        StringBuilder text = new StringBuilder();
        for (Matcher shown = SHOWN.matcher(content); shown.find(); ) {
            text.append(text.length() == 0 ? "" : " ").append(shown.group(1).replaceAll("\\\\(.)", "$1"));
        }
        return text.length() == 0 ? "The text of " + (name == null ? "a file" : name) + "." : text.toString();
    }
}
