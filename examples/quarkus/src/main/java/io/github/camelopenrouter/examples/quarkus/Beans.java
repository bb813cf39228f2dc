package io.github.camelopenrouter.examples.quarkus;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.InMemoryConversationRepository;

/** What {@code application.properties} refers to. */
class Beans {
    private static final int MOST_CONVERSATIONS = 1_000;
    private static final long MOST_CHARACTERS = 64_000_000;

    // tag::bean[]
    /** In memory, and so for as long as the application lives; with a {@code JdbcConversationRepository} for longer. */
    @Produces
    @Singleton
    @Named("conversations")
    ConversationRepository conversations() {
        return new InMemoryConversationRepository(MOST_CONVERSATIONS, MOST_CHARACTERS);
    }
    // end::bean[]
}
