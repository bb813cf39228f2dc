package io.github.camelopenrouter.internal.call;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'index':0,'message':'Hello','finish_reason':'stop'} | Hello",
                "{'index':0,'text':'Hello','finish_reason':'stop'} | Hello",
                "{'text':'no','message':{'content':'Hello'}} | Hello",
                "{'message':{'content':'Hello'},'text':'no'} | Hello",
                "{'index':1,'message':{'content':'no'}},{'index':0,'message':{'content':'Hello'}} | Hello",
                "{'index':0,'message':{'content':'Hello'}},{'index':0,'message':{'content':'no'}} | Hello",
                "{'message':{'content':null},'finish_reason':'stop'} | ^^",
            })
    void the_text_is_that_of_the_first_choice_in_whatever_form(String choices, String text) {
        FakeTransport answer = FakeTransport.json(("{'id':'gen-1','choices':[" + choices + "]}").replace('\'', '"'));

        assertThat(ENGINE.complete(answer).response().text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'index':0}",
                "{'message':{}}",
                "{'message':null}",
                "{'message':{'role':'assistant'}}",
                "7"
            })
    void choices_that_say_nothing_at_all_are_no_answer(String choice) {
        FakeTransport answer = FakeTransport.json(("{'choices':[" + choice + "]}").replace('\'', '"'));

        OpenRouterException failure = ENGINE.complete(answer).failure();

        assertThat(failure.getErrorType()).isEqualTo("empty_response");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'choices':null", "'choices':[]", "'choices':{}", "'choices':[{'finish_reason':'error'}]"})
    void what_was_billed_was_not_rejected(String choices) {
        String json = "{'id':'gen-1'," + choices + ",'usage':{'prompt_tokens':7,'completion_tokens':13}}";

        OpenRouterException failure =
                ENGINE.complete(FakeTransport.json(json.replace('\'', '"'))).failure();

        assertThat(failure.getOutcome()).isEqualTo(Outcome.PARTIAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'problem':'overloaded'}", "{'choices':[],'notice':{'kind':7}}"})
    void behind_an_event_that_is_no_piece_of_an_answer_a_finish_reason_is_needed(String event) {
        String begin = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n";
        String end = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
        String done = "data: [DONE]\n\n";
        String riddle = "data: " + event.replace('\'', '"') + "\n\n";

        assertThat(ENGINE.complete(FakeTransport.sse(begin + done)).response().text())
                .isEqualTo("Hello");
        assertThat(ENGINE.complete(FakeTransport.sse(riddle + begin + end + done))
                        .response()
                        .text())
                .isEqualTo("Hello");
        assertThat(ENGINE.complete(FakeTransport.sse(begin + riddle + done)).failure())
                .hasMessageContaining("no piece of an answer")
                .extracting(OpenRouterException::getOutcome)
                .isEqualTo(Outcome.PARTIAL);
    }
}
