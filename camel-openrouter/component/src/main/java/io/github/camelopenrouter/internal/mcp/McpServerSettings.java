package io.github.camelopenrouter.internal.mcp;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.internal.binding.OptionValue;
import io.github.camelopenrouter.internal.binding.ServiceAddress;

/**
 * One MCP server, as the options {@code mcpServer.<name>...} describe it. Equal where all of it is: endpoints share what is equal.
 * Immutable, thread-safe.
 *
 * @param name stands before the names of its tools
 * @param url where it is asked; null where it is a process
 * @param command the program and its arguments; empty where it is asked by HTTP
 * @param environment variables of the process beside the few that it always gets
 * @param headers of each HTTP request; values may be secret
 * @param tools the only ones of its tools that are offered, by its names; empty for all
 * @param media whether images and sound of results go to the model
 * @param timeout for the connection, and for the list of its tools, each
 * @param connectTimeout for the TCP connection
 */
public record McpServerSettings(
        String name,
        URI url,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> headers,
        Set<String> tools,
        boolean media,
        Duration timeout,
        Duration connectTimeout) {
    private static final String OPTION = "mcpServer.";

    /** What belongs to the connection or to the protocol. */
    private static final Set<String> REFUSED = Set.of(
            "accept",
            "accept-encoding",
            "connection",
            "expect",
            "host",
            "keep-alive",
            "last-event-id",
            "mcp-protocol-version",
            "mcp-session-id",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /**
     * All servers that the options name, by name.
     *
     * @param allowProcesses whether a server may be a process of this host
     * @throws IllegalArgumentException where an option cannot be what it is; the message names it, and repeats no value
     */
    public static List<McpServerSettings> of(OpenRouterConfiguration options, boolean allowProcesses) {
        Map<String, Object> given = options.getMcpServer();
        if (given == null || given.isEmpty()) {
            return List.of();
        }
        Map<String, Reading> servers = new TreeMap<>();
        flat("", given, servers);
        Duration timeout = Duration.ofMillis(options.getMcpTimeout());
        Duration connect = Duration.ofMillis(options.getConnectTimeout());
        List<McpServerSettings> all = new ArrayList<>();
        servers.forEach((name, reading) ->
                all.add(reading.settings(options.isAllowInsecureHttp(), allowProcesses, timeout, connect)));
        return List.copyOf(all);
    }

    /** Maps within maps, as YAML and beans have them, are the same as names with dots. */
    private static void flat(String before, Map<?, ?> given, Map<String, Reading> servers) {
        given.forEach((key, value) -> {
            String path = before + key;
            if (value instanceof Map<?, ?> inner) {
                flat(path + ".", inner, servers);
                return;
            }
            String[] parts = path.split("\\.", 3);
            if (parts.length < 2 || !parts[0].matches("[A-Za-z0-9-]{1,32}")) {
                throw new IllegalArgumentException("The option " + OPTION + shown(parts[0])
                        + " must be mcpServer.<name>.url or mcpServer.<name>.command, with a name of 1 to 32 letters, digits"
                        + " and dashes");
            }
            servers.computeIfAbsent(parts[0], Reading::new).take(parts[1], parts.length < 3 ? null : parts[2], value);
        });
    }

    private static String shown(String name) {
        String line = name.replaceAll("[^ -~]", " ");
        return line.length() <= 40 ? line : line.substring(0, 40) + "...";
    }

    /** Where it is, without what may be secret. */
    String where() {
        return url == null
                ? "the process " + command.get(0)
                : url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    /** Says nothing of headers, variables, arguments and the path of the address, all of which may be secret. */
    @Override
    public String toString() {
        return "McpServerSettings[" + name + ", " + where() + "]";
    }

    /** The options of one server, as far as they were read. */
    private static final class Reading {
        private static final OptionValue LIST = OptionValue.list(1_000);
        private static final OptionValue SWITCH = OptionValue.bool();

        private final String name;
        private String url;
        private String command;
        private List<String> args = List.of();
        private final Map<String, String> environment = new TreeMap<>();
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private Set<String> tools = Set.of();
        private boolean media;

        Reading(String name) {
            this.name = name;
        }

        void take(String option, String rest, Object value) {
            String full = option + (rest == null ? "" : "." + rest);
            try {
                switch (full) {
                    case "url" -> url = text(value);
                    // a name that Camel knows for a secret: it is hidden wherever a URI is shown
                    case "token" ->
                        header("Authorization", "Bearer " + text(value).strip());
                    case "command" -> command = text(value);
                    case "args" -> args = List.copyOf(list(value));
                    case "tools" -> tools = Set.copyOf(new TreeSet<>(list(value)));
                    case "media" -> media = (Boolean) SWITCH.parse(value);
                    default -> {
                        if (rest != null && option.equals("header")) {
                            header(rest, text(value));
                        } else if (rest != null && option.equals("env")) {
                            variable(rest, text(value));
                        } else {
                            throw new IllegalArgumentException(
                                    "is none: there are url, token, header.<name>, command, args, env.<name>, tools and media");
                        }
                    }
                }
            } catch (IllegalArgumentException e) {
                throw refused(full, e.getMessage());
            }
        }

        private static String text(Object value) {
            if (value == null || value instanceof Collection<?>) {
                throw new IllegalArgumentException("must be one text");
            }
            String text = value.toString();
            if (text.isBlank() || text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("must not be blank");
            }
            return text;
        }

        @SuppressWarnings("unchecked")
        private static List<String> list(Object value) {
            return (List<String>) LIST.parse(value);
        }

        private void header(String header, String value) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (!header.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")) {
                throw new IllegalArgumentException("must be the name of an HTTP header");
            }
            if (REFUSED.contains(lower) || lower.startsWith("content-") || lower.startsWith("proxy-")) {
                throw new IllegalArgumentException("belongs to the connection or to the protocol");
            }
            String line = value.trim();
            if (line.length() > 8_192 || !line.chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
                throw new IllegalArgumentException("must be printable ASCII of at most 8192 characters");
            }
            if (headers.put(header, line) != null) {
                throw new IllegalArgumentException("is there twice");
            }
        }

        private void variable(String variable, String value) {
            if (variable.indexOf('=') >= 0) {
                throw new IllegalArgumentException("must be the name of a variable");
            }
            environment.put(variable, value);
        }

        McpServerSettings settings(
                boolean allowInsecureHttp, boolean allowProcesses, Duration timeout, Duration connectTimeout) {
            if ((url == null) == (command == null)) {
                throw refused(
                        url == null ? "url" : "command",
                        "must be there, or mcpServer." + name + (url == null ? ".command" : ".url")
                                + " instead, and not both");
            }
            return url != null ? ofUrl(allowInsecureHttp, timeout, connectTimeout) : ofProcess(allowProcesses, timeout);
        }

        private McpServerSettings ofUrl(boolean allowInsecureHttp, Duration timeout, Duration connectTimeout) {
            if (!args.isEmpty() || !environment.isEmpty()) {
                throw refused(args.isEmpty() ? "env" : "args", "belongs to a process, and not to an address");
            }
            URI address;
            try {
                address = ServiceAddress.other(url, allowInsecureHttp);
            } catch (IllegalArgumentException e) {
                throw refused("url", e.getMessage());
            }
            return new McpServerSettings(
                    name, address, List.of(), Map.of(), headers, tools, media, timeout, connectTimeout);
        }

        private McpServerSettings ofProcess(boolean allowProcesses, Duration timeout) {
            if (!headers.isEmpty()) {
                throw refused("header", "(or token) belongs to an address, and not to a process");
            }
            if (!allowProcesses) {
                throw refused(
                        "command",
                        "starts a process on this host, which has to be allowed first: set mcpAllowProcesses=true on the"
                                + " component");
            }
            List<String> line = new ArrayList<>();
            line.add(command);
            line.addAll(args);
            return new McpServerSettings(
                    name, null, List.copyOf(line), environment, Map.of(), tools, media, timeout, timeout);
        }

        private IllegalArgumentException refused(String option, String why) {
            return new IllegalArgumentException("The option " + OPTION + name + "." + shown(option) + " " + why);
        }
    }
}
