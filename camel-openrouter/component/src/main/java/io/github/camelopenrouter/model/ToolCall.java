package io.github.camelopenrouter.model;

/**
 * A call that the model asks for. Nothing here is executed by the component.
 *
 * @param id opaque id to answer with; made up and unique within the answer where the provider sent none
 * @param type {@code function} unless the provider says otherwise
 * @param name name of the function; null where the provider never sent one
 * @param arguments JSON text of the arguments, {@code {}} for none; the raw text where {@code error} is set
 * @param error why this call must not be executed, or null where its arguments are a JSON object
 */
public record ToolCall(String id, String type, String name, String arguments, String error) {
    public ToolCall(String id, String name, String arguments) {
        this(id, "function", name, arguments, null);
    }
}
