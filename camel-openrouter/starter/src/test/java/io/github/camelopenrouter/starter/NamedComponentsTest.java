package io.github.camelopenrouter.starter;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Endpoint;
import org.apache.camel.EndpointInject;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;

import static io.github.camelopenrouter.starter.Applications.component;
import static io.github.camelopenrouter.starter.Applications.withStarter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Several components under several names. */
class NamedComponentsTest {
    private final OpenRouterSimulator first = OpenRouterSimulator.start();
    private final OpenRouterSimulator second = OpenRouterSimulator.start();

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private ApplicationContextRunner two() {
        return withStarter()
                .withPropertyValues(
                        "camel.component.openrouter.base-url=" + first.baseUrl(),
                        "camel.component.openrouter.api-key=sk-or-first",
                        "camel.component.openrouter-eu.base-url=" + second.baseUrl(),
                        "camel.component.openrouter-eu.api-key=sk-or-second");
    }

    @Test
    void properties_alone_make_a_further_component_that_routes_use_by_its_name() {
        two().withBean(RouteBuilder.class, () -> new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:us").to("openrouter:completion?model=openai/gpt-4o-mini");
                        from("direct:eu").to("openrouter-eu:completion?model=openai/gpt-4o-mini");
                    }
                })
                .run(application -> {
                    ProducerTemplate template = application.getBean(ProducerTemplate.class);
                    assertThat(template.requestBody("direct:us", "hello", String.class))
                            .isNotBlank();
                    assertThat(template.requestBody("direct:eu", "hello", String.class))
                            .isNotBlank();
                    assertThat(keys(first)).containsOnly("Bearer sk-or-first");
                    assertThat(keys(second)).containsOnly("Bearer sk-or-second");
                });
    }

    private static List<String> keys(OpenRouterSimulator simulator) {
        return simulator.requests().stream()
                .map((RecordedRequest request) -> request.header("authorization"))
                .toList();
    }

    @Test
    void a_further_component_is_injected_by_its_name_and_never_by_its_type_alone() {
        two().withBean(Injected.class).run(application -> {
            assertThat(application.getBean(Injected.class).europe).isSameAs(component(application, "openrouter-eu"));
            assertThat(application.getBean(Injected.class).any).isNull();
            assertThat(application.getBean(Injected.class).endpoint.getEndpointUri())
                    .startsWith("openrouter-eu:");
        });
    }

    @Test
    void a_bean_of_the_application_gets_the_properties_of_its_name() {
        OpenRouterComponent own = new OpenRouterComponent();
        own.getConfiguration().setModel("openai/gpt-4o");
        own.getConfiguration().setMaxTokens(1);
        withStarter()
                .withBean("mine", OpenRouterComponent.class, () -> own)
                .withPropertyValues("camel.component.mine.max-tokens=2")
                .run(application -> {
                    assertThat(component(application, "mine")).isSameAs(own);
                    assertThat(own.getConfiguration().getModel()).isEqualTo("openai/gpt-4o");
                    assertThat(own.getConfiguration().getMaxTokens()).isEqualTo(2);
                });
    }

    @Test
    void a_bean_with_a_name_like_ours_is_not_made_again() {
        OpenRouterComponent own = new OpenRouterComponent();
        two().withBean("openrouter-eu", OpenRouterComponent.class, () -> own).run(application -> {
            assertThat(component(application, "openrouter-eu")).isSameAs(own);
            assertThat(own.getConfiguration().getApiKey()).isEqualTo("sk-or-second");
        });
    }

    @Test
    void a_further_component_can_be_turned_off_alone() {
        two().withPropertyValues("camel.component.openrouter-eu.enabled=false").run(application -> {
            assertThat(component(application, "openrouter").getConfiguration().getApiKey())
                    .isEqualTo("sk-or-first");
            assertThatThrownBy(() -> application.getBean("openrouter-eu"))
                    .isInstanceOf(NoSuchBeanDefinitionException.class);
        });
    }

    @Test
    void components_stop_with_the_context() {
        OpenRouterComponent[] stopped = new OpenRouterComponent[1];
        two().run(application -> {
            stopped[0] = component(application, "openrouter-eu");
            assertThat(stopped[0].getStatus().isStarted()).isTrue();
        });
        await().atMost(10, TimeUnit.SECONDS).until(() -> stopped[0].getStatus().isStopped());
    }

    static class Injected {
        @Autowired
        @Qualifier("openrouter-eu")
        private OpenRouterComponent europe;

        @Autowired(required = false)
        private OpenRouterComponent any;

        @EndpointInject("openrouter-eu:completion?model=openai/gpt-4o-mini")
        private Endpoint endpoint;
    }
}
