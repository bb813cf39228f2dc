package io.github.camelopenrouter.integration.fuzz;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A sound answer: what a model says, and the ways in which the service writes it down.
 *
 * @param id of the generation
 * @param members of the message beside its text, as JSON: tool calls, reasoning, annotations and so on
 * @param cost in US dollars
 */
record Sample(String id, String text, List<String> members, String finish, BigDecimal cost, int prompt, int tokens) {
    private static final String[] WORDS = {
        "the ",
        "caf\u00e9 ",
        "\u4f60\u597d ",
        "\uD83D\uDE00",
        "\"quoted\" ",
        "a\\b ",
        "line\n",
        "tab\t",
        "data: ",
        "[DONE] ",
        "{\"x\":1} ",
        "\u2028",
        "\u0085",
        "</p> ",
        "e\u0301 ",
        "plain words of some length "
    };

    /** The most that one of these costs: what a budget has to reserve for it. */
    static final BigDecimal DEAREST = new BigDecimal("0.01");

    static Sample of(Dice dice, String id) {
        StringBuilder text = new StringBuilder();
        int words = dice.percent(3) ? dice.between(200, 2000) : dice.between(0, 12);
        for (int i = 0; i < words; i++) {
            text.append(dice.of(WORDS));
        }
        List<String> members = new ArrayList<>();
        boolean calls = dice.percent(25);
        if (calls) {
            members.add("\"tool_calls\":[" + call(dice, 0) + (dice.percent(50) ? "," + call(dice, 1) : "") + "]");
        }
        if (dice.percent(20)) {
            members.add(
                    "\"reasoning\":\"hm \\u2014 so\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm \\u2014 so\","
                            + "\"signature\":\"c2ln\",\"format\":\"anthropic-claude-v1\",\"index\":0}]");
        }
        if (dice.percent(15)) {
            members.add(
                    "\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://example.org/a\","
                            + "\"title\":\"A\",\"content\":\"b\",\"start_index\":0,\"end_index\":12}}]");
        }
        if (dice.percent(10)) {
            members.add(
                    "\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"},\"index\":0}]");
        }
        if (dice.percent(10)) {
            members.add("\"refusal\":null");
        }
        return new Sample(
                id,
                text.toString(),
                members,
                calls ? "tool_calls" : dice.of("stop", "stop", "length"),
                BigDecimal.valueOf(dice.between(0, 10_000), 6),
                dice.between(1, 5_000),
                dice.between(0, 5_000));
    }

    private static String call(Dice dice, int index) {
        return "{\"index\":" + index + ",\"id\":\"call_" + index + "\",\"type\":\"function\",\"function\":{\"name\":\"f"
                + index
                + "\",\"arguments\":"
                + Tree.quoted(dice.of("{}", "{\"city\":\"Z\u00fcrich\",\"n\":1e400}", "{\"a\":[1,{\"b\":null}]}"))
                + "}}";
    }

    /** The answer in one piece. */
    String whole(Dice dice) {
        String logprobs = dice.percent(10)
                ? "{\"content\":[{\"token\":\"a\",\"logprob\":-0.1,\"bytes\":[97],\"top_logprobs\":[]}],\"refusal\":null}"
                : "null";
        return "{" + head("chat.completion") + ",\"choices\":[{\"logprobs\":" + logprobs + ",\"finish_reason\":\""
                + finish
                + "\",\"native_finish_reason\":\"end_turn\",\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                + Tree.quoted(text) + more() + "}}]," + usage() + "}";
    }

    /** The same as the events of a stream: JSON each, without what frames them. */
    List<String> events(Dice dice) {
        List<String> events = new ArrayList<>();
        events.add(chunk("{\"role\":\"assistant\",\"content\":\"\"" + more() + "}", "null", ""));
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + dice.between(1, text.length() > 1000 ? 400 : 20));
            if (Character.isHighSurrogate(text.charAt(end - 1)) && end < text.length()) {
                end++;
            }
            events.add(chunk("{\"content\":" + Tree.quoted(text.substring(at, end)) + "}", "null", ""));
            at = end;
        }
        String last = '"' + finish + '"';
        if (dice.percent(50)) {
            events.add(chunk("{\"content\":\"\"}", last, ""));
            events.add("{" + head("chat.completion.chunk") + ",\"choices\":[]," + usage() + "}");
        } else {
            events.add(chunk("{\"content\":\"\",\"role\":\"assistant\"}", last, "," + usage()));
        }
        return events;
    }

    /** Which of the events says that the answer is complete. */
    int finishEvent(List<String> events) {
        return events.get(events.size() - 1).contains("\"choices\":[]") ? events.size() - 2 : events.size() - 1;
    }

    private String chunk(String delta, String finishReason, String tail) {
        return "{" + head("chat.completion.chunk") + ",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":" + finishReason + ",\"native_finish_reason\":null,\"logprobs\":null}]" + tail
                + "}";
    }

    private String head(String object) {
        return "\"id\":\"" + id + "\",\"object\":\"" + object
                + "\",\"created\":1700000000,\"model\":\"fuzz/m\",\"provider\":\"Fuzz\",\"system_fingerprint\":null";
    }

    private String more() {
        return members.isEmpty() ? "" : "," + String.join(",", members);
    }

    private String usage() {
        return "\"usage\":{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + tokens + ",\"total_tokens\":"
                + (prompt + tokens)
                + ",\"cost\":" + cost.toPlainString()
                + ",\"is_byok\":false,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
                + "\"cost_details\":{\"upstream_inference_cost\":null},\"completion_tokens_details\":{\"reasoning_tokens\":0}}";
    }

    /** What {@code GET /generation} tells of it. */
    String generation() {
        return generation(id, cost);
    }

    static String generation(String id, BigDecimal cost) {
        return "{\"data\":{\"id\":" + Tree.quoted(id)
                + ",\"model\":\"fuzz/m\",\"provider_name\":\"Fuzz\",\"api_type\":\"completions\",\"created_at\":\"2026-11-25T10:00:00Z\","
                + "\"streamed\":true,\"cancelled\":false,\"finish_reason\":\"stop\",\"native_finish_reason\":null,\"tokens_prompt\":10,"
                + "\"tokens_completion\":20,\"native_tokens_prompt\":11,\"native_tokens_completion\":21,\"native_tokens_reasoning\":0,"
                + "\"usage\":" + cost.toPlainString() + ",\"total_cost\":" + cost.toPlainString()
                + ",\"cache_discount\":null,\"is_byok\":false,\"latency\":120,\"generation_time\":800,"
                + "\"provider_responses\":[{\"provider_name\":\"Fuzz\",\"status\":200,\"latency\":1}]}}";
    }
}
