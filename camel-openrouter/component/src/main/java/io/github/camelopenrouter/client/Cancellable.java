package io.github.camelopenrouter.client;

/** Something that is under way and can be ended from outside. */
public interface Cancellable {
    /**
     * Ends it at once, as a failure of this type unless it has ended. Any thread may call it.
     *
     * @param type the failure's error type, such as {@code cancelled}
     * @param why for the message, such as {@code the route was stopped}
     */
    void cancel(String type, String why);

    /** Ends it where nothing has been sent yet or it waits to be sent again; what has been sent goes on. Any thread may call it. */
    void drain();
}
