package io.github.camelopenrouter.store;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.aggregate.MemoryAggregationRepository;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** On Camel's repository in memory, whose optimistic locking is on. */
class AggregationConversationRepositoryTest extends ConversationRepositoryContract {
    private final CamelContext context = new DefaultCamelContext();
    private final MemoryAggregationRepository shared = new MemoryAggregationRepository(true);

    @Override
    ConversationRepository repository() {
        return new AggregationConversationRepository(shared, context, clock);
    }

    @Test
    void what_is_there_under_its_key_and_no_conversation_is_refused() {
        DefaultExchange strange = new DefaultExchange(context);
        strange.getMessage().setBody("somebody else's");
        shared.add(context, key, null, strange);

        assertThatThrownBy(() -> load(key))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("must belong to conversations alone")
                .hasMessageNotContaining("somebody");
    }

    @Test
    void nothing_is_left_of_a_conversation_that_was_forgotten() {
        save(key, 0, "one", java.util.Map.of("a", "data:a"), java.util.Set.of("a"), null);
        assertThat(shared.getKeys()).hasSize(2);

        done(one().forget(key));

        assertThat(shared.getKeys()).isEmpty();
    }
}
