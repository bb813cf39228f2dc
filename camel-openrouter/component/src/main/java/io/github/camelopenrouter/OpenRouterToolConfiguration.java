package io.github.camelopenrouter;

import java.util.Map;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/**
 * The options of {@code openrouter:tool}, which makes a route a tool: data alone. They are called as in Camel's other components for
 * tools, so that a route can move.
 */
@UriParams
public class OpenRouterToolConfiguration {
    @UriParam(
            label = "consumer",
            description =
                    "What models call the tool by: 1 to 64 letters, digits, dashes and underscores, and no other tool's name")
    private String name;

    @UriParam(
            label = "consumer",
            description = "What the tool does, and when it is the right one. Models choose a tool by it")
    private String description;

    @UriParam(
            label = "consumer",
            description = "Words that stand for the tool where a producer names its tools, separated by commas")
    private String tags;

    @UriParam(
            label = "consumer",
            prefix = "parameter.",
            multiValue = true,
            description =
                    "Parameters of the tool: `parameter.<name>=<type>` with string, integer, number, boolean, array or object, "
                            + "and beside it `parameter.<name>.description`, `parameter.<name>.required` (true or false) and "
                            + "`parameter.<name>.enum` (values separated by commas)")
    private Map<String, Object> parameters;

    @UriParam(
            label = "consumer",
            description =
                    "Parameters of the tool as a JSON schema of an object: the JSON itself, `classpath:` or `file:` with a "
                            + "resource, or `#bean` with a bean that is text, a Map or a JsonNode")
    private String parametersSchema;

    @UriParam(
            label = "consumer",
            description =
                    "Name of the class that the arguments are read as, which is then the body. The schema of the parameters "
                            + "is made of it")
    private String parametersClass;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Whether the provider must make arguments that hold the schema to the letter. The schema is brought into "
                            + "the subset that providers take for that")
    private boolean strictParameters;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Whether the tool's result is the answer: the model is not asked again. Where a model calls several "
                            + "tools at once, all of them must have it set")
    private boolean returnDirect;

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getDescription() {
        return description;
    }

    public void setDescription(String description) {
        this.description = description;
    }

    public String getTags() {
        return tags;
    }

    public void setTags(String tags) {
        this.tags = tags;
    }

    public Map<String, Object> getParameters() {
        return parameters;
    }

    public void setParameters(Map<String, Object> parameters) {
        this.parameters = parameters;
    }

    public String getParametersSchema() {
        return parametersSchema;
    }

    public void setParametersSchema(String parametersSchema) {
        this.parametersSchema = parametersSchema;
    }

    public String getParametersClass() {
        return parametersClass;
    }

    public void setParametersClass(String parametersClass) {
        this.parametersClass = parametersClass;
    }

    public boolean isStrictParameters() {
        return strictParameters;
    }

    public void setStrictParameters(boolean strictParameters) {
        this.strictParameters = strictParameters;
    }

    public boolean isReturnDirect() {
        return returnDirect;
    }

    public void setReturnDirect(boolean returnDirect) {
        this.returnDirect = returnDirect;
    }
}
