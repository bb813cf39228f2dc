package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Numbers as services, models and messages write them: read right, or as if there were none, and at once. */
class NumbersTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static JsonParser at(String json) throws IOException {
        JsonParser parser = JSON.createParser(json);
        parser.nextToken();
        return parser;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "5, 5",
        "4294967301, 4294967301",
        "1000000000000000, 1000000000000000",
        "1.0, 1",
        "1e3, 1000",
        "12.50e2, 1250",
        "0.000, 0"
    })
    void a_count_is_read_from_whatever_holds_it(String text, long count) throws IOException {
        assertThat(Numbers.count(text)).isEqualTo(count);
        assertThat(Numbers.count(' ' + text + '\n')).isEqualTo(count);
        assertThat(Numbers.count(NODES.textNode(text))).isEqualTo(count);
        assertThat(Numbers.count(NODES.numberNode(new BigDecimal(text)))).isEqualTo(count);
        assertThat(Numbers.count(new BigDecimal(text))).isEqualTo(count);
        assertThat(Numbers.count(at(text))).isEqualTo(count);
        assertThat(Numbers.count(at('"' + text + '"'))).isEqualTo(count);
    }

    static Stream<String> noCounts() {
        return Stream.of(
                "-1",
                "-2000000000",
                "1.5",
                "1e-3",
                "1000000000000001",
                "9223372036854775808",
                "-9223372036854775809",
                "1e16",
                "1e99999999999",
                "-1e99999999999",
                "1e-99999999999",
                "1e30000000",
                "1e2147483648",
                "9".repeat(1_000_000),
                "0." + "0".repeat(1_000_000) + "1",
                "1" + "0".repeat(1_000_000) + "e-1000000",
                "1e" + "9".repeat(1_000_000));
    }

    @ParameterizedTest
    @MethodSource("noCounts")
    void an_absurd_count_is_none_and_is_so_at_once(String text) {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertThat(Numbers.count(text)).isNull();
            assertThat(Numbers.count(NODES.textNode(text))).isNull();
            assertThat(Numbers.count(at(text))).isNull();
            assertThat(Numbers.count(at('"' + text + '"'))).isNull();
            assertThat(Numbers.status(text)).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                ".",
                "+.",
                "1.2.3",
                "1e",
                "1e+",
                "e5",
                "abc",
                "NaN",
                "Infinity",
                "0x1F",
                "1_000",
                "1,5",
                "1d",
                "\u0661",
                "1 2",
                "--1"
            })
    void what_is_no_number_is_none(String text) {
        assertThat(Numbers.amount(text)).isNull();
        assertThat(Numbers.count(text)).isNull();
        assertThat(Numbers.cost(text)).isNull();
        assertThat(Numbers.status(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.00",
                "1.20E-7",
                "-3.5",
                "1E+3",
                "12345678901234567890.123456789",
                "1e-60",
                "0.1000000000000000055511151231257827021181583404541015625"
            })
    void an_amount_keeps_its_very_digits(String text) throws IOException {
        BigDecimal exact = new BigDecimal(text);
        assertThat(Numbers.amount(text)).isEqualTo(exact);
        assertThat(Numbers.amount(NODES.numberNode(exact))).isEqualTo(exact);
        assertThat(Numbers.amount(at(text))).isEqualTo(exact);
        assertThat(Numbers.amount(at('"' + text + '"'))).isEqualTo(exact);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e101", "1e-101", "0e99999", "1e30000000", "-1e2147483647", "1e-2147483647"})
    void an_amount_with_an_absurd_exponent_is_none(String text) throws IOException {
        assertThat(Numbers.amount(text)).isNull();
        assertThat(Numbers.amount(at(text))).isNull();
        assertThat(Numbers.amount(new BigDecimal(text))).isNull();
        assertThat(Numbers.amount(NODES.numberNode(new BigDecimal(text)))).isNull();
        assertThat(Numbers.count(new BigDecimal(text))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "1e31", "1e99", "-1e30"})
    void a_cost_below_zero_or_beyond_all_reason_is_none(String text) throws IOException {
        assertThat(Numbers.cost(text)).isNull();
        assertThat(Numbers.cost(NODES.numberNode(new BigDecimal(text)))).isNull();
        assertThat(Numbers.cost(at(text))).isNull();
    }

    @Test
    void numbers_of_every_type_of_java_are_read() {
        assertThat(List.of(7, 7L, (short) 7, (byte) 7, 7.0, 7.0f, BigInteger.valueOf(7), new AtomicLong(7)))
                .allSatisfy(number -> assertThat(Numbers.count(number)).isEqualTo(7));
        assertThat(List.of(Double.NaN, Double.POSITIVE_INFINITY, 1e300, Float.NaN, BigInteger.TEN.pow(1_000_000)))
                .allSatisfy(number -> assertThat(Numbers.amount(number)).isNull());
        assertThat(Numbers.count((Number) null)).isNull();
        assertThat(Numbers.amount((String) null)).isNull();
    }

    @Test
    void what_is_neither_number_nor_text_is_none() throws IOException {
        assertThat(List.of(
                        NODES.nullNode(),
                        NODES.booleanNode(true),
                        NODES.arrayNode().add(1),
                        NODES.missingNode()))
                .allSatisfy(node -> {
                    assertThat(Numbers.count(node)).isNull();
                    assertThat(Numbers.cost(node)).isNull();
                    assertThat(Numbers.text(node)).isNull();
                });
        assertThat(Numbers.count((JsonNode) null)).isNull();
        assertThat(Numbers.amount(at("null"))).isNull();
        assertThat(Numbers.count(at("true"))).isNull();
    }

    @Test
    void a_structure_in_place_of_a_number_is_skipped() throws IOException {
        JsonParser parser = JSON.createParser("[{\"a\":[1]},2]");
        parser.nextToken();
        parser.nextToken();

        assertThat(Numbers.count(parser)).isNull();
        parser.nextToken();
        assertThat(Numbers.count(parser)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"429, 429", "429.0, 429", "100, 100", "599, 599", "99,", "600,", "-429,", "4294967725,", "x,"})
    void a_status_is_one_of_http(String text, Integer status) {
        assertThat(Numbers.status(text)).isEqualTo(status);
        assertThat(Numbers.status(NODES.textNode(text))).isEqualTo(status);
    }

    @Test
    void a_number_is_shown_as_people_read_it_and_never_at_length() {
        assertThat(Numbers.text(NODES.numberNode(42))).isEqualTo("42");
        assertThat(Numbers.text(NODES.numberNode(new BigDecimal("1.2E-7")))).isEqualTo("0.00000012");
        assertThat(Numbers.text(NODES.numberNode(new BigDecimal("1e30000000")))).isEqualTo("1E+30000000");
        assertThat(Numbers.text(NODES.numberNode(BigInteger.TEN.pow(1_000_000))))
                .hasSizeLessThan(110);
        assertThat(Numbers.text(NODES.numberNode(new BigDecimal("9".repeat(1_000)))))
                .hasSizeLessThan(110);
    }
}
