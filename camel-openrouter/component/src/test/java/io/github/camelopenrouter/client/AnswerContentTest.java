package io.github.camelopenrouter.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.model.ChatResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What an answer is, its content tells: the head may say anything. */
class AnswerContentTest {
    private static final OfflineEngine ENGINE = new OfflineEngine();
    private static final String EVENTS =
            "data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\n"
                    + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"}]}\n\n"
                    + "data: [DONE]\n\n";
    private static final String WHOLE =
            "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}";

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    static Stream<Arguments> contents() {
        List<Arguments> all = new ArrayList<>();
        for (String type : new String[] {
            null, "", "text/event-stream", "text/plain", "application/octet-stream", "application/json", "text/html"
        }) {
            for (String before : List.of("", "\uFEFF", "\n  \r\n", " \uFEFF\n", "\uFEFF\uFEFF")) {
                all.add(arguments(type, before + EVENTS));
                all.add(arguments(type, before + ": PROCESSING\n\n" + EVENTS));
                all.add(arguments(type, before + ":\n\n" + EVENTS));
                all.add(arguments(type, before + "event: message\n" + EVENTS));
                all.add(arguments(type, before + "id: 1\n" + EVENTS));
                all.add(arguments(type, before + "retry: 10\n" + EVENTS));
                all.add(arguments(type, before + "data\n\n" + EVENTS));
                all.add(arguments(type, before + WHOLE));
                all.add(arguments(type, before + WHOLE + "\r\n \n"));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("contents")
    void events_and_json_are_known_by_their_content(String contentType, String body) {
        FakeTransport answer = FakeTransport.of(200, contentType, body);

        for (FakeTransport cut : List.of(answer, answer.inReadsOf(1), answer.inReadsOf(3))) {
            ChatResponse pulled = ENGINE.read(cut);
            assertThat(pulled.text()).isEqualTo("Hello");
            assertThat(pulled.id()).isEqualTo("gen-1");
            assertThat(ENGINE.complete(cut).response()).isEqualTo(pulled);
        }
    }
}
