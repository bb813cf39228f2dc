package io.github.camelopenrouter.internal.structured;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.github.camelopenrouter.internal.wire.TextPieces;
import io.github.camelopenrouter.model.Violation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ElementScannerTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private final List<ElementScanner.Element> elements = new ArrayList<>();
    private final List<Violation> broken = new ArrayList<>();

    private ElementScanner scanner(String pointers) {
        return new ElementScanner(ElementPointers.of(pointers), new ElementScanner.Found() {
            @Override
            public void element(ElementScanner.Element element) {
                elements.add(element);
            }

            @Override
            public void broken(Violation why) {
                broken.add(why);
            }
        });
    }

    private List<String> seen() {
        return elements.stream()
                .map(element -> element.pointer() + "#" + element.index() + " " + element.value())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"slides\":[{\"a\":[1]}              | {\"a\":[1]}",
                "{\"slides\":[[1,2]                    | [1,2]",
                "{\"slides\":[\"x]\"                   | \"x]\"",
                "{\"title\":\"[\",\"slides\":[[{}]     | [{}]",
                "{\"slides\":[12,                      | 12",
                "{\"slides\":[12]                      | 12",
                "{\"slides\":[true,                    | true",
                "{\"slides\":[null]                    | null"
            })
    void an_element_is_there_with_its_last_character_and_not_before(String json, String element) {
        ElementScanner scanner = scanner("/slides");
        for (int i = 0; i < json.length(); i++) {
            assertThat(elements).isEmpty();
            scanner.feed(json.substring(i, i + 1));
        }

        assertThat(seen()).containsExactly("/slides#0 " + element);
    }

    @Test
    void elements_of_several_and_of_nested_arrays_say_where_they_belong() {
        scanner("/chapters/*/sections,/notes,/chapters")
                .feed(
                        "{\"notes\":[1],\"chapters\":[{\"sections\":[\"a\",\"b\"]},{\"sections\":[\"c\"]}],\"more\":[2]}");

        assertThat(seen())
                .containsExactly(
                        "/notes#0 1",
                        "/chapters/0/sections#0 \"a\"",
                        "/chapters/0/sections#1 \"b\"",
                        "/chapters#0 {\"sections\":[\"a\",\"b\"]}",
                        "/chapters/1/sections#0 \"c\"",
                        "/chapters#1 {\"sections\":[\"c\"]}");
        assertThat(elements)
                .extracting(ElementScanner.Element::shared)
                .containsExactly(false, true, true, false, true, false);
        assertThat(elements).extracting(ElementScanner.Element::array).containsExactly(1, 0, 0, 2, 0, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a~1b/m~0n   | {\"a/b\":{\"m~n\":[7]}}   | /a~1b/m~0n#0 7",
                "/            | {\"\":[7]}                | /#0 7",
                "/a/1         | {\"a\":[[5],[7]]}         | /a/1#0 7",
                "/a/1         | {\"a\":{\"1\":[7]}}       | /a/1#0 7",
                "/a/*/*       | {\"a\":[[[7]]]}           | /a/0/0#0 7",
                "$            | [7]                       | #0 7",
                "/*           | [[7]]                     | /0#0 7",
                "/a           | {\"b\":{\"a\":[5]},\"a\":[7]} | /a#0 7"
            })
    void any_pointer_names_an_array(String pointer, String json, String element) {
        scanner(pointer).feed(json);

        assertThat(seen()).containsExactly(element);
        assertThat(broken).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "slides", "/a,", "/a,/a", "/a~2", "/a~", "$/a"})
    void what_is_no_list_of_pointers_is_refused(String list) {
        assertThatThrownBy(() -> ElementPointers.of(list)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```json\n%s\n```",
                "Here are the slides [as you asked]:\n\n%s",
                "Here they are {all of them}: %s\nAnything else? {}",
                "\uFEFF %s"
            })
    void words_and_fences_around_the_json_are_passed_over(String words) {
        String text = words.formatted("{\"slides\":[{\"n\":1},{\"n\":2}]}");
        for (int length = 1; length <= text.length(); length++) {
            elements.clear();
            ElementScanner scanner = scanner("/slides");
            for (int from = 0; from < text.length(); from += length) {
                scanner.feed(text.substring(from, Math.min(text.length(), from + length)));
            }

            assertThat(seen()).containsExactly("/slides#0 {\"n\":1}", "/slides#1 {\"n\":2}");
        }
        assertThat(broken).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"slides\":[1,2,x]}                     | : json",
                "{\"slides\":[1,2],\"slides\":[3]}        | /slides: uniqueKeys",
                "{\"slides\":[1,2],\"deep\":{\"a\":]}}    | : json"
            })
    void elements_before_the_fault_are_found_and_none_behind_it(String json, String why) {
        ElementScanner scanner = scanner("/slides");
        scanner.feed(json);
        scanner.feed("{\"slides\":[4]}");

        assertThat(seen()).containsExactly("/slides#0 1", "/slides#1 2");
        assertThat(broken).singleElement().asString().startsWith(why.startsWith(":") ? "the whole" + why : why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"slides\":{\"a\":[1]}}",
                "Here {it} is: {\"slides\":{}}",
                "{\"slides\":\"none\"}",
                "{\"slides\":7}"
            })
    void what_stands_in_the_place_of_an_array_is_not_taken_for_an_empty_one(String json) {
        scanner("/slides").feed(json);

        assertThat(elements).isEmpty();
        assertThat(broken).containsExactly(new Violation("/slides", "type", "array"));
    }

    @Test
    void null_and_nothing_are_arrays_without_elements() {
        scanner("/slides,/notes").feed("{\"slides\":null}");

        assertThat(elements).isEmpty();
        assertThat(broken).isEmpty();
    }

    @Test
    void an_element_with_a_member_twice_is_found_and_says_so() {
        scanner("/a/*/b,/a").feed("{\"a\":[{\"b\":[{\"c\":1,\"c\":2}]},{\"b\":[3]}]}");

        assertThat(elements.get(0).violations()).extracting(Violation::pointer).containsExactly("/a/0/b/0/c");
        assertThat(elements.get(1).violations()).extracting(Violation::pointer).containsExactly("/a/0/b/0/c");
        assertThat(elements.get(2).violations()).isEmpty();
        assertThat(elements.get(3).violations()).isEmpty();
        assertThat(broken).isEmpty();
    }

    @Test
    void no_element_is_valid_because_many_before_it_were_not() {
        String twice = "{\"c\":1,\"c\":2},";
        scanner("/a/*/b,/a").feed("{\"a\":[{\"b\":[" + twice.repeat(300) + "3]},{\"b\":[4]}]}");

        assertThat(elements).hasSize(304);
        assertThat(elements.subList(0, 300))
                .noneMatch(element -> element.violations().isEmpty());
        assertThat(elements.get(300).violations()).isEmpty();
        assertThat(elements.get(301).violations()).hasSizeBetween(1, 100);
        assertThat(elements.subList(302, 304))
                .allMatch(element -> element.violations().isEmpty());
    }

    @Test
    void numbers_are_exact_and_those_beyond_all_bounds_are_faults() {
        scanner("$")
                .feed(
                        "[0.1000000000000000055511151231257827,123456789012345678901234567890,1.0,1e999999999,1e99999999999]");

        assertThat(elements.get(0).value().decimalValue())
                .isEqualTo(new BigDecimal("0.1000000000000000055511151231257827"));
        assertThat(elements.get(1).value().bigIntegerValue()).hasToString("123456789012345678901234567890");
        assertThat(elements.get(2).value()).hasToString("1.0");
        assertThat(elements.subList(0, 3))
                .allMatch(element -> element.violations().isEmpty());
        assertThat(elements.subList(3, 5))
                .allMatch(element -> element.violations().size() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":", "{\"a\":[{\"", "{", "{\"", "\"{", "{}", "[]", "1"})
    void whatever_is_repeated_without_end_is_read_in_a_moment(String part) {
        ElementScanner scanner = scanner("/a,$,/a/*/a");
        String piece = part.repeat(500);
        for (int i = 0; i < 2_000; i++) {
            scanner.feed(piece);
        }

        assertThat(broken).hasSizeLessThan(2);
    }

    @Test
    void reading_an_answer_costs_what_it_is_long() {
        allocated(100);
        long some = allocated(1_000);
        long many = allocated(16_000);

        assertThat(elements).hasSize(17_100);
        assertThat(many).isLessThan(20 * some);
    }

    /** How many bytes it takes to find so many elements that come in small pieces. */
    private long allocated(int count) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        ElementScanner scanner = scanner("/slides");
        scanner.feed("{\"slides\":[");
        for (int i = 0; i < count; i++) {
            scanner.feed("{\"title\":");
            scanner.feed("\"a title\",");
            scanner.feed("\"minutes\":3},");
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void what_was_read_before_the_text_begins_anew_counts_for_nothing() {
        ElementScanner scanner = scanner("/a");
        scanner.feed("{\"a\":[1,[2,");
        scanner.clear();
        scanner.feed("{\"a\":[3,[4,x");
        scanner.clear();
        scanner.feed("{\"a\":[[5]]}");

        assertThat(seen()).containsExactly("/a#0 1", "/a#0 3", "/a#0 [5]");
    }

    // ---- any document, in any pieces, cut anywhere

    private static final String OF_OBJECTS = "/slides,/a,/a/*/b,/slides/*/a,/b,/title";
    private static final String OF_ARRAYS = "$,/*,/*/slides,/*/a,/1/b";

    private static String pointers(String json) {
        return json.startsWith("[") ? OF_ARRAYS : OF_OBJECTS;
    }

    @Test
    void any_document_in_any_pieces_has_the_same_elements() throws IOException {
        int found = 0;
        for (int seed = 0; seed < 5_000; seed++) {
            RandomJson random = new RandomJson(seed);
            String json = random.document();
            elements.clear();
            ElementScanner scanner = scanner(pointers(json));
            TextPieces whole = new TextPieces();
            for (String piece : random.pieces(json)) {
                scanner.feed(whole.next(piece));
            }

            if (broken.isEmpty()) {
                assertThat(seen()).as(json).isEqualTo(flat(expected(json)));
            } else {
                // an object or a text in the place of an array
                assertThat(broken)
                        .singleElement()
                        .extracting(Violation::keyword)
                        .isEqualTo("type");
                assertThat(seen()).as(json).isEqualTo(flat(expected(json)).subList(0, elements.size()));
                broken.clear();
            }
            found += elements.size();
        }
        assertThat(found).isGreaterThan(2_000);
    }

    @Test
    void a_document_that_is_cut_anywhere_has_the_elements_that_were_whole() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            String json = new RandomJson(seed).document();
            TreeMap<Integer, List<String>> expected = expected(json);
            for (int cut = 0; cut <= json.length(); cut++) {
                elements.clear();
                scanner(pointers(json)).feed(new TextPieces().next(json.substring(0, cut)));
                if (!broken.isEmpty()) {
                    broken.clear();
                    break;
                }
                assertThat(seen()).as(json.substring(0, cut)).isEqualTo(flat(expected.headMap(cut, true)));
            }
        }
    }

    /** What Jackson finds in the whole document, by the number of characters with which it is complete. */
    private static TreeMap<Integer, List<String>> expected(String json) throws IOException {
        TreeMap<Integer, List<String>> found = new TreeMap<>();
        List<String> ways = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        JsonNode tree = MAPPER.readTree(json);
        try (JsonParser parser = MAPPER.createParser(json)) {
            String name = null;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                    continue;
                }
                boolean begins = token.isStructStart();
                if (token.isStructEnd()) {
                    ways.remove(ways.size() - 1);
                    indexes.remove(indexes.size() - 1);
                }
                int depth = ways.size();
                String array = depth == 0 ? null : ways.get(depth - 1);
                String way = depth == 0
                        ? ""
                        : parser.getParsingContext().getParent() != null && indexes.get(depth - 1) >= 0
                                ? array + "/" + indexes.get(depth - 1)
                                : null;
                if (begins) {
                    String own =
                            depth == 0 ? "" : indexes.get(depth - 1) >= 0 ? way : ElementPointers.step(array, name);
                    ways.add(own);
                    indexes.add(token == JsonToken.START_ARRAY ? 0 : Integer.MIN_VALUE);
                    continue;
                }
                if (depth > 0 && indexes.get(depth - 1) >= 0) {
                    int index = indexes.get(depth - 1);
                    if (named(json, array)) {
                        boolean grows = token.isScalarValue() && token != JsonToken.VALUE_STRING;
                        // the whole text of a string is read with the token that it is
                        parser.finishToken();
                        int end = (int) parser.currentLocation().getCharOffset() + (grows ? 1 : 0);
                        found.computeIfAbsent(end, none -> new ArrayList<>())
                                .add(array + "#" + index + " " + tree.at(array + "/" + index));
                    }
                    indexes.set(depth - 1, index + 1);
                }
            }
        }
        return found;
    }

    private static List<String> flat(SortedMap<Integer, List<String>> found) {
        return found.values().stream().flatMap(List::stream).toList();
    }

    private static boolean named(String json, String array) {
        return Collections.max(List.of(pointers(json).replace("$", "").split(",", -1)).stream()
                        .map(pointer -> array.matches(pointer.replace("*", "\\d+")) ? 1 : 0)
                        .toList())
                > 0;
    }
}
