package io.github.camelopenrouter.examples.quarkus;

import java.io.InputStream;
import java.net.URI;
import java.net.URL;

import org.jboss.jandex.DotName;
import org.jboss.jandex.Index;
import org.jboss.jandex.IndexReader;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.ChatStreamConverters;
import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.model.ChatResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** The index in the component's jar, by which Quarkus finds its classes without an extension. */
class IndexTest {
    @Test
    void the_jar_has_an_index_of_its_classes() throws Exception {
        String place = OpenRouterComponent.class.getName().replace('.', '/') + ".class";
        URL component = OpenRouterComponent.class.getClassLoader().getResource(place);
        URI index = URI.create(component.toString().replace(place, "META-INF/jandex.idx"));

        try (InputStream in = index.toURL().openStream()) {
            Index classes = new IndexReader(in).read();
            assertThat(classes.getClassByName(DotName.createSimple(OpenRouterComponent.class)))
                    .isNotNull();
            assertThat(classes.getClassByName(DotName.createSimple(ChatStreamConverters.class)))
                    .isNotNull();
            assertThat(classes.getClassByName(DotName.createSimple(ChatResponse.class)))
                    .isNotNull();
        }
    }
}
