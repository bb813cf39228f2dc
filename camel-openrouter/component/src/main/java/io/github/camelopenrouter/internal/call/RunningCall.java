package io.github.camelopenrouter.internal.call;

/** Something that is under way and can be ended from outside. Any thread may call it. */
public interface RunningCall {
    /**
     * Ends it at once, as a failure of this type unless it has ended.
     *
     * @param type the failure's error type, such as {@code cancelled}
     * @param why for the message, such as {@code the route was stopped}
     */
    void cancel(String type, String why);

    /** Ends it where it only waits, and begins nothing more. What has been sent goes on. */
    default void drain() {}
}
