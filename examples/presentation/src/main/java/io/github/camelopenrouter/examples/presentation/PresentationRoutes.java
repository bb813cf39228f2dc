package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.io.PrintStream;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.OpenRouterConstants;

/** A topic becomes an outline, and the outline becomes slides. */
final class PresentationRoutes extends RouteBuilder {
    static final String OUTLINE = "outline";
    static final String OUTLINE_COST = "outlineCost";

    private final Page page;
    private final PrintStream terminal;

    PresentationRoutes(Page page, PrintStream terminal) {
        this.page = page;
        this.terminal = terminal;
    }

    @Override
    public void configure() {
        // a failure goes back to the caller, who tells it in one line
        errorHandler(noErrorHandler());

        // tag::routes[]
        from("direct:presentation")
                .routeId("presentation")
                .setBody()
                .body(String.class, PresentationRoutes::askForOutline)
                .to("openrouter:completion?maxTokens=500&maxRepairs=1&outputClass=" + Outline.class.getName())
                .setProperty(OUTLINE, body())
                // of all answers, those that were sent back included
                .setProperty(OUTLINE_COST, header(OpenRouterConstants.TOTAL_COST))
                .process(this::showOutline)
                .setBody()
                .body(Outline.class, PresentationRoutes::askForSlides)
                .to("openrouter:streaming?maxTokens=3000&streamElements=/slides&streamTo=direct:slide&outputClass="
                        + Deck.class.getName());

        from("direct:slide")
                .routeId("slide")
                // the last exchange is the whole deck, and no element
                .filter(header(OpenRouterConstants.ELEMENT_INDEX).isNotNull())
                .process(this::showSlide);
        // end::routes[]
    }

    private static String askForOutline(String topic) {
        return "Outline a presentation with a title and 3 to 5 items, one for each slide, about: " + topic;
    }

    private static String askForSlides(Outline outline) {
        return "Write the slides of the presentation \"" + outline.title() + "\": one for each of these "
                + outline.slides().size() + " items, in this order.\n- "
                + String.join("\n- ", outline.slides());
    }

    private void showOutline(Exchange exchange) throws IOException {
        Message answer = exchange.getMessage();
        Outline outline = answer.getBody(Outline.class);
        page.begin(outline);
        terminal.println();
        terminal.println(outline.title());
        outline.slides().forEach(title -> terminal.println("  - " + title));
        terminal.println("[" + answer.getHeader(OpenRouterConstants.RESPONSE_MODEL) + " | "
                + answer.getHeader(OpenRouterConstants.PROVIDER) + "]");
    }

    private void showSlide(Exchange exchange) throws IOException {
        Message element = exchange.getMessage();
        Slide slide = element.getBody(Slide.class);
        page.add(slide);
        terminal.println();
        terminal.println(
                (element.getHeader(OpenRouterConstants.ELEMENT_INDEX, Integer.class) + 1) + ". " + slide.title());
        slide.points().forEach(point -> terminal.println("  - " + point));
    }
}
