package io.github.camelopenrouter.internal.structured;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterInvalidElement;
import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.CallListener;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.StreamElement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the feeds of objects make of events, and when they give their bytes back. */
class FeedsTest {
    private static final AnswerFormat JSON = new AnswerFormat(null, null, true, AnswerTarget.JSON);
    private static final int EVENT = 300;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private ReadElementStream stream;
    private int events;
    private int given;
    private int released;

    private final StreamOpening<ReadElementStream> opening = new StreamOpening<>() {
        @Override
        public void opened(ReadElementStream opened, String generationId) {
            stream = opened;
        }

        @Override
        public void failed(OpenRouterException failure) {
            throw failure;
        }

        @Override
        public void ended() {
            // nobody waits for it here
        }
    };

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    private ElementFeed elements(OpenRouterInvalidElement invalid) {
        ElementFormat format = ElementFormat.of(ElementPointers.of("/a"), invalid, JSON);
        ElementFeed feed = ElementFeed.of(opening, Runnable::run, format);
        feed.content("gen-1");
        return feed;
    }

    private void event(CallListener feed, String text) {
        events++;
        feed.event(text, null, new byte[0], 0, EVENT, bytes -> {
            given++;
            released += bytes;
        });
    }

    private static ChatResponse answer(String text) {
        ChatChoice choice = new ChatChoice(ChatMessage.assistant(text), "stop", null);
        return new ChatResponse("gen-1", null, null, null, List.of(choice), null, null, Map.of());
    }

    @Test
    void an_event_without_an_element_counts_as_read_and_its_bytes_are_held_with_the_element() {
        ElementFeed feed = elements(OpenRouterInvalidElement.fail);
        event(feed, "{\"a\":[{\"b\":");
        event(feed, "1");

        assertThat(given).isEqualTo(2);
        assertThat(released).isZero();

        event(feed, "},{\"b\":");
        assertThat(given).isEqualTo(2);
        assertThat(stream.next().value()).hasToString("{\"b\":1}");
        assertThat(given).isEqualTo(3);
        assertThat(released).isEqualTo(3 * EVENT);
    }

    @Test
    void a_long_element_does_not_use_up_the_connections_window() {
        ElementFeed feed = elements(OpenRouterInvalidElement.fail);
        event(feed, "{\"a\":[\"");
        for (int i = 0; i < 1_000; i++) {
            event(feed, "x");
        }

        assertThat(given).isEqualTo(events);
        assertThat(events * EVENT - released).isLessThanOrEqualTo(16 * 1024);
    }

    @Test
    void every_event_is_given_back_once_whatever_it_completes() {
        for (int seed = 0; seed < 200; seed++) {
            events = 0;
            given = 0;
            released = 0;
            Random random = new Random(seed * 31L);
            ElementFeed feed = elements(OpenRouterInvalidElement.fail);
            String text = "{\"a\":[1,[2],{\"b\":3},\"4\",[[5]]],\"c\":0}";
            for (int from = 0; from < text.length(); ) {
                int to = Math.min(text.length(), from + random.nextInt(8));
                event(feed, text.substring(from, to));
                from = to;
            }
            feed.completed(answer(text));
            List<String> values = new ArrayList<>();
            while (stream.hasNext()) {
                values.add(stream.next().value().toString());
            }

            assertThat(values).containsExactly("1", "[2]", "{\"b\":3}", "\"4\"", "[[5]]", text);
            assertThat(given).isEqualTo(events);
        }
    }

    @Test
    void what_follows_an_invalid_element_is_given_back_as_if_it_was_read() {
        ElementFeed feed = elements(OpenRouterInvalidElement.fail);
        event(feed, "{\"a\":[1,{\"b\":1,\"b\":2},");
        event(feed, "3,4,");
        event(feed, "5]}");
        feed.completed(answer("{\"a\":[]}"));

        assertThat(stream.next().value()).hasToString("1");
        assertThatThrownBy(stream::next).isInstanceOf(InvalidAnswerException.class);
        assertThat(given).isEqualTo(events);
        assertThat(released).isEqualTo(events * EVENT);
    }

    @Test
    void a_reader_that_is_slow_gets_the_newest_state_and_none_in_between() {
        PartialFeed feed = PartialFeed.of(opening, Runnable::run, timer, new PartialFeed.Format(JSON, 0));
        feed.content("gen-1");
        event(feed, "{\"n\":[0,");
        assertThat(stream.next().value()).hasToString("{\"n\":[0]}");
        for (int i = 1; i < 100; i++) {
            event(feed, i + ",");
        }

        StreamElement next = stream.next();
        assertThat(((JsonNode) next.value()).path("n").size()).isEqualTo(100);
        assertThat(next.index()).isEqualTo(1);
        assertThat(given).isEqualTo(events);
        assertThat(released).isEqualTo(events * EVENT);
    }

    @Test
    void what_an_attempt_said_that_was_given_up_is_in_no_state() {
        PartialFeed feed = PartialFeed.of(opening, Runnable::run, timer, new PartialFeed.Format(JSON, 0));
        event(feed, "{\"n\":[0,");
        feed.again();
        feed.content("gen-2");
        event(feed, "{\"m\":[1,");

        assertThat(stream.next().value()).hasToString("{\"m\":[1]}");
    }
}
