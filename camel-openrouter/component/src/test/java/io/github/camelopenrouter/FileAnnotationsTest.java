package io.github.camelopenrouter;

import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ContentPart;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** A document is parsed, and paid, once: what the first answer told of it goes back with the next question. */
class FileAnnotationsTest {
    private static final String FILE = "{'type':'file','file':{'hash':'abc','name':'a.pdf','content':"
            + "[{'type':'text','text':'Page 1'},{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}}]}}";
    private static final String CITATION =
            "{'type':'url_citation','url_citation':{'url':'https://a.example','title':'A'}}";
    private static final byte[] PDF = "%PDF-1.4".getBytes();
    private static final ContentPart DOCUMENT = ContentPart.file("a.pdf", PDF, "application/pdf");

    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static JsonNode json(String json) {
        return OptionSample.tree(json.replace('\'', '"'));
    }

    private static JsonNode messages(Object body, Object annotations) {
        return running.sent("openrouter:completion", body, Map.of("CamelOpenRouterFileAnnotations", annotations))
                .json()
                .get("messages");
    }

    @Test
    void an_answer_goes_back_with_its_annotations_as_they_came() {
        running.answerAlike();
        String annotations = ("[" + FILE + "," + CITATION + "]").replace('\'', '"');
        running.simulator.replyWith(request -> Reply.json(RunningContext.ANSWER.replace(
                "\"content\":\"Paris\"", "\"content\":\"Paris\",\"annotations\":" + annotations)));
        ChatMessage question = ChatMessage.user(List.of(ContentPart.text("Sum up"), DOCUMENT));

        ChatMessage answer = running.send("openrouter:completion?output=message", List.of(question))
                .getMessage()
                .getBody(ChatMessage.class);
        JsonNode messages = running.sent(
                        "openrouter:completion", List.of(question, answer, ChatMessage.user("And page 2?")), Map.of())
                .json()
                .get("messages");

        assertThat(messages.at("/1/annotations")).isEqualTo(json(annotations));
        assertThat(messages.at("/0/content/1/file/file_data").textValue())
                .isEqualTo("data:application/pdf;base64," + Base64.getEncoder().encodeToString(PDF));
    }

    static List<Object> annotations() {
        return List.of(
                ("[" + FILE + "," + CITATION + "]").replace('\'', '"'),
                json("[" + CITATION + "," + FILE + "]"),
                List.of(json(FILE)),
                List.of(FILE.replace('\'', '"')),
                List.of(Map.of(
                        "type",
                        "file",
                        "file",
                        Map.of(
                                "hash",
                                "abc",
                                "name",
                                "a.pdf",
                                "content",
                                json(FILE).at("/file/content")))));
    }

    @ParameterizedTest
    @MethodSource("annotations")
    void a_header_puts_those_of_files_on_the_answer_before_the_question(Object annotations) {
        JsonNode messages = messages(
                List.of(
                        ChatMessage.user(List.of(ContentPart.text("Sum up"), DOCUMENT)),
                        ChatMessage.assistant("It is about foxes."),
                        ChatMessage.user("And page 2?")),
                annotations);

        assertThat(messages).hasSize(3);
        assertThat(messages.at("/1/content").textValue()).isEqualTo("It is about foxes.");
        assertThat(messages.at("/1/annotations")).isEqualTo(json("[" + FILE + "]"));
    }

    @Test
    void a_question_about_a_document_without_an_answer_before_it_becomes_a_conversation() {
        JsonNode messages = messages(
                List.of(ChatMessage.system("S"), ChatMessage.user(List.of(ContentPart.text("Sum up"), DOCUMENT))),
                json("[" + FILE + "]"));

        assertThat(messages)
                .isEqualTo(json("[{'role':'system','content':'S'},"
                        + "{'role':'user','content':[{'type':'file','file':{'filename':'a.pdf','file_data':"
                        + "'data:application/pdf;base64," + Base64.getEncoder().encodeToString(PDF) + "'}}]},"
                        + "{'role':'assistant','content':'I have read the files.','annotations':[" + FILE + "]},"
                        + "{'role':'user','content':[{'type':'text','text':'Sum up'}]}]"));
    }

    @Test
    void nothing_changes_where_no_file_was_told_of_or_none_is_sent() {
        JsonNode question = json("[{'role':'user','content':'Hi'}]");

        assertThat(messages("Hi", "[]")).isEqualTo(question);
        assertThat(messages("Hi", json("[" + CITATION + "]"))).isEqualTo(question);
        assertThat(messages("Hi", json("[" + FILE + "]"))).isEqualTo(question);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "[", "text", "[\"{\"]"})
    void what_is_no_list_of_annotations_is_refused_and_not_repeated(String header) {
        running.answerAlike();

        Exchange exchange =
                running.send("openrouter:completion", "Hi", Map.of("CamelOpenRouterFileAnnotations", header));

        assertThat(running.simulator.requests()).isEmpty();
        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("The header CamelOpenRouterFileAnnotations");
    }
}
