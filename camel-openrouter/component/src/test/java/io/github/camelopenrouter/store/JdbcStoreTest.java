package io.github.camelopenrouter.store;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Stores that are set up by properties, as Camel and Spring do. */
class JdbcStoreTest {
    static Stream<JdbcStore> stores() {
        return Stream.of(new JdbcBudgetStore(), new JdbcConversationRepository(), new JdbcGenerationJournal());
    }

    private static JdbcDataSource database() {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=5");
        return dataSource;
    }

    /** The first thing that somebody asks. */
    private static Object use(JdbcStore store) {
        if (store instanceof GenerationJournal journal) {
            return journal.find("key");
        }
        return store instanceof BudgetStore budgets
                ? budgets.balance(new BudgetStore.Account("a", java.time.Instant.EPOCH, null))
                : ((ConversationRepository) store)
                        .load("key")
                        .toCompletableFuture()
                        .join();
    }

    @ParameterizedTest
    @MethodSource("stores")
    void the_first_use_makes_the_tables_where_that_is_wanted_in_whatever_order_it_is_said(JdbcStore store) {
        store.setCreateSchema(true);
        store.setStatementTimeout(Duration.ofSeconds(5));
        store.setDataSource(database());

        store.checkSetUp();

        assertThat(use(store)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("stores")
    void tables_are_not_made_where_nobody_said_so(JdbcStore store) {
        store.setDataSource(database());

        assertThatThrownBy(() -> use(store))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("createSchema=true");
    }

    @ParameterizedTest
    @MethodSource("stores")
    void a_missing_data_source_is_told_with_how_to_set_it_and_asking_again_is_no_use(JdbcStore store) {
        String told = store.getClass().getSimpleName()
                + " has no data source. Set its property dataSource, such as camel.beans.NAME.dataSource=#bean:DATA_SOURCE";

        assertThatThrownBy(store::checkSetUp)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(told);
        assertThatThrownBy(() -> use(store))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.isRetryable()).isFalse())
                .hasMessageEndingWith(told);
    }

    @ParameterizedTest
    @MethodSource("stores")
    void nothing_changes_after_the_first_use(JdbcStore store) {
        store.setDataSource(database());
        store.createSchema();

        assertThatThrownBy(() -> store.setDataSource(database()))
                .hasMessageEndingWith("cannot be changed after its first use: set it before");
        assertThatThrownBy(() -> store.setCreateSchema(true)).hasMessageContaining("createSchema");
        assertThatThrownBy(() -> store.setStatementTimeout(Duration.ofSeconds(1)))
                .hasMessageContaining("statementTimeout");
    }

    @Test
    void properties_may_follow_a_constructor() {
        JdbcGenerationJournal journal = new JdbcGenerationJournal(database());
        journal.setStatementTimeout(Duration.ofSeconds(5));
        journal.setCreateSchema(true);

        assertThat(journal.find("key")).isEmpty();
    }

    @Test
    void a_timeout_of_nothing_is_refused() {
        assertThatThrownBy(() -> new JdbcBudgetStore().setStatementTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than nothing");
    }

    @Test
    void a_conversation_repository_without_a_repository_of_camel_says_what_to_set() {
        assertThatThrownBy(() -> new AggregationConversationRepository().checkSetUp())
                .hasMessageContaining("camel.beans.NAME.repository=#bean:REPOSITORY");
    }
}
