package io.github.camelopenrouter.examples.quarkus;

import java.math.BigDecimal;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What all answers cost since the start, and what they may cost. */
@Path("/bill")
public class BillResource {
    private final Chat chat;

    @Inject
    BillResource(Chat chat) {
        this.chat = chat;
    }

    /**
     * @param spent in US dollars
     * @param budget as the configuration says it, such as {@code 0.50/day}
     */
    public record Bill(BigDecimal spent, String budget) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Bill bill() {
        return new Bill(chat.spent(), chat.budget());
    }
}
