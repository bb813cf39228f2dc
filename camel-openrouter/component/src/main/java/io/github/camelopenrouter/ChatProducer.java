package io.github.camelopenrouter;

import io.github.camelopenrouter.internal.call.Cancellable;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;

/** Operations that ask a model. */
abstract class ChatProducer extends OpenRouterProducer {
    private final CommandFactory commands;

    ChatProducer(OpenRouterEndpoint endpoint, CommandFactory commands) {
        super(endpoint, commands.maxRetryAfter());
        this.commands = commands;
    }

    @Override
    final Cancellable begin(Turn turn) {
        ResponseBinding.clear(turn.exchange().getMessage());
        Command command = commands.command(turn.exchange());
        return send(engine().client(), command, turn);
    }

    /** Sends the command. */
    abstract Cancellable send(OpenRouterClient client, Command command, Turn turn);
}
