package io.github.camelopenrouter.internal.mcp;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelopenrouter.OpenRouterConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class McpServerSettingsTest {
    private static OpenRouterConfiguration options(String... pairs) {
        Map<String, Object> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        OpenRouterConfiguration options = new OpenRouterConfiguration();
        options.setMcpServer(map);
        return options;
    }

    private static McpServerSettings only(OpenRouterConfiguration options) {
        List<McpServerSettings> all = McpServerSettings.of(options, true);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void without_the_option_there_is_no_server() {
        assertThat(McpServerSettings.of(new OpenRouterConfiguration(), false)).isEmpty();
        assertThat(McpServerSettings.of(options(), false)).isEmpty();
    }

    @Test
    void an_address_has_headers() {
        McpServerSettings docs = only(options(
                "docs.url",
                "https://mcp.example.com/mcp?team=a",
                "docs.header.Authorization",
                "Bearer x",
                "docs.tools",
                "a, b"));

        assertThat(docs.url()).hasToString("https://mcp.example.com/mcp?team=a");
        assertThat(docs.headers()).containsExactly(Map.entry("Authorization", "Bearer x"));
        assertThat(docs.tools()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void a_process_has_arguments_and_variables() {
        McpServerSettings files = only(options(
                "files.command",
                "npx",
                "files.args",
                "[\"-y\",\"a,b\"]",
                "files.env.MY_KEY",
                "x",
                "files.media",
                "true"));

        assertThat(files.command()).containsExactly("npx", "-y", "a,b");
        assertThat(files.environment()).containsExactly(Map.entry("MY_KEY", "x"));
        assertThat(files.media()).isTrue();
    }

    @Test
    void a_map_of_maps_says_the_same_as_names_with_dots() {
        OpenRouterConfiguration nested = new OpenRouterConfiguration();
        nested.setMcpServer(Map.of(
                "docs", Map.of("url", "https://a.example/mcp", "header", Map.of("X-Key", "k"), "tools", List.of("t"))));

        assertThat(only(nested))
                .isEqualTo(only(
                        options("docs.url", "https://a.example/mcp", "docs.header.X-Key", "k", "docs.tools", "t")));
    }

    @Test
    void what_is_told_of_a_server_has_no_secret() {
        assertThat(only(options("d.url", "https://a.example:8443/SECRET?SECRET", "d.header.X-Key", "SECRET")))
                .hasToString("McpServerSettings[d, https://a.example:8443]");
        assertThat(only(options("d.command", "/bin/x", "d.args", "SECRET", "d.env.KEY", "SECRET")))
                .hasToString("McpServerSettings[d, the process /bin/x]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "d.url|http://mcp.example.com/SECRET|mcpServer.d.url is plain http to another host",
                "d.url|ftp://SECRET|mcpServer.d.url must be an absolute https address",
                "d.url|https://u:SECRET@a.example/|mcpServer.d.url must have no user",
                "d.url|https://a.example/#SECRET|mcpServer.d.url must have no user and no fragment",
                "d.url|:SECRET|mcpServer.d.url is not a valid URL",
                "d.colour|SECRET|mcpServer.d.colour is none: there are url, token, header.<name>, command",
                "d|SECRET|mcpServer.d must be mcpServer.<name>.url or mcpServer.<name>.command",
                "a_b.url|https://SECRET.example|mcpServer.a_b must be",
                "d.tools|a|mcpServer.d.url must be there, or mcpServer.d.command instead",
                "d.media|SECRET|mcpServer.d.media must be",
                "d.header.Host|SECRET|mcpServer.d.header.Host belongs to the connection or to the protocol",
                "d.header.Mcp-Session-Id|SECRET|mcpServer.d.header.Mcp-Session-Id belongs to",
                "d.header.Content-Type|SECRET|mcpServer.d.header.Content-Type belongs to",
                "d.header.X Y|SECRET|mcpServer.d.header.X Y must be the name of an HTTP header",
                "d.token|SECRET\u00e9|mcpServer.d.token must be printable ASCII",
                "d.header.X|SECRET\u00e9|mcpServer.d.header.X must be printable ASCII"
            })
    void an_option_that_cannot_be_is_named_and_its_value_is_not(String option, String value, String why) {
        assertThatThrownBy(() -> McpServerSettings.of(options(option, value), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The option " + why)
                .hasMessageNotContaining(option.equals("d.media") ? "nothing of it" : "SECRET");
    }

    @Test
    void a_process_is_refused_where_processes_are_not_allowed() {
        assertThatThrownBy(() -> McpServerSettings.of(options("d.command", "/bin/x"), false))
                .hasMessage(
                        "The option mcpServer.d.command starts a process on this host, which has to be allowed first:"
                                + " set mcpAllowProcesses=true on the component");
    }

    @Test
    void an_address_and_a_process_exclude_each_other() {
        assertThatThrownBy(
                        () -> McpServerSettings.of(options("d.command", "/bin/x", "d.url", "https://a.example"), true))
                .hasMessageContaining("mcpServer.d.command must be there, or mcpServer.d.url instead, and not both");
    }

    @Test
    void plain_http_needs_this_host_or_leave() {
        assertThat(only(options("d.url", "http://localhost:1/mcp")).url()).isNotNull();
        OpenRouterConfiguration allowed = options("d.url", "http://mcp.example.com/mcp");
        allowed.setAllowInsecureHttp(true);
        assertThat(only(allowed).url()).isNotNull();
    }

    @Test
    void without_the_library_the_option_names_it() {
        ClassLoader without = new ClassLoader(null) {};

        assertThatThrownBy(() -> McpServers.require(without))
                .hasMessageContaining("The option mcpServer")
                .hasMessageContaining("io.modelcontextprotocol.sdk:mcp-core");
    }
}
