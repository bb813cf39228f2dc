package io.github.camelopenrouter.simulator.service;

import java.util.List;

/** How providers put it that calls, results and reasoning do not fit together. */
enum ToolWords {
    ANTHROPIC {
        @Override
        String unanswered(int message, List<String> ids) {
            return "messages." + message
                    + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
                    + String.join(", ", ids)
                    + ". Each `tool_use` block must have a corresponding `tool_result` block in the next message.";
        }

        @Override
        String unexpected(int message, String id) {
            return "messages." + message + ".content.0: unexpected `tool_use_id` found in `tool_result` blocks: " + id
                    + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous message.";
        }

        @Override
        String repeated(int message, String id) {
            return "messages." + message + ".content: `tool_use` ids must be unique";
        }

        @Override
        String lost(int message) {
            return "messages." + message + ".content.0.type: Expected `thinking` or `redacted_thinking`, but found"
                    + " `tool_use`. When `thinking` is enabled, a final `assistant` message must start with a thinking"
                    + " block (preceeding the lastmost set of `tool_use` and `tool_result` blocks).";
        }

        @Override
        String changed(int message) {
            return "messages." + message + ".content.0: Invalid `signature` in `thinking` block";
        }
    },
    GOOGLE {
        private static final String UNEQUAL = "Please ensure that the number of function response parts is equal to the"
                + " number of function call parts of the function call turn.";

        @Override
        String unanswered(int message, List<String> ids) {
            return UNEQUAL;
        }

        @Override
        String unexpected(int message, String id) {
            return UNEQUAL;
        }

        @Override
        String repeated(int message, String id) {
            return UNEQUAL;
        }

        @Override
        String lost(int message) {
            return "Function call is missing a thought_signature in functionCall parts. This is required for tools to"
                    + " work correctly.";
        }

        @Override
        String changed(int message) {
            return "Thought signature is not valid";
        }
    },
    OPENAI {
        @Override
        String unanswered(int message, List<String> ids) {
            return "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                    + " 'tool_call_id'. The following tool_call_ids did not have response messages: "
                    + String.join(", ", ids);
        }

        @Override
        String unexpected(int message, String id) {
            return "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with"
                    + " 'tool_calls'. messages.[" + message + "].tool_call_id: " + id;
        }

        @Override
        String repeated(int message, String id) {
            return "Duplicate value for 'tool_call_id' of '" + id + "' in message[" + message + "].tool_calls";
        }

        @Override
        String lost(int message) {
            return "An item of type 'function_call' was provided without its required 'reasoning' item.";
        }

        @Override
        String changed(int message) {
            return "The encrypted content of a reasoning item could not be verified.";
        }
    };

    static ToolWords of(String format) {
        if (format.startsWith("anthropic")) {
            return ANTHROPIC;
        }
        return format.startsWith("google") ? GOOGLE : OPENAI;
    }

    /** Calls of that message have no result behind it. */
    abstract String unanswered(int message, List<String> ids);

    /** A result has no call before it, or is the second one. */
    abstract String unexpected(int message, String id);

    /** Two calls of a message have the same id. */
    abstract String repeated(int message, String id);

    /** A message with calls lacks the reasoning that it was answered with. */
    abstract String lost(int message);

    /** The reasoning of a message is not what was answered. */
    abstract String changed(int message);
}
