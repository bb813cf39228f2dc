package io.github.camelopenrouter.docs;

import java.math.BigDecimal;
import java.util.stream.Collectors;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.OpenRouterConstants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The same two routes in three languages. */
class FirstRoutesTest extends DocsTestSupport {
    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:show").to("mock:shown");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml", "xml"})
    void the_first_routes_answer_in_every_language(String language) throws Exception {
        assumeTrue(!language.equals("xml") || onClasspath("org/apache/camel/dsl/xml/io/XmlRoutesBuilderLoader.class"));
        if (language.equals("java")) {
            context.addRoutes(new FirstRoutes());
        } else {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "classpath:docs/first." + language));
        }

        Exchange answer = template.request("direct:ask", e -> e.getIn().setBody("What is 6 * 7?"));
        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody(String.class)).isEqualTo("6 * 7 = 42");
        assertThat(answer.getMessage().getHeader(OpenRouterConstants.COST, BigDecimal.class))
                .isEqualByComparingTo(simulator.billed());

        Exchange story = template.request("direct:story", e -> e.getIn().setBody("Say once upon a time"));
        assertThat(story.getException()).isNull();
        assertThat(mock("shown").getExchanges()).hasSizeGreaterThan(2);
        assertThat(mock("shown").getExchanges().stream()
                        .map(chunk -> chunk.getMessage().getBody(String.class))
                        .collect(Collectors.joining()))
                .isEqualTo("once upon a time");
    }
}
