package io.github.camelopenrouter.internal.journal;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.wire.Json;
import io.github.camelopenrouter.internal.wire.RequestWriter;
import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ContentPart;
import io.github.camelopenrouter.store.GenerationJournal;

/** A tool is run. */
final class ToolWork extends Work<ToolAnswer> {
    private static final String NOT_KNOWN =
            "It is not known whether the tool ran: it was called before, and its result was lost. Find out before it is"
                    + " called again.";

    private final ToolRow row;
    private final Supplier<CompletableFuture<ToolAnswer>> run;
    private final CompletableFuture<ToolAnswer> told;

    ToolWork(ToolRow row, Supplier<CompletableFuture<ToolAnswer>> run, CompletableFuture<ToolAnswer> told) {
        super(JournalRefusals.ofTool(row.name()), policy(row.unanswered()));
        this.row = row;
        this.run = run;
        this.told = told;
    }

    private static Unanswered policy(ToolRow.WhenUnanswered option) {
        return switch (option) {
            case park -> Unanswered.PARK;
            case rerun -> Unanswered.AGAIN;
            case tellModel -> Unanswered.INSTEAD;
        };
    }

    @Override
    String hash() {
        return row.hash();
    }

    @Override
    Duration deadline() {
        return row.patience();
    }

    @Override
    boolean deadlineIsForWaiting() {
        return true;
    }

    @Override
    RunningCall begin(Duration left, Hearing<ToolAnswer> hearing) {
        CompletableFuture<ToolAnswer> running = run.get();
        running.whenComplete((answer, failure) -> {
            if (failure == null) {
                hearing.done(answer);
            } else {
                hearing.failed(lost(failure));
            }
        });
        return new RunningCall() {
            @Override
            public void cancel(String type, String why) {
                running.completeExceptionally(new TransportException(
                        ErrorDetails.of("OpenRouter: " + why, Outcome.UNKNOWN).withErrorType(type), null));
            }

            @Override
            public void drain() {
                // a tool that runs may end, as a request that was sent may
            }
        };
    }

    private OpenRouterException lost(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof OpenRouterException known
                ? known
                : new TransportException(
                        ErrorDetails.of(
                                        "OpenRouter: what came of the tool " + row.name() + " is not known",
                                        Outcome.UNKNOWN)
                                .withErrorType("tool_failed"),
                        cause);
    }

    @Override
    ToolAnswer instead() {
        return new ToolAnswer(NOT_KNOWN, true, false, null, true, null);
    }

    @Override
    boolean holds(ToolAnswer answer) {
        return answer.holds();
    }

    @Override
    GenerationJournal.Answer written(ToolAnswer answer) {
        return new GenerationJournal.Answer(null, null, null, null, write(row.name(), answer));
    }

    /** In ASCII, so that any encoding of a store can hold it. */
    private static String write(String tool, ToolAnswer answer) {
        StringWriter out = new StringWriter(256);
        try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
            json.enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature());
            json.writeStartObject();
            json.writeStringField("tool", tool);
            json.writeBooleanField("failed", answer.failed());
            json.writeBooleanField("ran", answer.ran());
            if (answer.fault() != null) {
                json.writeStringField("fault", answer.fault());
            }
            json.writeFieldName("content");
            if (answer.content() == null || answer.content() instanceof String) {
                json.writeString(answer.content() == null ? "" : (String) answer.content());
            } else {
                // as a request has it, which knows how bytes are written
                byte[] whole = RequestWriter.write(ChatRequest.of(Map.of("content", answer.content())));
                json.writeTree(Json.object(whole).get("content"));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    @Override
    ToolAnswer read(String json) {
        JsonNode object;
        try {
            object = Json.object(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // its message may quote the result
            throw new IllegalArgumentException("is not the JSON of a result");
        }
        JsonNode content = object.path("content");
        if (!content.isTextual() && !content.isArray()) {
            throw new IllegalArgumentException("has no content");
        }
        return new ToolAnswer(
                content.isTextual() ? content.textValue() : parts(content),
                object.path("failed").asBoolean(),
                object.path("ran").asBoolean(),
                object.path("fault").isTextual() ? object.path("fault").textValue() : null,
                true,
                null);
    }

    private static List<JsonNode> parts(JsonNode content) {
        List<JsonNode> parts = new ArrayList<>();
        content.forEach(parts::add);
        return List.copyOf(parts);
    }

    @Override
    long weight(ToolAnswer answer) {
        return 1_000 + (answer.content() instanceof String text ? text.length() : bytes(answer.content()));
    }

    private static long bytes(Object content) {
        if (content instanceof byte[] bytes) {
            return bytes.length;
        }
        if (content instanceof ContentPart.DataUrl url) {
            return url.bytes().length;
        }
        if (content instanceof String text) {
            return text.length();
        }
        long weight = 16;
        if (content instanceof ContentPart part) {
            weight += bytes(part.members());
        } else if (content instanceof Map<?, ?> map) {
            for (Object value : map.values()) {
                weight += bytes(value);
            }
        } else if (content instanceof List<?> list) {
            for (Object value : list) {
                weight += bytes(value);
            }
        }
        return weight;
    }

    @Override
    String generation(ToolAnswer answer) {
        return null;
    }

    @Override
    OpenRouterException parked(String generationId, int attempts) {
        return JournalRefusals.parked(row, attempts);
    }

    @Override
    OpenRouterException notStored(ToolAnswer answer, String why, Throwable cause) {
        return JournalRefusals.notStored(row.name(), why, cause);
    }

    @Override
    void tell(ToolAnswer answer, boolean replayed) {
        told.complete(answer);
    }

    @Override
    void tell(OpenRouterException failure) {
        told.completeExceptionally(failure);
    }
}
