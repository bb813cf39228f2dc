package io.github.camelopenrouter.internal.binding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.RunningContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServiceAddressTest {

    @ParameterizedTest
    @CsvSource({
        "https://openrouter.ai/api/v1, https://openrouter.ai/api/v1/chat/completions",
        "https://openrouter.ai/api/v1/, https://openrouter.ai/api/v1/chat/completions",
        "' https://eu.example/api ', https://eu.example/api/chat/completions",
        "https://example, https://example/chat/completions",
        "HTTPS://Example/api, HTTPS://Example/api/chat/completions",
        "https://[2001:db8::1]:8443/v1, https://[2001:db8::1]:8443/v1/chat/completions",
    })
    void the_resource_is_appended_to_the_base(String base, String address) {
        assertThat(ServiceAddress.of(base, false)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080/api/v1",
                "http://LOCALHOST/",
                "http://127.0.0.1:1",
                "http://127.8.9.10",
                "http://[::1]:80/v1"
            })
    void plain_http_is_fine_to_this_host(String base) {
        assertThat(ServiceAddress.of(base, false)).hasScheme("http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://openrouter.ai/api/v1",
                "http://localhost.evil.test",
                "http://127.0.0.1.evil.test/v1",
                "http://127.evil.test",
                "HTTP://10.0.0.1",
                "http://0.0.0.0"
            })
    void plain_http_to_another_host_is_refused_unless_it_is_allowed(String base) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceAddress.of(base, false))
                .withMessageContaining("allowInsecureHttp");
        assertThat(ServiceAddress.of(base, true)).isNotNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "openrouter.ai/api/v1",
                "/api/v1",
                "ftp://openrouter.ai",
                "file:///etc/passwd",
                "https:///api",
                "https://a b",
                "https://user:sk-or-v1-secret@a b",
                "https:openrouter.ai",
                "https://sk-or-v1-secret@openrouter.ai/api/v1",
                "https://user:sk-or-v1-secret@openrouter.ai",
                "https://openrouter.ai/api?key=sk-or-v1-secret",
                "https://openrouter.ai/api?",
                "https://openrouter.ai/api#x",
                "https://openrouter.ai:99999/api/v1",
                "https://openrouter.ai:0/api/v1",
                "https://openrouter.ai:/api/v1",
                "https://openrouter.ai:https/api/v1",
                "https://openrouter.ai:-1/api/v1",
                "https://open_router.ai/api/v1",
                "https://\u00f6penrouter.ai/api/v1",
                "https://openrouter.ai/\u00e4pi",
                "https://[::1/api",
                "https://[nonsense]/api",
                "https://openrouter.ai/api/v1/chat/completions",
                "https://openrouter.ai/api/v1/chat/completions/",
                "https://openrouter.ai/a\nb",
            })
    void what_is_no_plain_address_is_refused_without_being_repeated(String base) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceAddress.of(base, true))
                .withMessageContaining("baseUrl")
                .satisfies(refused -> assertThat(org.assertj.core.util.Throwables.getStackTrace(refused))
                        .doesNotContain("secret"));
    }

    @Test
    void a_bad_address_fails_the_start_and_not_the_first_message() {
        try (RunningContext running = new RunningContext()) {
            assertThatThrownBy(() ->
                            running.context.getEndpoint("openrouter:completion?baseUrl=http://openrouter.ai/api/v1"))
                    .hasStackTraceContaining("allowInsecureHttp");
        }
    }
}
