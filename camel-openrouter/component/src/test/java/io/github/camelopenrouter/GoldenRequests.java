package io.github.camelopenrouter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

import io.github.camelopenrouter.internal.binding.RequestBinding;
import io.github.camelopenrouter.internal.wire.RequestWriter;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ContentPart;
import io.github.camelopenrouter.model.ToolCall;

/** Representative requests, as bytes. Also a program of its own, so that another JVM can be asked for them. */
final class GoldenRequests {
    private GoldenRequests() {}

    /** Writes each request into a file of the folder. */
    public static void main(String[] folder) throws IOException {
        for (Map.Entry<String, byte[]> request : all().entrySet()) {
            Files.write(Path.of(folder[0], request.getKey() + ".golden.json"), request.getValue());
        }
    }

    static Map<String, byte[]> all() {
        Map<String, byte[]> all = new TreeMap<>();
        OpenRouterConfiguration plain = new OpenRouterConfiguration();
        plain.setModel("openai/gpt-4o-mini");
        all.put(
                "prompt",
                bytes(plain, false, "Wie heißt die Hauptstadt? \u6771\u4eac \ud83d\ude80 \"I\" \u0130i\n", Map.of()));
        all.put("streaming", bytes(plain, true, "hello", Map.of()));
        all.put("conversation", bytes(tools(), false, conversation(), Map.of()));
        all.put("whole-request", bytes(plain, false, request(), Map.of(OpenRouterConstants.TEMPERATURE, "0.7")));
        all.put("media", bytes(plain, false, List.of(media()), Map.of()));
        all.put("extensions", bytes(extensions(), false, documents(), annotations()));
        all.put("all-options", bytes(everything(), false, "hello", Map.of()));
        return all;
    }

    private static byte[] bytes(
            OpenRouterConfiguration configuration, boolean stream, Object body, Map<String, Object> headers) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        return RequestWriter.write(
                new RequestBinding(configuration, stream).bind(exchange).request());
    }

    private static OpenRouterConfiguration tools() {
        OpenRouterConfiguration configuration = new OpenRouterConfiguration();
        configuration.setModel("anthropic/claude-sonnet-4.5:aws");
        configuration.setSystemMessage("Answer briefly.");
        configuration.setBody(Map.of(
                "tools",
                "[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\","
                        + "\"properties\":{\"city\":{\"type\":\"string\"},\"at\":{\"type\":\"string\"}}}}}]",
                "tool_choice",
                "auto"));
        return configuration;
    }

    private static List<Object> conversation() {
        ToolCall call = new ToolCall("call_1", "weather", "{\"city\":\"Paris\"}");
        return List.of(
                ChatMessage.user("How is the weather in Paris?"),
                new ChatMessage("assistant", null, null, null, List.of(call), null, null, null, Map.of()),
                ChatMessage.tool("call_1", "{\"celsius\":21}"),
                Map.of("role", "user", "content", "And tomorrow?"));
    }

    /** A body of maps without an order of their own, beside one that has an order which means something. */
    private static Map<String, Object> request() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("thoughts", Map.of("type", "string"));
        properties.put("answer", Map.of("type", "number"));
        return Map.of(
                "messages",
                List.of(Map.of("role", "user", "content", "What is 6 * 7?")),
                "user",
                "u-1",
                "max_tokens",
                100,
                "response_format",
                Map.of(
                        "type",
                        "json_schema",
                        "json_schema",
                        Map.of(
                                "name",
                                "sum",
                                "strict",
                                true,
                                "schema",
                                Map.of("type", "object", "properties", properties))),
                "logit_bias",
                new HashMap<>(Map.of("50256", -100, "11", 5)));
    }

    private static ChatMessage media() {
        byte[] bytes = {0, 1, 2, (byte) 0xfe, (byte) 0xff};
        return ChatMessage.user(List.of(
                ContentPart.text("Compare"),
                ContentPart.image("https://pictures.example/cat.png")
                        .with("cache_control", Map.of("type", "ephemeral")),
                ContentPart.image(bytes, "image/png"),
                ContentPart.file("a.pdf", bytes, "application/pdf"),
                ContentPart.file("b.pdf", "https://files.example/b.pdf"),
                ContentPart.audio(bytes, "wav"),
                ContentPart.video("https://films.example/a.mp4"),
                ContentPart.video(bytes, "video/mp4"),
                ContentPart.text("briefly").cached("1h")));
    }

    private static OpenRouterConfiguration extensions() {
        OpenRouterConfiguration configuration = new OpenRouterConfiguration();
        configuration.setModel("anthropic/claude-sonnet-4.5");
        configuration.setSystemMessage("Answer briefly.");
        configuration.setPdfEngine("mistral-ocr");
        configuration.setContextCompression(true);
        configuration.setWebSearch(true);
        configuration.setWebSearchEngine("exa");
        configuration.setWebSearchMaxResults(3);
        configuration.setWebSearchMaxUses(2);
        configuration.setWebSearchContextSize("low");
        configuration.setWebSearchAllowedDomains("a.example,b.example");
        configuration.setModalities("image,text");
        configuration.setImageConfig(new TreeMap<>(Map.of("aspect_ratio", "16:9")));
        configuration.setCacheControl("system,last,automatic");
        configuration.setCacheControlTtl("1h");
        return configuration;
    }

    private static List<Object> documents() {
        return List.of(ChatMessage.user(
                List.of(ContentPart.text("Sum up"), ContentPart.file("a.pdf", new byte[] {1}, "application/pdf"))));
    }

    private static Map<String, Object> annotations() {
        return Map.of(
                OpenRouterConstants.FILE_ANNOTATIONS,
                "[{\"type\":\"file\",\"file\":{\"hash\":\"abc\",\"name\":\"a.pdf\",\"content\":[{\"type\":\"text\",\"text\":\"1\"}]}}]");
    }

    private static OpenRouterConfiguration everything() {
        OpenRouterConfiguration configuration = new OpenRouterConfiguration();
        configuration.setSystemMessage("S");
        configuration.setDeveloperMessage("D");
        configuration.setBody(Map.of("verbosity", "low", "plugins", "[{\"id\":\"web\",\"max_results\":3}]"));
        try (var context = new DefaultCamelContext()) {
            var configurer = new OpenRouterConfigurationConfigurer();
            for (OptionSample sample : OptionSample.ALL) {
                // a depth of reasoning is said in one of two ways
                if (!sample.option().equals("reasoningMaxTokens")) {
                    configurer.configure(context, configuration, sample.option(), sample.configured(true), false);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return configuration;
    }
}
