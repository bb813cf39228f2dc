package io.github.camelopenrouter.docs;

import java.util.List;

/** Options that are used for one purpose, in the order in which one comes to need them. */
record OptionGroup(String title, String sentence, List<String> options) {
    static final List<OptionGroup> OF_ENDPOINTS = List.of(
            group(
                    "Key and address",
                    "Who pays, and which service is asked.",
                    "apiKey apiKeyProvider baseUrl allowInsecureHttp"),
            group("Model", "Which model answers.", "model models"),
            group(
                    "Prompt and answer",
                    "What is said beside the body, how long the answer may be, and what the body is afterwards.",
                    "systemMessage developerMessage maxTokens stop output"),
            group(
                    "Structured answers",
                    "What kind of object an answer must be, and what happens where it is none.",
                    "outputClass jsonSchema responseFormat schemaName strict validate maxRepairs responseHealing"),
            group(
                    "Tools",
                    "Which tools the model may use, and within which limits.",
                    "tools toolChoice parallelToolCalls toolExecution maxToolRounds maxToolCalls maxToolTokens maxToolCost maxToolTime"
                            + " toolTimeout maxParallelToolCalls maxToolResultBytes maxRepeatedToolCalls maxToolDepth toolHeaders"
                            + " onUnknownTool onInvalidToolArguments onToolFailure"),
            group("MCP servers", "Whose tools the model may use beside those of routes.", "mcpServer mcpTimeout"),
            group(
                    "Approval of tools",
                    "Who is asked before a tool runs, and how its calls wait for a human.",
                    "toolAuthorization toolApproval toolApprovalTo toolApprovalTimeout toolApprovalSecret toolApprovalExpiry"
                            + " toolIdempotentRepository"),
            group(
                    "A route as a tool",
                    "What `from(\"openrouter:tool\")` tells models of the tool that the route is.",
                    "name description tags parameters parametersSchema parametersClass strictParameters returnDirect"
                            + " bridgeErrorHandler exceptionHandler exchangePattern"),
            group(
                    "Images, documents, sound and video",
                    "What goes with the text, how large it may be, and what the answer may consist of.",
                    "sendAttachments maxAttachmentBytes maxAttachmentsBytes allowFileBody fileBodyDirectory pdfEngine modalities"
                            + " imageConfig audioVoice audioFormat"),
            group(
                    "Web search and compression",
                    "What OpenRouter itself does for the answer.",
                    "webSearch webSearchEngine webSearchMaxResults webSearchMaxUses webSearchContextSize"
                            + " webSearchAllowedDomains webSearchExcludedDomains contextCompression"),
            group("Prompt cache", "What providers keep of a prompt for later calls.", "cacheControl cacheControlTtl"),
            group(
                    "Streaming",
                    "What `openrouter:streaming` does with the chunks.",
                    "streamFormat streamTo streamElements onInvalidElement streamPartial streamPartialInterval"),
            group(
                    "Sampling",
                    "How the model chooses its words. What you do not set is not sent.",
                    "temperature topP topK topA minP frequencyPenalty presencePenalty repetitionPenalty seed"),
            group(
                    "Reasoning",
                    "How much a reasoning model thinks, and whether it shows its thoughts.",
                    "reasoningEffort reasoningMaxTokens reasoningExclude disableThinking"),
            group(
                    "Providers",
                    "Which providers may serve the model, and at what price.",
                    "providerOrder providerOnly providerIgnore allowFallbacks providerSort maxPrice requireParameters"
                            + " quantizations dataCollection zdr serviceTier routerMetadata"),
            group(
                    "Timeouts",
                    "How long each phase of a call may take.",
                    "totalTimeout responseTimeout firstTokenTimeout contentIdleTimeout idleTimeout consumerTimeout"
                            + " connectTimeout connectionRequestTimeout"),
            group("Retries", "What the component itself sends again.", "maxRetries maxRetryAfter"),
            group(
                    "Limits",
                    "How many calls and tokens may go at once and in a minute, and when calls are kept back.",
                    "maxInFlight requestsPerMinute tokensPerMinute maxQueued queueTimeout adaptiveConcurrency"
                            + " rateLimitStore circuitBreaker circuitBreakerMinimumCalls circuitBreakerOpenDuration"),
            group(
                    "Money",
                    "What calls may cost, and where their costs are summed up.",
                    "budget budgetPer budgetReserve budgetStore budgetFailOpen ledger"),
            group(
                    "Conversations",
                    "What a model is told of what was said before, and where that is kept.",
                    "conversationId conversationRepository maxConversationMessages maxConversationTokens"
                            + " conversationConflict conversationCut conversationExpiry conversationQueueTimeout"
                            + " conversationRepositoryTimeout"),
            group(
                    "Journal",
                    "How a message that comes again is answered without paying again.",
                    "journal unanswered unansweredTool journalStep journalLease"),
            group(
                    "Response cache",
                    "Whether OpenRouter may keep an answer and give it again.",
                    "responseCache responseCacheTtl"),
            group(
                    "Users and statistics",
                    "What OpenRouter and the provider are told about your users and your application.",
                    "user sessionId metadata appUrl appTitle appCategories"),
            group(
                    "Other members and HTTP headers",
                    "How to send what has no option of its own.",
                    "body httpHeader allowedHttpHeaders"),
            group(
                    "Sizes",
                    "How large requests and answers may be.",
                    "maxRequestBytes maxResponseBytes maxSseLineBytes maxAnswerParts maxResultHeaderBytes"
                            + " maxErrorBodyBytes"),
            group("Threads and start", "How the endpoint behaves inside Camel.", "synchronous lazyStartProducer"));

    static final List<OptionGroup> OF_COMPONENTS = List.of(
            group("Defaults of all endpoints", "One bean that holds the options of all endpoints.", "configuration"),
            group(
                    "Connections",
                    "How many connections the endpoints share, and for how long.",
                    "maxTotalConnections connectionTimeToLive"),
            group(
                    "Proxy",
                    "How the service is reached from behind a proxy.",
                    "proxyHost proxyPort proxyAuthScheme proxyAuthUsername proxyAuthPassword nonProxyHosts"
                            + " useSystemProperties"),
            group("TLS", "Whom the component trusts.", "sslContextParameters useGlobalSslContextParameters"),
            group("Processes", "Whether MCP servers may be programs of this host.", "mcpAllowProcesses"),
            group("Autowiring", "Whether Camel fills options with beans that it finds.", "autowiredEnabled"));

    private static OptionGroup group(String title, String sentence, String options) {
        return new OptionGroup(title, sentence, List.of(options.split(" ")));
    }
}
