package io.github.camelopenrouter.simulator.service;

import java.util.ArrayDeque;
import java.util.Deque;

/** The plugin that repairs JSON: what is around it, commas before an end, and ends that are missing. */
final class ResponseHealing {

    static final String PLUGIN = "response-healing";

    private ResponseHealing() {}

    /** The completion with its JSON repaired, if it is complete and the request wants that. */
    static Completion heal(Completion completion, ChatRequest request) {
        boolean wanted = !request.isStreamed()
                && request.format().isJson()
                && !request.plugin(PLUGIN).isMissingNode()
                && completion.finishReason().equals("stop");
        return wanted ? completion.withContent(Tokens.of(heal(completion.text()))) : completion;
    }

    /** The JSON in the text, or the text itself if none can be made of it. */
    static String heal(String text) {
        int start = start(text);
        if (start == text.length() || Json.isDocument(text)) {
            return text;
        }
        String healed = mended(text, start);
        return Json.isDocument(healed) ? healed : text;
    }

    private static int start(String text) {
        int start = 0;
        while (start < text.length() && "{[".indexOf(text.charAt(start)) < 0) {
            start++;
        }
        return start;
    }

    private static String mended(String text, int start) {
        StringBuilder json = new StringBuilder();
        Deque<Character> ends = new ArrayDeque<>();
        boolean quoted = false;
        for (int i = start; i < text.length() && (i == start || !ends.isEmpty()); i++) {
            char c = text.charAt(i);
            if (quoted) {
                json.append(c);
                if (c == '\\' && i + 1 < text.length()) {
                    i++;
                    json.append(text.charAt(i));
                }
                quoted = c != '"';
            } else if (c == '`') {
                break; // the end of a fence, with ends missing before it
            } else {
                quoted = c == '"';
                if (c == '{' || c == '[') {
                    ends.push(c == '{' ? '}' : ']');
                } else if (c == '}' || c == ']') {
                    dropComma(json);
                    ends.pop();
                }
                json.append(c);
            }
        }
        if (quoted) {
            json.append('"');
        }
        while (!ends.isEmpty()) {
            dropComma(json);
            json.append(ends.pop());
        }
        return json.toString();
    }

    private static void dropComma(StringBuilder json) {
        int last = json.length() - 1;
        while (last >= 0 && Character.isWhitespace(json.charAt(last))) {
            last--;
        }
        if (last >= 0 && json.charAt(last) == ',') {
            json.setLength(last);
        }
    }
}
