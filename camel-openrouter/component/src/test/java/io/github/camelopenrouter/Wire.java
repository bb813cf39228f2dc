package io.github.camelopenrouter;

import java.util.stream.IntStream;

/** What OpenRouter sends, in its shortest form. */
public final class Wire {
    public static final String DONE = "data: [DONE]\n\n";
    public static final String COMMENT = ": OPENROUTER PROCESSING\n\n";

    private Wire() {}

    public static String completion(String text) {
        return """
                {"id":"gen-1","object":"chat.completion","created":1,"model":"openai/gpt-4o-mini","provider":"OpenAI",\
                "choices":[{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],\
                "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"cost":0.0001}}""".formatted(text);
    }

    public static String error(int code, String message) {
        return "{\"error\":{\"code\":%d,\"message\":\"%s\"}}".formatted(code, message);
    }

    public static String error(int code, String message, String metadata) {
        return "{\"error\":{\"code\":%d,\"message\":\"%s\",\"metadata\":%s}}".formatted(code, message, metadata);
    }

    /** One event with text. */
    public static String chunk(String text) {
        return event(
                "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"finish_reason\":null}");
    }

    /** The event that ends the answer, usage included. */
    public static String finish() {
        return """
                data: {"id":"gen-1","object":"chat.completion.chunk","created":1,"model":"openai/gpt-4o-mini",\
                "provider":"OpenAI","choices":[{"index":0,"delta":{"role":"assistant","content":""},\
                "finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"cost":0.0001}}

                """;
    }

    /** An event in mid-stream that says the answer has failed. */
    public static String failure(String code, String message) {
        return """
                data: {"id":"gen-1","object":"chat.completion.chunk","created":1,"model":"openai/gpt-4o-mini",\
                "provider":"OpenAI","error":{"code":%s,"message":"%s"},\
                "choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}

                """.formatted(code, message);
    }

    public static String event(String choice) {
        return """
                data: {"id":"gen-1","object":"chat.completion.chunk","created":1,"model":"openai/gpt-4o-mini",\
                "provider":"OpenAI","choices":[%s]}

                """.formatted(choice);
    }

    /** A whole stream with these pieces of text. */
    public static String[] stream(String... texts) {
        String[] events = new String[texts.length + 2];
        for (int i = 0; i < texts.length; i++) {
            events[i] = chunk(texts[i]);
        }
        events[texts.length] = finish();
        events[texts.length + 1] = DONE;
        return events;
    }

    /** So many events with the texts 0, 1, 2, ... */
    public static String[] chunks(int count) {
        return IntStream.range(0, count).mapToObj(i -> chunk(i + " ")).toArray(String[]::new);
    }
}
