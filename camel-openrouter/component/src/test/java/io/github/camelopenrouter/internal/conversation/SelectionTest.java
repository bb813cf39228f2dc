package io.github.camelopenrouter.internal.conversation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What of a conversation is sent along. */
class SelectionTest {
    private static final long ANY = Long.MAX_VALUE;

    private static Entry entry(String role, String content, int bytes) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("role", role);
        message.put("content", content);
        return new Entry(message, Map.of(), bytes, false, null);
    }

    private static Entry user(String content) {
        return entry("user", content, 40);
    }

    private static Entry assistant(String content) {
        return entry("assistant", content, 40);
    }

    private static Entry calls(String... ids) {
        Entry entry = entry("assistant", "", 40);
        for (String id : ids) {
            ((ObjectNode) entry.message()).withArray("tool_calls").addObject().put("id", id);
        }
        return entry;
    }

    private static Entry result(String id) {
        Entry entry = entry("tool", id, 40);
        ((ObjectNode) entry.message()).put("tool_call_id", id);
        return entry;
    }

    private static List<Entry> select(List<Entry> all, int messages) {
        return new Selection(messages, ANY, ANY).of(all, Map.of(), Set.of());
    }

    private static List<String> roles(List<Entry> entries) {
        return entries.stream().map(Entry::role).toList();
    }

    @Test
    void what_fits_stays_as_it_is() {
        List<Entry> all = List.of(user("a"), calls("1", "2"), result("2"), result("1"), assistant("b"));

        assertThat(select(all, 5)).isEqualTo(all);
    }

    @Test
    void the_oldest_question_goes_with_all_that_followed_it() {
        List<Entry> all = List.of(
                user("a"),
                calls("1"),
                result("1"),
                assistant("b"),
                user("c"),
                assistant("d"),
                user("e"),
                assistant("f"));

        assertThat(select(all, 7)).isEqualTo(all.subList(4, 8));
        assertThat(select(all, 3)).isEqualTo(all.subList(6, 8));
    }

    @Test
    void a_message_of_the_system_stays_first() {
        List<Entry> all = List.of(entry("system", "s", 40), user("a"), assistant("b"), user("c"), assistant("d"));

        assertThat(select(all, 2)).containsExactly(all.get(0), all.get(3), all.get(4));
        assertThat(select(all, 0)).containsExactly(all.get(0));
    }

    @Test
    void within_the_last_question_the_oldest_calls_go_and_the_question_stays() {
        List<Entry> all = List.of(user("a"), calls("1"), result("1"), calls("2"), result("2"), assistant("b"));

        assertThat(select(all, 4)).containsExactly(all.get(0), all.get(3), all.get(4), all.get(5));
        assertThat(select(all, 3)).containsExactly(all.get(0), all.get(5));
        assertThat(select(all, 1)).isEmpty();
    }

    @Test
    void calls_whose_results_come_with_the_message_stay_with_their_question() {
        List<Entry> all = List.of(user("a"), assistant("b"), user("c"), calls("1", "2"), result("1"));

        assertThat(new Selection(1, ANY, ANY).of(all, Map.of(), Set.of("2")))
                .containsExactly(all.get(2), all.get(3), all.get(4));
        assertThat(new Selection(100, ANY, ANY).of(all, Map.of(), Set.of())).isEqualTo(all.subList(0, 3));
    }

    @Test
    void results_without_their_call_go() {
        List<Entry> all = List.of(result("0"), user("a"), result("1"), assistant("b"), result("2"), user("c"));

        assertThat(roles(select(all, 100))).containsExactly("user", "assistant", "user");
    }

    @Test
    void tokens_and_bytes_count_with_attachments() {
        Entry image = new Entry(user("a").message(), Map.of("/content", "h"), 40, false, null);
        List<Entry> all = List.of(image, assistant("b"), user("c"), assistant("d"));

        assertThat(new Selection(100, 1_044, ANY).of(all, Map.of("h", "x".repeat(500)), Set.of()))
                .isEqualTo(all);
        assertThat(new Selection(100, 1_043, ANY).of(all, Map.of("h", "x".repeat(500)), Set.of()))
                .isEqualTo(all.subList(2, 4));
        assertThat(new Selection(100, ANY, 660).of(all, Map.of("h", "x".repeat(500)), Set.of()))
                .isEqualTo(all);
        assertThat(new Selection(100, ANY, 659).of(all, Map.of("h", "x".repeat(500)), Set.of()))
                .isEqualTo(all.subList(2, 4));
    }

    /** Anything at all, also what no service would send. */
    private static List<Entry> random(Random random) {
        List<Entry> all = new ArrayList<>();
        int messages = random.nextInt(40);
        for (int i = 0; i < messages; i++) {
            int bytes = 1 + random.nextInt(200);
            switch (random.nextInt(8)) {
                case 0 -> all.add(entry(random.nextBoolean() ? "system" : "developer", "s" + i, bytes));
                case 1, 2 -> all.add(entry("user", "u" + i, bytes));
                case 3, 4 -> all.add(entry("assistant", "a" + i, bytes));
                case 5 -> all.add(result("c" + random.nextInt(5)));
                default -> {
                    int many = 1 + random.nextInt(3);
                    String[] ids = new String[many];
                    for (int call = 0; call < many; call++) {
                        ids[call] = "c" + i + "." + call;
                    }
                    all.add(calls(ids));
                    for (String id : ids) {
                        if (random.nextInt(10) > 0) {
                            all.add(result(id));
                        }
                    }
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_a_conversation_is_what_is_sent_along_is_whole_and_within_its_limits(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            List<Entry> all = random(random);
            int most = random.nextInt(30);
            long tokens = random.nextBoolean() ? ANY : random.nextInt(600);
            Selection selection = new Selection(most, tokens, ANY);

            List<Entry> sent = selection.of(all, Map.of(), Set.of());

            int found = 0;
            for (Entry entry : all) {
                found += found < sent.size() && sent.get(found) == entry ? 1 : 0;
            }
            assertThat(found).as("in the order in which they were said").isEqualTo(sent.size());
            int first = 0;
            while (first < all.size() && all.get(first).leads()) {
                first++;
            }
            assertThat(sent.subList(0, first)).isEqualTo(all.subList(0, first));
            List<Entry> rest = sent.subList(first, sent.size());
            assertThat(rest).hasSizeLessThanOrEqualTo(most);
            assertThat(rest.stream().mapToLong(Entry::tokens).sum()).isLessThanOrEqualTo(tokens);
            assertWhole(rest);
            assertThat(selection.of(sent, Map.of(), Set.of())).isEqualTo(sent);
        }
    }

    /** No result without its call before it, and no call without its result behind it. */
    private static void assertWhole(List<Entry> entries) {
        Set<String> open = new HashSet<>();
        for (Entry entry : entries) {
            if (entry.isResult()) {
                assertThat(open.remove(entry.answers()))
                        .as("result of a call before it")
                        .isTrue();
            } else {
                assertThat(open).as("calls without a result").isEmpty();
                open.addAll(entry.calls());
            }
        }
        assertThat(open).as("calls without a result").isEmpty();
    }

    @Test
    void the_newest_of_a_conversation_stays_where_anything_does() {
        Random random = new Random(42);
        for (int i = 0; i < 500; i++) {
            List<Entry> all = random(random);
            all.add(user("last"));
            all.add(assistant("answer"));
            List<Entry> sent = select(all, 2 + random.nextInt(10));

            assertThat(sent).endsWith(all.get(all.size() - 1));
        }
    }
}
