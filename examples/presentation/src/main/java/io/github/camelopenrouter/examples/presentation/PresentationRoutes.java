package io.github.camelopenrouter.examples.presentation;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Media;
import io.github.camelopenrouter.model.StreamElement;

/** A topic becomes an outline, and each title of the outline becomes a slide while the model still writes the next one. */
final class PresentationRoutes extends RouteBuilder {
    /** Where a slide stands, counted from 0. */
    static final String PLACE = "place";

    static final int PLACE_OF_FACTS = 1;
    static final int PLACE_OF_PICTURE = 2;

    /** A model that writes more titles than it was asked for does not decide what is paid. */
    private static final int MOST_SLIDES = 8;

    /** What a browser shows and cannot run; SVG is none of it. */
    private static final Set<String> PICTURES = Set.of("image/png", "image/jpeg", "image/webp", "image/gif");

    private static final String SLIDE =
            "maxTokens=700&maxRepairs=1&jsonSchema=classpath:io/github/camelopenrouter/examples/presentation/slide.schema.json&outputClass="
                    + Slide.class.getName();

    private final Deck deck;
    private final Facts facts;
    private final PrintStream terminal;

    PresentationRoutes(Deck deck, Facts facts, PrintStream terminal) {
        this.deck = deck;
        this.facts = facts;
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
                .to("openrouter:streaming?maxTokens=500&streamElements=/slides&outputClass=" + Outline.class.getName())
                .split(body())
                .streaming()
                .parallelProcessing()
                .stopOnException()
                .choice()
                .when(exchange -> part(exchange).last())
                .process(this::outlineIsWhole)
                .when(exchange -> part(exchange).index() < MOST_SLIDES)
                .process(this::titleIsWhole)
                .to("direct:slide");

        from("direct:slide")
                .routeId("slide")
                .doTry()
                .to("direct:write")
                .filter(exchangeProperty(PLACE).isEqualTo(PLACE_OF_PICTURE))
                .to("direct:draw")
                .end()
                .endDoTry()
                .doCatch(OpenRouterException.class)
                .process(this::slideFailed)
                .doFinally()
                .process(exchange -> deck.settled());

        from("direct:write")
                .setBody()
                .body(String.class, PresentationRoutes::askForSlide)
                .choice()
                .when(exchangeProperty(PLACE).isEqualTo(PLACE_OF_FACTS))
                .to("openrouter:completion?" + SLIDE + "&tools=facts&toolChoice=required&maxToolRounds=3")
                .otherwise()
                .to("openrouter:completion?" + SLIDE)
                .end()
                .process(this::slideIsWritten);

        // the body is what the model wants to know, and then what it is told
        from("openrouter:tool?name=facts&description=Numbers that are known for certain. Write no others."
                        + "&parameter.subject=string&parameter.subject.required=true")
                .setBody()
                .body(Map.class, arguments -> facts.about((String) arguments.get("subject")));

        from("direct:draw")
                .setBody()
                .body(Slide.class, PresentationRoutes::askForPicture)
                .to("openrouter:completion?model={{picture.model}}&modalities=image,text&maxTokens=4000"
                        + "&budgetReserve=0.05&output=response")
                .process(this::pictureIsDrawn);
        // end::routes[]
    }

    private static String askForOutline(String topic) {
        return "Outline a presentation with a title and 5 items, one for each slide, about: " + topic;
    }

    private static String askForSlide(String title) {
        return "Write the slide \"" + title + "\" of a presentation.";
    }

    private static String askForPicture(Slide slide) {
        return "Draw a picture without words for the slide \"" + slide.title() + "\": "
                + String.join(" ", slide.points());
    }

    /** Of the outline: a title, or at last the whole. */
    private static StreamElement part(Exchange exchange) {
        return exchange.getMessage().getBody(StreamElement.class);
    }

    private void titleIsWhole(Exchange exchange) {
        StreamElement element = part(exchange);
        String title = element.value().toString();
        exchange.setProperty(PLACE, element.index());
        exchange.getMessage().setBody(title);
        deck.promised(element.index(), title);
        tell("planned", element.index(), title);
    }

    private void outlineIsWhole(Exchange exchange) {
        StreamElement last = part(exchange);
        deck.outlined(((Outline) last.value()).title(), last.response().usage().cost());
    }

    private void slideIsWritten(Exchange exchange) {
        Message answer = exchange.getMessage();
        Slide slide = answer.getBody(Slide.class);
        deck.written(place(exchange), slide, note(exchange), paid(answer));
        tell("written", place(exchange), slide.title());
    }

    private static String note(Exchange exchange) {
        return switch (place(exchange)) {
            case PLACE_OF_FACTS ->
                "Calls of the tool for facts: "
                        + exchange.getMessage().getHeader(OpenRouterConstants.TOOL_CALLS_MADE, 0, Integer.class);
            case PLACE_OF_PICTURE -> "A picture is being drawn.";
            default -> null;
        };
    }

    private void pictureIsDrawn(Exchange exchange) {
        Message answer = exchange.getMessage();
        BigDecimal paid = paid(answer);
        for (Media picture : answer.getBody(ChatResponse.class).media()) {
            String type = picture.contentType();
            if (type != null && PICTURES.contains(type)) {
                String base64 = Base64.getEncoder().encodeToString(picture.bytes());
                deck.drawn(place(exchange), "data:" + type + ";base64," + base64, paid);
                tell("drawn", place(exchange), type);
                return;
            }
        }
        deck.paid(paid);
        deck.missed(place(exchange), "The model drew no picture.");
    }

    private void slideFailed(Exchange exchange) {
        OpenRouterException failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, OpenRouterException.class);
        deck.lost(failure, exchange.getMessage().getHeader(OpenRouterConstants.TOTAL_COST, BigDecimal.class));
        boolean stopped = "stopped".equals(failure.getErrorType());
        deck.missed(place(exchange), stopped ? "Stopped before it was there." : failure.getMessage());
        tell("missed", place(exchange), failure.getMessage());
    }

    /** A model's text controls no terminal. */
    private void tell(String what, int place, String text) {
        terminal.println("  " + what + ": " + (place + 1) + ". " + text.replaceAll("\\p{Cc}", " "));
    }

    private static int place(Exchange exchange) {
        return exchange.getProperty(PLACE, Integer.class);
    }

    /** Of all answers, those that were sent back included; null where the service did not say. */
    private static BigDecimal paid(Message answer) {
        BigDecimal all = answer.getHeader(OpenRouterConstants.TOTAL_COST, BigDecimal.class);
        return all == null ? answer.getHeader(OpenRouterConstants.COST, BigDecimal.class) : all;
    }
}
