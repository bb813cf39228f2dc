package io.github.camelopenrouter.internal.operation;

import java.util.concurrent.CompletableFuture;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.internal.binding.ApiKeys;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.binding.ConversationBinding;
import io.github.camelopenrouter.internal.binding.RequestBinding;
import io.github.camelopenrouter.internal.binding.ResultHeaders;
import io.github.camelopenrouter.internal.binding.ServiceAddress;
import io.github.camelopenrouter.internal.call.CallSettings;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.conversation.ConversationTurn;
import io.github.camelopenrouter.internal.conversation.TurnFacts;
import io.github.camelopenrouter.internal.runtime.ComponentRuntime;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;
import io.github.camelopenrouter.internal.runtime.RunningExchange;
import io.github.camelopenrouter.model.PendingToolCalls;

/** Operations that ask a model. */
abstract class ChatProducer extends OperationProducer {
    private final CallBinding commands;
    private final EndpointTerms terms;
    /** Null where none are. */
    private OfferedTools tools;

    private final ConversationBinding conversation;

    ChatProducer(EndpointTerms terms, CallBinding commands) {
        super(terms, commands.maxRetryAfter());
        this.commands = commands;
        this.terms = terms;
        this.conversation = new ConversationBinding(
                terms.endpoint().getCamelContext(),
                terms.options(),
                terms.runtime().conversations());
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        tools = OfferedTools.of(terms);
    }

    @Override
    protected void doStart() throws Exception {
        startTools();
        super.doStart();
    }

    /** A cache may have stopped this producer and used it again. */
    private synchronized void startTools() {
        if (tools != null) {
            tools.start();
        }
    }

    @Override
    synchronized void idle() {
        if (tools != null) {
            tools.stop();
        }
    }

    /** How exchanges of this endpoint become calls; what an earlier process left in its budget store is taken over from now on. */
    static CallBinding binding(EndpointTerms terms, boolean streaming, CallSettings settings) {
        OpenRouterConfiguration options = terms.options();
        ComponentRuntime runtime = terms.runtime();
        runtime.takeOver(options);
        return new CallBinding(
                ServiceAddress.of(options.getBaseUrl(), options.isAllowInsecureHttp()),
                options,
                new RequestBinding(options, streaming, terms.modelIsDefault(), terms.formats()),
                settings,
                new ApiKeys(options, runtime.environment()),
                () -> runtime.stacks().admission(terms));
    }

    @Override
    final RunningCall begin(RunningExchange running) {
        ResultHeaders.clear(running.exchange().getMessage());
        TurnFacts facts = conversation.facts(running.exchange());
        if (facts == null) {
            return ask(running, null);
        }
        ConversationTurn turn = engine().conversations().turn(conversation.settings(), facts);
        return ConversedCall.begin(turn, running, () -> ask(running, turn));
    }

    private RunningCall ask(RunningExchange running, ConversationTurn turn) {
        PendingToolCalls waiting =
                running.exchange().getMessage().getBody() instanceof PendingToolCalls calls ? calls : null;
        if (tools == null && waiting == null) {
            return send(engine().client(), commands.prepare(running.exchange(), turn), null, running);
        }
        CompletableFuture<OfferedTools.Rounds> offered = CallBinding.guarded(() -> {
            if (tools == null) {
                throw new IllegalArgumentException(
                        "The body is calls of tools that wait, and this endpoint has no tools: send it to one with the same"
                                + " option tools as that which handed them out");
            }
            startTools();
            return tools.rounds(running.exchange(), waiting);
        });
        return AwaitedCall.start(
                offered,
                rounds -> ask(running, turn, rounds),
                failure -> running.over(() -> running.failure(failure)),
                engine().routes().workers());
    }

    private RunningCall ask(RunningExchange running, ConversationTurn turn, OfferedTools.Rounds offered) {
        CallBinding.Prepared call = offered.back() == null
                ? commands.prepare(running.exchange(), turn, offered.definitions())
                : commands.goOn(
                        running.exchange(),
                        turn,
                        offered.definitions(),
                        offered.back().request());
        return send(engine().client(), call, offered.any() ? offered : null, running);
    }

    /**
     * Sends the call.
     *
     * @param tools what runs the tools that the model asks for; null where nothing does
     */
    abstract RunningCall send(
            OpenRouterClient client, CallBinding.Prepared call, OfferedTools.Rounds tools, RunningExchange running);
}
