package io.github.camelopenrouter.internal.operation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.AsyncProducer;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterOperation;
import io.github.camelopenrouter.OpenRouterStreamFormat;
import io.github.camelopenrouter.OpenRouterUnansweredTool;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;

/** All operations, one row each: nothing else asks which operation an endpoint has. */
public final class Operations {
    private static final Map<OpenRouterOperation, Operation> ROWS = Stream.of(
                    new Operation(
                            OpenRouterOperation.completion,
                            null,
                            CompletionProducer::check,
                            CompletionProducer::new,
                            null),
                    new Operation(
                            OpenRouterOperation.streaming,
                            null,
                            Operations::checkStreaming,
                            Operations::streaming,
                            null),
                    new Operation(
                            OpenRouterOperation.generation,
                            GenerationProducer.OPTIONS,
                            options -> {},
                            GenerationProducer::new,
                            null),
                    new Operation(
                            OpenRouterOperation.tool, ToolConsumer.COMMON, options -> {}, null, ToolConsumer::new))
            .collect(Collectors.toMap(Operation::name, Function.identity()));

    private Operations() {}

    public static Operation of(OpenRouterOperation name) {
        return ROWS.get(name);
    }

    /**
     * @param name what stands behind the scheme of a URI
     * @throws IllegalArgumentException where there is none of that name
     */
    public static Operation named(String name) {
        List<String> known = Arrays.stream(OpenRouterOperation.values())
                .map(OpenRouterOperation::name)
                .toList();
        if (!known.contains(name)) {
            throw new IllegalArgumentException("Unknown operation '" + name + "': use openrouter:"
                    + String.join(", openrouter:", known.subList(0, known.size() - 1)) + " or openrouter:"
                    + known.get(known.size() - 1) + ", and ?model=... for the model");
        }
        return of(OpenRouterOperation.valueOf(name));
    }

    private static void checkStreaming(OpenRouterConfiguration options) {
        if (options.getJournal() != null
                || options.getJournalStep() != null
                || options.getUnanswered() != null
                || options.getUnansweredTool() != OpenRouterUnansweredTool.park) {
            throw new IllegalArgumentException(
                    "The options journal, journalStep, unanswered and unansweredTool belong to"
                            + " openrouter:completion: an answer that is handed on while it arrives cannot be taken back. Set them on"
                            + " the endpoint, and not on the component, where it has other endpoints");
        }
        StreamedObjects.check(options);
        boolean servers =
                options.getMcpServer() != null && !options.getMcpServer().isEmpty();
        if ((options.getTools() != null || servers)
                && (options.getStreamFormat() != OpenRouterStreamFormat.chunks
                        || options.getStreamElements() != null
                        || options.isStreamPartial())) {
            throw new IllegalArgumentException(
                    "The options tools and mcpServer need a stream of chunks, which tell what the tools do:"
                            + " leave out streamFormat, streamElements and streamPartial");
        }
        if (options.isResponseHealing()) {
            throw new IllegalArgumentException("The option responseHealing belongs to openrouter:completion: OpenRouter"
                    + " repairs no answer that it streams");
        }
        if (options.getMaxRepairs() > 0) {
            throw new IllegalArgumentException(
                    "The option maxRepairs belongs to openrouter:completion: what was handed on"
                            + " while it arrived cannot be taken back");
        }
        if (options.getStreamTo() != null && options.getStreamFormat() != OpenRouterStreamFormat.chunks) {
            throw new IllegalArgumentException(
                    "The options streamTo and streamFormat exclude each other: set one of them");
        }
    }

    private static AsyncProducer streaming(EndpointTerms terms) {
        return terms.options().getStreamTo() == null ? new PullProducer(terms) : new PushProducer(terms);
    }
}
