package io.github.camelopenrouter;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What users can name, we cannot change at will: a type becomes public, or stops to be, on purpose.
 * {@code -Dgolden.update=true} writes the list anew.
 */
class PublicTypesTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path GOLDEN = Path.of("src/test/resources/public-types.txt");

    @Test
    void the_public_types_are_those_of_the_list() throws Exception {
        List<String> types;
        try (Stream<Path> files = Files.walk(CLASSES.resolve("io/github/camelopenrouter"))) {
            types = files.map(file -> CLASSES.relativize(file).toString().replace(java.io.File.separatorChar, '.'))
                    .filter(name -> name.endsWith(".class") && !name.contains("$"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .filter(PublicTypesTest::isPublic)
                    .sorted()
                    .toList();
        }
        if (Boolean.getBoolean("golden.update")) {
            Files.write(GOLDEN, types);
        }

        assertThat(types).containsExactlyElementsOf(golden());
    }

    private static List<String> golden() throws IOException {
        return Files.readAllLines(GOLDEN);
    }

    private static boolean isPublic(String name) {
        try {
            return Modifier.isPublic(Class.forName(name, false, PublicTypesTest.class.getClassLoader())
                    .getModifiers());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
