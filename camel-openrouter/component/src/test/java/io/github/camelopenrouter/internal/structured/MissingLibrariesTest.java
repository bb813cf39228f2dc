package io.github.camelopenrouter.internal.structured;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What somebody reads whose class path has another line of a library, or none. */
class MissingLibrariesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Loads our classes itself, and finds no class of one library. */
    private static final class Without extends URLClassLoader {
        private final String library;

        Without(String library) {
            super(
                    new URL[] {
                        AnswerFormat.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    MissingLibrariesTest.class.getClassLoader());
            this.library = library;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(library)) {
                throw new ClassNotFoundException(name);
            }
            if (name.startsWith("io.github.camelopenrouter.")) {
                synchronized (getClassLoadingLock(name)) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded != null ? loaded : findClass(name);
                }
            }
            return super.loadClass(name, resolve);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "com.networknt., com.networknt:json-schema-validator",
        "com.github.victools., com.github.victools:jsonschema-generator"
    })
    void a_library_that_is_missing_is_named_with_its_coordinates(String library, String coordinates) throws Exception {
        try (Without loader = new Without(library)) {
            Class<?> format = Class.forName(AnswerFormat.class.getName(), true, loader);
            Method making = library.contains("victools")
                    ? format.getMethod("schemaOf", JavaType.class, ObjectMapper.class)
                    : Class.forName(AnswerFormat.Schema.class.getName(), true, loader)
                            .getMethod("of", ObjectNode.class, String.class, boolean.class);
            Object[] given = library.contains("victools")
                    ? new Object[] {MAPPER.constructType(Integer.class), MAPPER}
                    : new Object[] {MAPPER.createObjectNode().put("type", "object"), "answer", false};

            InvocationTargetException thrown =
                    catchThrowableOfType(InvocationTargetException.class, () -> making.invoke(null, given));

            assertThat(thrown.getCause())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(coordinates)
                    .hasMessageContaining("Jackson 2");
        }
    }
}
