package io.github.camelopenrouter.starter;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.DataFormatFactory;
import org.apache.camel.support.DefaultDataFormat;
import org.junit.jupiter.api.Test;

import static io.github.camelopenrouter.starter.Applications.withStarter;
import static org.assertj.core.api.Assertions.assertThat;

/** Which Jackson {@code json()} of a route is, is said by the application and not by what the starter brings. */
class DataFormatTest {

    @Test
    void the_starter_brings_no_data_format_named_jackson() throws Exception {
        ClassLoader loader = getClass().getClassLoader();

        assertThat(Collections.list(loader.getResources("META-INF/services/org/apache/camel/dataformat/jackson")))
                .isEmpty();
        assertThat(loader.getResource("org/apache/camel/component/jackson/JacksonDataFormat.class"))
                .isNull();
        assertThat(System.getProperty("java.class.path")).doesNotContain("camel-jackson");
    }

    @Test
    void the_application_s_own_data_format_named_jackson_is_json() {
        withStarter()
                .withBean("jackson-dataformat-factory", DataFormatFactory.class, () -> StandIn::new)
                .withPropertyValues("camel.component.openrouter.api-key=sk-or-test")
                .withBean(RouteBuilder.class, () -> new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:json").marshal().json();
                    }
                })
                .run(application -> assertThat(application
                                .getBean(ProducerTemplate.class)
                                .requestBody("direct:json", "hello", String.class))
                        .isEqualTo("stands in for hello"));
    }

    /** In the place of the third Jackson's, which has the same name. */
    public static final class StandIn extends DefaultDataFormat {
        private boolean useDefaultObjectMapper;

        /** Camel sets it on each that is named so. */
        public void setUseDefaultObjectMapper(boolean useDefaultObjectMapper) {
            this.useDefaultObjectMapper = useDefaultObjectMapper;
        }

        public boolean isUseDefaultObjectMapper() {
            return useDefaultObjectMapper;
        }

        @Override
        public void marshal(Exchange exchange, Object graph, OutputStream stream) throws Exception {
            stream.write(("stands in for " + graph).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Object unmarshal(Exchange exchange, InputStream stream) {
            throw new UnsupportedOperationException();
        }
    }
}
