package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class PresentationRoutesTest {
    @TempDir
    Path folder;

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Watch watch = new Watch();
    private Path file;

    @BeforeEach
    void startRoutes() throws Exception {
        file = folder.resolve("presentation.html");
        OpenRouterComponent component = new OpenRouterComponent();
        component.getConfiguration().setApiKey("any");
        component.getConfiguration().setBaseUrl(simulator.baseUrl());
        component.getConfiguration().setModel("openai/gpt-4o-mini");
        camel.addComponent("openrouter", component);
        camel.addRoutePolicyFactory((context, id, route) -> watch);
        camel.addRoutes(new PresentationRoutes(new Page(file), new PrintStream(OutputStream.nullOutputStream())));
        camel.start();
    }

    @AfterEach
    void stopRoutes() throws IOException {
        camel.close();
        simulator.close();
    }

    @Test
    void each_slide_is_an_exchange_of_its_own_and_all_cost_what_the_service_billed() throws IOException {
        Exchange exchange = present("The rivers of France");

        assertThat(exchange.getException()).isNull();
        Outline outline = exchange.getProperty(PresentationRoutes.OUTLINE, Outline.class);
        assertThat(outline.title()).isEqualTo("France");
        assertThat(outline.slides()).hasSize(5).contains("France 2");

        List<Slide> slides = exchange.getMessage().getBody(Deck.class).slides();
        assertThat(slides).extracting(Slide::title).containsExactlyElementsOf(outline.slides());
        assertThat(watch.slides).containsExactlyElementsOf(slides);
        assertThat(watch.indexes).containsExactly(0, 1, 2, 3, 4);
        assertThat(watch.exchanges).doesNotHaveDuplicates().hasSize(slides.size());
        assertThat(watch.ended).as("slides before the end").isEqualTo(slides.size());

        String page = Files.readString(file);
        assertThat(page).contains("<h1>France</h1>");
        assertThat(page.split("<h2>")).hasSize(1 + slides.size());
        assertThat(page)
                .containsSubsequence(slides.stream()
                        .map(slide -> "<h2>" + slide.title() + "</h2>")
                        .toList());

        BigDecimal ofOutline = exchange.getProperty(PresentationRoutes.OUTLINE_COST, BigDecimal.class);
        BigDecimal ofSlides = exchange.getMessage().getHeader(OpenRouterConstants.COST, BigDecimal.class);
        assertThat(ofOutline).isPositive();
        assertThat(ofSlides).isPositive();
        assertThat(ofOutline.add(ofSlides)).isEqualByComparingTo(simulator.billed());
    }

    @Test
    void a_slide_is_on_the_page_while_the_next_one_is_not_yet_written() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        simulator.enqueue(
                outline("0", "{'title':'Rivers','slides':['Seine','Loire','Rhone']}"),
                Reply.deltas("{\"slides\":[{\"title\":\"Se", "ine\",\"points\":[\"Long & slow\"]}")
                        .awaiting(more)
                        .thenDeltas(",{\"title\":\"<b>Loire</b>\",\"points\":[]}]}")
                        .thenFinish("stop"));

        CompletableFuture<Exchange> presented = camel.createProducerTemplate()
                .asyncSend("direct:presentation", exchange -> exchange.getIn().setBody("Rivers"));
        try {
            assertThat(watch.first.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(file))
                    .contains("<h2>Seine</h2>", "<li>Long &amp; slow</li>")
                    .doesNotContain("Loire");
            assertThat(presented).isNotDone();
        } finally {
            more.countDown();
        }

        assertThat(presented.get(20, TimeUnit.SECONDS).getException()).isNull();
        assertThat(Files.readString(file)).contains("<h2>&lt;b&gt;Loire&lt;/b&gt;</h2>");
    }

    @Test
    void an_outline_with_too_few_slides_goes_back_once_and_both_answers_count() {
        simulator.enqueue(
                outline("0.5", "{'title':'Rivers','slides':['Seine','Loire']}"),
                outline("0.25", "{'title':'Rivers','slides':['Seine','Loire','Rhone']}"));

        Exchange exchange = present("Rivers");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getProperty(PresentationRoutes.OUTLINE, Outline.class)
                        .slides())
                .containsExactly("Seine", "Loire", "Rhone");
        assertThat(exchange.getProperty(PresentationRoutes.OUTLINE_COST, BigDecimal.class))
                .isEqualByComparingTo("0.75");
        assertThat(simulator.requests())
                .extracting(request -> request.json().path("stream").asBoolean())
                .containsExactly(false, false, true);
    }

    private static Reply outline(String cost, String json) {
        return Reply.json("{\"choices\":[{\"message\":{\"content\":\"" + json.replace("'", "\\\"")
                + "\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"cost\":" + cost + "}}");
    }

    private Exchange present(String topic) {
        return camel.createProducerTemplate()
                .request("direct:presentation", exchange -> exchange.getIn().setBody(topic));
    }

    /** Notes what went through the routes. */
    private static final class Watch extends RoutePolicySupport {
        final List<Object> slides = new CopyOnWriteArrayList<>();
        final List<Integer> indexes = new CopyOnWriteArrayList<>();
        final List<String> exchanges = new CopyOnWriteArrayList<>();
        final CountDownLatch first = new CountDownLatch(1);
        volatile int ended = -1;

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            if (route.getId().equals("presentation")) {
                ended = slides.size();
            } else if (exchange.getMessage().getHeader(OpenRouterConstants.ELEMENT_INDEX) != null) {
                indexes.add(exchange.getMessage().getHeader(OpenRouterConstants.ELEMENT_INDEX, Integer.class));
                slides.add(exchange.getMessage().getBody());
                exchanges.add(exchange.getExchangeId());
                first.countDown();
            }
        }
    }
}
