package io.github.camelopenrouter.internal.operation;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.internal.binding.ApiKeys;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.binding.RequestBinding;
import io.github.camelopenrouter.internal.binding.ResultHeaders;
import io.github.camelopenrouter.internal.binding.ServiceAddress;
import io.github.camelopenrouter.internal.call.CallSettings;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.runtime.ComponentRuntime;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;
import io.github.camelopenrouter.internal.runtime.RunningExchange;

/** Operations that ask a model. */
abstract class ChatProducer extends OperationProducer {
    private final CallBinding commands;

    ChatProducer(EndpointTerms terms, CallBinding commands) {
        super(terms, commands.maxRetryAfter());
        this.commands = commands;
    }

    /** How exchanges of this endpoint become calls; what an earlier process left in its budget store is taken over from now on. */
    static CallBinding binding(EndpointTerms terms, boolean streaming, CallSettings settings) {
        OpenRouterConfiguration options = terms.options();
        ComponentRuntime runtime = terms.runtime();
        runtime.takeOver(options);
        return new CallBinding(
                ServiceAddress.of(options.getBaseUrl(), options.isAllowInsecureHttp()),
                options,
                new RequestBinding(options, streaming, terms.modelIsDefault()),
                settings,
                new ApiKeys(options, runtime.environment()),
                () -> runtime.stacks().admission(terms));
    }

    @Override
    final RunningCall begin(RunningExchange running) {
        ResultHeaders.clear(running.exchange().getMessage());
        Command command = commands.command(running.exchange());
        return send(engine().client(), command, running);
    }

    /** Sends the command. */
    abstract RunningCall send(OpenRouterClient client, Command command, RunningExchange running);
}
