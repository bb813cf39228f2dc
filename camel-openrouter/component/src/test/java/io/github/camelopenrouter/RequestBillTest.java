package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.internal.binding.JsonMembers;
import io.github.camelopenrouter.internal.binding.RequestBinding;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.catalogue.PriceList;
import io.github.camelopenrouter.internal.money.CostEstimate;
import io.github.camelopenrouter.internal.wire.RequestWriter;
import io.github.camelopenrouter.model.ContentPart;

import static org.assertj.core.api.Assertions.assertThat;

/** However odd a request is: it is refused, or what is set aside for it is at least what a service can bill for it. */
class RequestBillTest {
    private static final long SEED = 20261125;
    private static final int REQUESTS = 40_000;
    private static final Map<String, BigDecimal> OUTPUT = Map.of(
            "a/cheap", new BigDecimal("0.000001"),
            "a/dear", new BigDecimal("0.00006"),
            "b/middle", new BigDecimal("0.00001"));
    private static final BigDecimal LONGEST = BigDecimal.valueOf(1_000_000);
    private static final long CONTEXT = 20_000;
    private static final BigDecimal IMAGE = new BigDecimal("0.003");

    /** What gpt-4o-mini makes of an image at most. */
    private static final long IMAGE_TOKENS = 2_833 + 8 * 5_667;

    private static final BigDecimal PAGE = new BigDecimal("0.0022");
    private static final BigDecimal PIECE = new BigDecimal("0.05");

    private static RunningContext running;

    private final Random random = new Random(SEED);
    private final CostEstimate estimate = CostEstimate.byPrice(
            new PriceList(System::nanoTime), (path, alias) -> CompletableFuture.completedFuture(list(path)));

    private static JsonNode list(String path) {
        String model = path.replace("/models/", "").replace("/endpoints", "");
        BigDecimal price = OUTPUT.getOrDefault(model, BigDecimal.ONE.negate());
        return OptionSample.tree("{\"data\":{\"endpoints\":[{\"pricing\":{\"prompt\":\"" + input(price)
                + "\",\"completion\":\"" + price + "\",\"image\":\"" + IMAGE + "\"},\"context_length\":" + CONTEXT
                + "}]}}");
    }

    @BeforeAll
    static void start() {
        running = new RunningContext();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static BigDecimal input(BigDecimal output) {
        return output.movePointLeft(1);
    }

    private Object pick(Object... values) {
        return values[random.nextInt(values.length)];
    }

    private Object number() {
        return pick(
                1,
                2L,
                10,
                10.0,
                1.5,
                3f,
                "5",
                " 7 ",
                "x",
                true,
                0,
                -1,
                -5L,
                new BigDecimal("1e3"),
                new BigDecimal("1E-1"),
                4_294_967_297L,
                new int[] {9},
                List.of(8),
                Map.of(),
                null,
                Double.NaN,
                new RawValue("12"),
                new RawValue("1,\"n\":90"),
                OptionSample.tree("6"),
                OptionSample.tree("null"),
                1_000_000);
    }

    private Object name() {
        return pick(
                "a/cheap",
                "a/dear",
                "b/middle",
                "a/cheap:online",
                "a/cheap:nitro",
                "a/dear:groq",
                "@preset/x",
                "",
                new StringBuilder("a/dear"),
                5,
                null,
                List.of("a/dear"),
                OptionSample.tree("\"a/dear\""));
    }

    private Object content() {
        String text = "hello ".repeat(random.nextInt(50));
        return pick(
                text,
                List.of(Map.of("type", "text", "text", text)),
                List.of(Map.of("type", "image_url", "image_url", Map.of("url", "https://x.example/y.png"))),
                new Object[] {Map.of("type", "input_audio", "input_audio", Map.of("data", "x", "format", "wav"))},
                List.of(Map.of("type", "text", "text", text), Map.of("type", "file", "file", Map.of("file_id", "x"))),
                List.of(
                        ContentPart.text(text),
                        ContentPart.image(bytes(), "image/png"),
                        ContentPart.image("https://a.example")),
                List.of(ContentPart.audio(bytes(), "mp3"), ContentPart.text(text)),
                List.of(ContentPart.file("a.pdf", bytes(), "application/pdf")),
                List.of(ContentPart.file("a.pdf", "https://x.example/a.pdf"), ContentPart.image(bytes(), "image/gif")),
                List.of(ContentPart.image(bytes(), "application/pdf"), ContentPart.video(bytes(), "video/mp4")),
                OptionSample.tree("[{\"type\":\"video_url\",\"video_url\":{\"url\":\"x\"}}]"));
    }

    private byte[] bytes() {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 40_000 : 300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Object search() {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("engine", pick("exa", "exa", "parallel", "perplexity", "firecrawl", "native", "auto", 5, null));
        if (random.nextBoolean()) {
            parameters.put("max_uses", pick(1, 2, 99, "3", 0, null));
        }
        if (random.nextBoolean()) {
            parameters.put("max_results", pick(1, 10, 25, 2.5, null));
        }
        return Map.of("type", "openrouter:web_search", "parameters", parameters);
    }

    private Object parser() {
        return Map.of(
                "id", "file-parser", "pdf", Map.of("engine", pick("mistral-ocr", "native", "cloudflare-ai", "new", 5)));
    }

    private Map<Object, Object> request() {
        Map<Object, Object> request = new HashMap<>();
        request.put("messages", List.of(Map.of("role", "user", "content", content())));
        if (random.nextInt(10) > 0) {
            request.put("model", random.nextInt(3) > 0 ? pick(OUTPUT.keySet().toArray()) : name());
        }
        if (random.nextInt(10) > 1) {
            request.put("max_tokens", random.nextInt(3) > 0 ? random.nextInt(1, 5_000) : number());
        }
        for (int more = random.nextInt(4); more > 0; more--) {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> request.put("n", number());
                case 3 -> request.put("max_completion_tokens", number());
                case 4, 5 ->
                    request.put(
                            "models", pick(new Object[] {name(), name()}, Arrays.asList(name()), name(), List.of()));
                case 6 ->
                    request.put(
                            "plugins", pick(List.of(Map.of("id", "web")), new Object[] {parser()}, List.of(parser())));
                case 7 ->
                    request.put(
                            "tools",
                            pick(
                                    List.of(Map.of("type", "openrouter:web_search")),
                                    List.of(search()),
                                    new Object[] {search(), search()},
                                    List.of(Map.of("type", "function", "function", Map.of("name", "f")))));
                case 8 -> request.put("reasoning", new HashMap<>(Map.of("max_tokens", pick(100, 5_000, "9", 2.5))));
                case 9 -> request.put("modalities", pick(List.of("text"), List.of("text", "image")));
                case 10 ->
                    request.put(
                            pick("best_of", "web_search_options", "temperature", "user", "max_tool_calls"),
                            pick(2, Map.of(), "x"));
                default -> request.put(pick(1, "1", "preset", "prompt"), "x");
            }
        }
        return request;
    }

    /** As a lenient service reads a number: text and lists of one are as good. */
    private static BigDecimal lenient(JsonNode node, BigDecimal otherwise) {
        if (node == null || node.isNull()) {
            return otherwise;
        }
        JsonNode value = node.isArray() && node.size() == 1 ? node.get(0) : node;
        try {
            BigDecimal number = value.isBoolean()
                    ? BigDecimal.valueOf(value.booleanValue() ? 1 : 0)
                    : new BigDecimal(value.asText().trim());
            return number.signum() <= 0 ? otherwise : number;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static BigDecimal dearest(JsonNode request) {
        List<String> names = new ArrayList<>();
        names.add(request.path("model").asText(""));
        request.path("models").forEach(model -> names.add(model.asText()));
        BigDecimal dearest = BigDecimal.ZERO;
        for (String name : names) {
            dearest = dearest.max(OUTPUT.getOrDefault(name.replaceAll(":.*", ""), BigDecimal.ZERO));
        }
        boolean preset =
                request.has("preset") || request.path("model").asText("").contains("@preset");
        return preset || dearest.signum() == 0 ? BigDecimal.ONE : dearest;
    }

    /** The most that a service can bill for these bytes, whichever way it reads what can be read in two. */
    private static BigDecimal bill(byte[] json) throws Exception {
        JsonNode request = JsonMembers.JSON.readTree(json);
        BigDecimal price = dearest(request);
        BigDecimal tokens = LONGEST;
        if (request.has("max_tokens") || request.has("max_completion_tokens")) {
            tokens = lenient(request.get("max_tokens"), BigDecimal.ZERO)
                    .max(lenient(request.get("max_completion_tokens"), BigDecimal.ZERO));
            tokens = tokens.signum() == 0 ? LONGEST : tokens;
        }
        tokens = tokens.add(lenient(request.path("reasoning").get("max_tokens"), BigDecimal.ZERO));
        BigDecimal answers =
                lenient(request.get("n"), BigDecimal.ONE).max(lenient(request.get("best_of"), BigDecimal.ONE));
        Media media = new Media();
        media.look(request.path("messages"), "");
        long searches = searches(request);
        long prompt = json.length - media.bytes + media.images * IMAGE_TOKENS + media.sound;
        if (media.documents || searches > 0) {
            prompt = Math.max(CONTEXT, json.length - media.bytes);
        }
        BigDecimal round = price.multiply(tokens)
                .multiply(answers)
                .add(input(price).multiply(BigDecimal.valueOf(prompt)))
                .add(IMAGE.multiply(BigDecimal.valueOf(media.images)));
        BigDecimal bill = round.multiply(BigDecimal.valueOf(1 + searches))
                .add(pages(request, media))
                .add(searchFee(request).multiply(BigDecimal.valueOf(searches)));
        String text = request.toString();
        for (String piece : List.of("file_id", "\"web\"", "web_search_options", ":online", "[\"text\",\"image\"]")) {
            bill = text.contains(piece) ? bill.add(PIECE.multiply(BigDecimal.TEN)) : bill;
        }
        return bill;
    }

    /** What a service finds in messages. */
    private static final class Media {
        private long bytes;
        private long images;
        private long sound;
        private boolean documents;
        private long pages;

        void look(JsonNode node, String name) {
            if (node.isTextual()) {
                found(name, node.textValue());
            } else if (node.isArray()) {
                node.forEach(element -> look(element, name));
            } else {
                node.properties()
                        .forEach(member ->
                                look(member.getValue(), member.getKey().equals("url") ? name : member.getKey()));
            }
        }

        private void found(String name, String text) {
            boolean data = text.startsWith("data:");
            if (name.equals("data")) {
                sound += text.length();
                bytes += text.length();
            } else if (name.equals("video_url")) {
                documents = true;
                bytes += data ? text.length() : 0;
            } else if (name.equals("image_url") && (!data || text.startsWith("data:image/"))) {
                images++;
                bytes += data ? text.length() : 0;
            } else if (name.equals("image_url") || name.equals("file_data")) {
                documents = true;
                bytes += data ? text.length() : 0;
                // a page of a PDF has a kilobyte at least in this world, and a parser takes no more than a thousand
                pages += data ? 1 + text.length() / 1_000 : 1_000;
            }
        }
    }

    /** A parser that nobody named may be the one that takes a price, and so may one that is not known. */
    private static BigDecimal pages(JsonNode request, Media media) {
        for (JsonNode plugin : request.path("plugins")) {
            if (plugin.path("pdf").path("engine").asText().equals("cloudflare-ai")) {
                return BigDecimal.ZERO;
            }
        }
        return PAGE.multiply(BigDecimal.valueOf(media.pages));
    }

    private static long searches(JsonNode request) {
        long searches = 0;
        for (JsonNode tool : request.path("tools")) {
            if (tool.path("type").asText().equals("openrouter:web_search")) {
                long uses = lenient(tool.path("parameters").get("max_uses"), BigDecimal.valueOf(30))
                        .longValue();
                long calls = lenient(request.get("max_tool_calls"), BigDecimal.valueOf(30))
                        .longValue();
                searches += Math.min(30, Math.min(uses, calls));
            }
        }
        return searches;
    }

    /** At the engines' own prices; the provider's own search is dearer than any of them. */
    private static BigDecimal searchFee(JsonNode request) {
        BigDecimal fee = BigDecimal.ZERO;
        for (JsonNode tool : request.path("tools")) {
            if (tool.path("type").asText().equals("openrouter:web_search")) {
                JsonNode parameters = tool.path("parameters");
                BigDecimal results = lenient(parameters.get("max_results"), BigDecimal.valueOf(5));
                BigDecimal more =
                        results.subtract(BigDecimal.TEN).max(BigDecimal.ZERO).movePointLeft(3);
                fee = fee.max(
                        switch (parameters.path("engine").asText()) {
                            case "exa" -> new BigDecimal("0.007").add(more);
                            case "parallel" -> new BigDecimal("0.005").add(more);
                            case "perplexity" -> new BigDecimal("0.005");
                            case "firecrawl" -> BigDecimal.ZERO;
                            default -> PIECE;
                        });
            }
        }
        return fee;
    }

    @Test
    void no_bill_is_higher_than_what_was_set_aside() throws Exception {
        OpenRouterConfiguration configuration = new OpenRouterConfiguration();
        configuration.setModel("a/cheap");
        RequestBinding binding = new RequestBinding(configuration, false);
        int admitted = 0;
        int media = 0;
        int searches = 0;
        for (int i = 0; i < REQUESTS; i++) {
            Map<Object, Object> request = request();
            Exchange exchange = new DefaultExchange(running.context);
            exchange.getMessage().setBody(request);
            byte[] json;
            BigDecimal reserved;
            try {
                json = RequestWriter.write(binding.bind(exchange).request());
                reserved = estimate.of(CallFacts.of(json, "key", null, null, null, null))
                        .join();
            } catch (IllegalArgumentException refused) {
                continue;
            } catch (CompletionException refused) {
                assertThat(refused.getCause()).isInstanceOf(InvalidRequestException.class);
                continue;
            }
            admitted++;
            Media found = new Media();
            found.look(JsonMembers.JSON.readTree(json).path("messages"), "");
            media += found.images > 0 || found.sound > 0 || found.documents ? 1 : 0;
            searches += searches(JsonMembers.JSON.readTree(json)) > 0 ? 1 : 0;
            assertThat(bill(json)).as("request %d: %s", i, new String(json)).isLessThanOrEqualTo(reserved);
        }
        // most are odd, and not all must be refused
        assertThat(admitted).isGreaterThan(REQUESTS / 20);
        assertThat(media).isGreaterThan(REQUESTS / 40);
        assertThat(searches).isGreaterThan(REQUESTS / 400);
    }
}
