package io.github.camelopenrouter.internal.structured;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.OpenRouterInvalidElement;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.internal.call.FakeTransport;
import io.github.camelopenrouter.internal.call.OfflineEngine;
import io.github.camelopenrouter.model.ElementStream;
import io.github.camelopenrouter.model.StreamElement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Streams of any documents, cut after any byte or damaged by chance: the elements that were whole, and then one failure. */
class CutElementsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> DAMAGE = List.of(
            "null",
            "{}",
            "[]",
            "\"",
            "\\",
            "\\u12",
            "}",
            "]",
            ",",
            ":",
            "[".repeat(300),
            "{\"a\":".repeat(300),
            "1e99999",
            "1e999999999999",
            "9".repeat(2_000),
            "0." + "1".repeat(900),
            "NaN",
            "\u0000",
            "\uD83D",
            "```",
            "```json\n",
            "{\"slides\":[1]}",
            "\"slides\":[",
            "\"a\":1,\"a\":2,",
            "-",
            "tru",
            "/* */",
            "\uFEFF");

    /** What the elements of some documents are read as. */
    public record Thing(String title, Integer a, List<Thing> slides, Map<String, Object> b) {}

    private final OfflineEngine engine = new OfflineEngine();

    @AfterEach
    void close() {
        engine.close();
    }

    /** What a reader saw. */
    private record Read(List<String> elements, String whole, String failure) {}

    private Read read(FakeTransport transport, ElementFormat format) {
        List<String> elements = new ArrayList<>();
        try (ElementStream stream =
                engine.<ReadElementStream>open(transport, opening -> ElementFeed.of(opening, Runnable::run, format))) {
            while (stream.hasNext()) {
                StreamElement part = stream.next();
                if (part.last()) {
                    return new Read(elements, String.valueOf(part.value()), null);
                }
                elements.add(part.pointer() + "#" + part.index() + " " + part.value());
            }
        } catch (OpenRouterException failure) {
            assertThat(failure.getOutcome()).isIn(Outcome.PARTIAL, Outcome.UNKNOWN, Outcome.REJECTED);
            return new Read(
                    elements,
                    null,
                    failure.getClass().getSimpleName() + " " + failure.getErrorType() + " " + failure.getPartialText());
        }
        throw new AssertionError("neither a whole object nor a failure");
    }

    private static ElementFormat format(OpenRouterInvalidElement invalid, AnswerTarget target, ObjectNode schema) {
        AnswerSchema checked = schema == null ? null : CheckedSchema.of(schema);
        return ElementFormat.of(
                ElementPointers.of("/slides,/a,/b,/slides/*/a"),
                invalid,
                new AnswerFormat(null, checked, true, target));
    }

    private static byte[] events(List<String> pieces) throws JsonProcessingException {
        StringBuilder events = new StringBuilder();
        for (String piece : pieces) {
            ObjectNode event = MAPPER.createObjectNode().put("id", "gen-1");
            event.putArray("choices")
                    .addObject()
                    .put("index", 0)
                    .putObject("delta")
                    .put("content", piece);
            // half a character stays half a character, as an escape
            events.append("data: ")
                    .append(MAPPER.writer()
                            .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                            .writeValueAsString(event))
                    .append("\n\n");
        }
        return events.append(
                        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_stream_cut_after_any_byte_has_the_same_elements_and_the_same_failure_in_any_reads() throws Exception {
        ElementFormat format = format(OpenRouterInvalidElement.fail, AnswerTarget.JSON, null);
        int found = 0;
        for (int seed = 0; seed < 25; seed++) {
            RandomJson random = new RandomJson(seed);
            String json = random.document();
            byte[] bytes = events(random.pieces(json));
            Read whole = read(FakeTransport.sse(bytes), format);
            int before = 0;
            for (int cut = 0; cut < bytes.length; cut += 1 + cut % 3) {
                FakeTransport transport = FakeTransport.sse(Arrays.copyOf(bytes, cut));
                FakeTransport reset = transport.thenBroken();
                Read read = read(transport, format);

                int count = read.elements().size();
                assertThat(count).as(json).isBetween(before, whole.elements().size());
                assertThat(read.elements()).as(json).isEqualTo(whole.elements().subList(0, count));
                before = count;
                assertThat(read(transport.inReadsOf(1 + cut % 7), format))
                        .as(json)
                        .isEqualTo(read);
                Read broken = read(reset, format);
                assertThat(broken.elements()).as(json).isEqualTo(read.elements());
                assertThat(broken.failure() == null).as(json).isEqualTo(read.failure() == null);
                found += before;
            }
        }
        assertThat(found).isGreaterThan(1_000);
    }

    @Test
    void whatever_the_model_writes_ends_in_the_whole_object_or_in_a_typed_failure() {
        ObjectNode schema = MAPPER.createObjectNode().put("type", "object");
        schema.putObject("properties")
                .putObject("slides")
                .put("type", "array")
                .putObject("items")
                .put("type", "object");
        AnswerTarget thing = AnswerTarget.of(MAPPER.constructType(Thing.class), MAPPER);
        AnswerTarget map = AnswerTarget.map(MAPPER);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            int ended = 0;
            int failed = 0;
            for (int seed = 0; seed < 3_000; seed++) {
                Random chance = new Random(seed * 0x9E3779B97F4A7C15L);
                RandomJson random = new RandomJson(seed);
                StringBuilder text = new StringBuilder(random.document());
                for (int i = chance.nextInt(3); i > 0; i--) {
                    int from = chance.nextInt(text.length());
                    int to = Math.min(text.length(), from + chance.nextInt(4));
                    text.replace(from, to, DAMAGE.get(chance.nextInt(DAMAGE.size())));
                }
                OpenRouterInvalidElement invalid = OpenRouterInvalidElement.values()[chance.nextInt(4)];
                AnswerTarget target = List.of(thing, map, AnswerTarget.JSON).get(chance.nextInt(3));
                ElementFormat format = format(invalid, target, chance.nextBoolean() ? schema : null);

                Read read = read(FakeTransport.sse(events(random.pieces(text.toString()))), format);

                ended += read.failure() == null ? 1 : 0;
                failed += read.failure() == null ? 0 : 1;
            }
            assertThat(ended).isGreaterThan(500);
            assertThat(failed).isGreaterThan(500);
        });
    }

    @Test
    void the_object_so_far_of_whatever_the_model_writes_ends_in_the_whole_or_in_a_typed_failure() {
        AnswerTarget thing = AnswerTarget.of(MAPPER.constructType(Thing.class), MAPPER);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int seed = 0; seed < 1_000; seed++) {
                Random chance = new Random(seed * 0x9E3779B97F4A7C15L);
                RandomJson random = new RandomJson(seed);
                StringBuilder text = new StringBuilder(random.document());
                for (int i = chance.nextInt(3); i > 0; i--) {
                    int from = chance.nextInt(text.length());
                    text.insert(from, DAMAGE.get(chance.nextInt(DAMAGE.size())));
                }
                AnswerTarget target = chance.nextBoolean() ? thing : AnswerTarget.JSON;
                PartialFeed.Format format = new PartialFeed.Format(new AnswerFormat(null, null, true, target), 0);
                FakeTransport transport = FakeTransport.sse(events(random.pieces(text.toString())));
                try (ElementStream stream = engine.<ReadElementStream>open(
                        transport, opening -> PartialFeed.of(opening, Runnable::run, null, format))) {
                    assertThat(stream.rest().last()).isTrue();
                } catch (OpenRouterException failure) {
                    assertThat(failure.getErrorType()).startsWith("answer_");
                }
            }
        });
    }
}
