package io.github.camelopenrouter.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class ElementsPageTest extends DocsTestSupport {
    private static final String DECK =
            "{\"title\":\"Rivers\",\"slides\":[{\"title\":\"Seine\",\"minutes\":1},{\"title\":\"Loire\",\"minutes\":2}]}";
    private static final String WRONG = DECK.replace("\"minutes\":2", "\"minutes\":\"two\"");

    // tag::classes[]
    public record Deck(String title, List<Slide> slides) {}

    public record Slide(String title, int minutes) {}
    // end::classes[]

    private final List<String> drawn = new ArrayList<>();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                bindToRegistry("painter", new Painter());
                getContext().getPropertiesComponent().addInitialProperty("deck", Deck.class.getName());

                // tag::push[]
                from("direct:push")
                        .to("openrouter:streaming?outputClass={{deck}}&streamElements=/slides&streamTo=direct:slide")
                        .log("${header.CamelOpenRouterCost} USD for ${body.slides.size} slides")
                        .to("direct:done"); // the body is the whole Deck

                from("direct:slide")
                        .filter(header("CamelOpenRouterElementPointer").isEqualTo("/slides"))
                        .to("bean:painter?method=draw"); // draw(Slide slide)
                // end::push[]

                // tag::pull[]
                from("direct:pull")
                        .to("openrouter:streaming?outputClass={{deck}}&streamElements=/slides")
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .filter(simple("${body.last} == false"))
                        .to("bean:painter?method=draw")
                        .end()
                        .filter(simple("${body.last}"))
                        .setHeader("cost", simple("${body.response.usage.cost}"))
                        .to("direct:done");
                // end::pull[]

                // tag::invalid[]
                from("direct:invalid")
                        .onException(InvalidAnswerException.class)
                        .handled(true)
                        .setBody(simple("${exception.violations}"))
                        .end()
                        .to("openrouter:streaming?outputClass={{deck}}&streamElements=/slides&onInvalidElement=abort"
                                + "&streamTo=direct:slide");
                // end::invalid[]

                // tag::partial[]
                from("direct:partial")
                        .to("openrouter:streaming?outputClass={{deck}}&streamPartial=true&streamTo=direct:page");
                // end::partial[]

                from("direct:done").to("mock:done");
                from("direct:page").to("mock:page");
            }
        };
    }

    /** Draws slides. */
    public final class Painter {
        public void draw(Slide slide) {
            drawn.add(slide.title());
        }
    }

    private static Reply answer(String text) {
        List<String> events = new ArrayList<>();
        for (int from = 0; from < text.length(); from += 10) {
            String piece = text.substring(from, Math.min(text.length(), from + 10));
            events.add("data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                    + new String(JsonStringEncoder.getInstance().quoteAsString(piece)) + "\"}}]}\n\n");
        }
        events.add("data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5,\"cost\":0.0001}}\n\n");
        events.add("data: [DONE]\n\n");
        return Reply.sse(events.toArray(String[]::new));
    }

    private Exchange ask(String route, String answer) {
        simulator.enqueue(answer(answer));
        return template.request(route, exchange -> exchange.getIn().setBody("Rivers of France, please"));
    }

    @Test
    void pushed_slides_are_drawn_and_the_route_goes_on_with_the_deck() {
        Exchange exchange = ask("direct:push", DECK);

        assertThat(exchange.getException()).isNull();
        assertThat(drawn).containsExactly("Seine", "Loire");
        assertThat(exchange.getMessage().getBody(Deck.class).title()).isEqualTo("Rivers");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.COST)).isNotNull();
    }

    @Test
    void pulled_slides_are_drawn_and_the_last_part_knows_the_cost() {
        Exchange exchange = ask("direct:pull", DECK);

        assertThat(exchange.getException()).isNull();
        assertThat(drawn).containsExactly("Seine", "Loire");
        assertThat(mock("done").getExchanges()).hasSize(1);
        assertThat(mock("done").getExchanges().get(0).getMessage().getHeader("cost", String.class))
                .isEqualTo("0.0001");
    }

    @Test
    void a_bad_slide_cuts_the_stream_and_says_what_is_wrong() {
        Exchange exchange = ask("direct:invalid", WRONG);

        assertThat(drawn).containsExactly("Seine");
        assertThat(exchange.getMessage().getBody(String.class)).contains("/slides/1/minutes");
    }

    @Test
    void what_is_set_beside_others_is_tested_by_tests_that_exist() throws IOException {
        String page = Files.readString(Path.of("../../docs/elements.md"));
        List<String> named = Pattern.compile("`([a-z]+(?:_[a-z]+){3,})`")
                .matcher(page.substring(page.indexOf("## Beside what others do")))
                .results()
                .map(found -> found.group(1))
                .toList();
        String tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.filter(file -> file.toString().endsWith("Test.java"))
                    .map(ElementsPageTest::read)
                    .collect(Collectors.joining());
        }

        assertThat(named).hasSizeGreaterThan(8).allMatch(name -> tests.contains("void " + name + "("));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_page_gets_states_of_the_deck_and_the_whole_one_at_last() {
        ask("direct:partial", DECK);

        List<Deck> states = mock("page").getExchanges().stream()
                .map(state -> state.getMessage().getBody(Deck.class))
                .collect(Collectors.toList());
        assertThat(states).isNotEmpty();
        assertThat(states.get(states.size() - 1).slides()).hasSize(2);
    }
}
