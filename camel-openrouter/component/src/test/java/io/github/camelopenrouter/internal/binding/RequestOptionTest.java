package io.github.camelopenrouter.internal.binding;

import java.util.List;
import java.util.Map;

import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OptionSample;
import io.github.camelopenrouter.RunningContext;
import io.github.camelopenrouter.simulator.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** Every option at every place where it may be set, read back from what was sent. */
class RequestOptionTest {
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    static List<OptionSample> samples() {
        return OptionSample.ALL;
    }

    static List<OptionSample> jsonSamples() {
        return samples().stream()
                .filter(sample -> sample.requestOption().httpHeader() == null)
                .toList();
    }

    @Test
    void every_option_has_a_sample() {
        assertThat(samples())
                .extracting(OptionSample::option)
                .containsExactlyInAnyOrderElementsOf(
                        RequestOption.ALL.stream().map(RequestOption::name).toList());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void an_endpoint_option_lands_in_the_request(OptionSample sample) {
        RecordedRequest request = running.sent("openrouter:completion?" + sample.inUri(true));

        assertThat(found(sample, request)).isEqualTo(OptionSample.tree(sample.json()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_component_option_lands_in_the_request(OptionSample sample) {
        configured(sample, true);

        assertThat(found(sample, running.sent(sample.option() + ":completion")))
                .isEqualTo(OptionSample.tree(sample.json()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_header_of_its_own_type_lands_in_the_request(OptionSample sample) {
        Map<String, Object> headers = Map.of(sample.requestOption().header(), sample.typed());
        RecordedRequest request = running.sent("openrouter:completion", "hello", headers);

        assertThat(found(sample, request)).isEqualTo(OptionSample.tree(sample.json()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_header_as_text_wins_over_the_endpoint(OptionSample sample) {
        Object value = sample.isMap() ? sample.typed() : sample.text();
        Map<String, Object> headers = Map.of(sample.requestOption().header(), value);
        RecordedRequest request = running.sent("openrouter:completion?" + sample.inUri(false), "hello", headers);

        assertThat(found(sample, request)).isEqualTo(OptionSample.tree(sample.json()));
    }

    @ParameterizedTest
    @MethodSource("jsonSamples")
    void a_header_wins_over_the_request_in_the_body(OptionSample sample) {
        Map<String, Object> headers = Map.of(sample.requestOption().header(), sample.typed());
        RecordedRequest request = running.sent("openrouter:completion", sample.inBody(false), headers);

        assertThat(found(sample, request)).isEqualTo(OptionSample.tree(sample.json()));
    }

    @ParameterizedTest
    @MethodSource("jsonSamples")
    void the_request_in_the_body_wins_over_the_endpoint(OptionSample sample) {
        RecordedRequest request =
                running.sent("openrouter:completion?" + sample.inUri(false), sample.inBody(true), Map.of());

        assertThat(found(sample, request)).isEqualTo(OptionSample.tree(sample.json()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void the_endpoint_wins_over_the_component(OptionSample sample) {
        configured(sample, false);

        assertThat(found(sample, running.sent(sample.option() + "-other:completion?" + sample.inUri(true))))
                .isEqualTo(OptionSample.tree(sample.json()));
    }

    private static void configured(OptionSample sample, boolean first) {
        running.component(sample.option() + (first ? "" : "-other"), component -> {
            component.getConfiguration().setModel("openai/gpt-4o-mini");
            PropertyBindingSupport.bindProperties(
                    running.context,
                    component.getConfiguration(),
                    new java.util.HashMap<>(Map.of(sample.option(), sample.configured(first))));
        });
    }

    private static JsonNode found(OptionSample sample, RecordedRequest request) {
        RequestOption option = sample.requestOption();
        if (option.httpHeader() != null) {
            String value = request.header(option.httpHeader());
            return sample.json().startsWith("\"")
                    ? JsonMembers.JSON.getNodeFactory().textNode(value)
                    : OptionSample.tree(value);
        }
        return request.json().at("/" + String.join("/", option.path()));
    }
}
