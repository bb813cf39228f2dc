package io.github.camelopenrouter.store;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import javax.sql.DataSource;

/**
 * What the stores in a database have in common: their properties, so that an application can declare one without Java. Set them before
 * the first use. The data source is closed by whoever made it.
 */
public abstract sealed class JdbcStore implements RequiresSetUp
        permits JdbcBudgetStore, JdbcConversationRepository, JdbcGenerationJournal {
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

    private final String tables;
    private final String failure;
    private final Lock making = new ReentrantLock();

    private DataSource dataSource;
    private Duration statementTimeout = STATEMENT_TIMEOUT;
    private volatile boolean schemaWanted;
    private volatile Jdbc database;

    /**
     * @param tables their names and a verb, for messages
     * @param failure what could not be done where the schema cannot be made
     */
    JdbcStore(String tables, String failure) {
        this.tables = tables;
        this.failure = failure;
    }

    /** One that is complete. */
    JdbcStore(String tables, String failure, DataSource dataSource, Duration statementTimeout) {
        this(tables, failure);
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        Jdbc.checkTimeout(statementTimeout);
        this.statementTimeout = statementTimeout;
    }

    public final synchronized DataSource getDataSource() {
        return dataSource;
    }

    /** Where the tables are; mandatory. How long a connection may be waited for is its own matter. */
    public final synchronized void setDataSource(DataSource dataSource) {
        settable("dataSource");
        this.dataSource = dataSource;
    }

    public final synchronized Duration getStatementTimeout() {
        return statementTimeout;
    }

    /** Longest time for one statement, in whole seconds; ten where nothing is said. */
    public final synchronized void setStatementTimeout(Duration statementTimeout) {
        settable("statementTimeout");
        Jdbc.checkTimeout(statementTimeout);
        this.statementTimeout = statementTimeout;
    }

    /** Whether the first use makes the tables where they are missing, as {@link #createSchema} does; false where nothing is said. */
    public final void setCreateSchema(boolean createSchema) {
        settable("createSchema");
        schemaWanted = createSchema;
    }

    private void settable(String property) {
        if (database != null) {
            throw new IllegalStateException("The property " + property + " of "
                    + getClass().getSimpleName() + " cannot be changed after its first use: set it before");
        }
    }

    /**
     * Makes the tables where they are missing, by the script beside the class that has its name.
     *
     * @throws StoreException where the database refuses
     */
    public final void createSchema() {
        connected().createSchema(failure);
    }

    @Override
    public final void checkSetUp() {
        if (getDataSource() == null) {
            throw new IllegalStateException(
                    getClass().getSimpleName()
                            + " has no data source. Set its property dataSource, such as camel.beans.NAME.dataSource=#bean:DATA_SOURCE");
        }
    }

    /** The database, with its tables where they are to be made. */
    final Jdbc database() {
        Jdbc connected = connected();
        if (schemaWanted) {
            make(connected);
        }
        return connected;
    }

    /** Whoever comes meanwhile needs the tables, too, and waits for no longer than the statements may take. */
    private void make(Jdbc connected) {
        making.lock();
        try {
            if (schemaWanted) {
                connected.createSchema(failure);
                schemaWanted = false;
            }
        } finally {
            making.unlock();
        }
    }

    private Jdbc connected() {
        Jdbc known = database;
        return known != null ? known : connect();
    }

    private synchronized Jdbc connect() {
        if (database == null) {
            try {
                checkSetUp();
            } catch (IllegalStateException e) {
                throw new StoreException(e.getMessage(), false, null);
            }
            database = new Jdbc(dataSource, getClass(), tables, statementTimeout);
        }
        return database;
    }
}
