package io.github.camelopenrouter;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;

import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What else is on the class path, or is not. That our checks and MCP work on one is what {@link McpRoundsTest} shows. */
class McpClassPathTest {
    /** Everything of ours anew, and nothing of the optional library. */
    private static final class Without extends ClassLoader {
        Without() {
            super(McpClassPathTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.modelcontextprotocol.") || name.startsWith("reactor.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.github.camelopenrouter.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** Loaded by {@link Without}. */
    public static final class Application {
        public static void run(Map<String, Object> servers) throws Exception {
            CamelContext context = new DefaultCamelContext();
            try {
                OpenRouterComponent component = new OpenRouterComponent();
                component.getConfiguration().setApiKey("sk-or-v1-x");
                context.addComponent("openrouter", component);
                context.start();
                component.runtime().load();
                component.getConfiguration().setMcpServer(servers);
                context.getEndpoint("openrouter:completion").start();
                context.createProducerTemplate().start();
            } finally {
                context.stop();
            }
        }
    }

    private static void run(Map<String, Object> servers) throws Throwable {
        Class<?> application = Class.forName(Application.class.getName(), true, new Without());
        try {
            application.getMethod("run", Map.class).invoke(null, servers);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void without_the_library_a_component_starts_and_stops() throws Throwable {
        run(null);
    }

    @Test
    void without_the_library_the_option_says_what_to_add() {
        assertThatThrownBy(() -> run(Map.of("docs.url", "https://mcp.example.com/mcp")))
                .hasStackTraceContaining("The option mcpServer needs a library that is not there: add the dependency"
                        + " io.modelcontextprotocol.sdk:mcp-core");
    }

    @Test
    void the_librarys_own_validator_cannot_live_beside_ours_and_is_not_needed() {
        assertThat(JsonSchema.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .contains("json-schema-validator-1.5");

        assertThatThrownBy(
                        () -> Class.forName("io.modelcontextprotocol.json.schema.jackson2.DefaultJsonSchemaValidator")
                                .getConstructor(ObjectMapper.class)
                                .newInstance(new ObjectMapper()))
                .satisfiesAnyOf(
                        why -> assertThat(why).isInstanceOf(LinkageError.class),
                        why -> assertThat(why).hasCauseInstanceOf(LinkageError.class));
        assertThat(new JacksonMcpJsonMapper(new ObjectMapper())).isNotNull();
    }
}
