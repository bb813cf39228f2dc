package io.github.camelopenrouter;

import org.apache.camel.spi.Metadata;

/** Names of the message headers that the component reads and sets. */
public final class OpenRouterConstants {
    @Metadata(
            label = "request",
            description = "Overrides the option model for this message. The model to ask, such as `openai/gpt-4o-mini`",
            javaType = "String")
    public static final String MODEL = "CamelOpenRouterModel";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option models for this message. Models to fall back to, in order and separated by"
                            + " commas, when the model fails",
            javaType = "java.util.List<String> or String")
    public static final String MODELS = "CamelOpenRouterModels";

    @Metadata(
            label = "request",
            description = "Overrides the option systemMessage for this message. System message put before the "
                    + "conversation, unless the body brings one of its own",
            javaType = "String")
    public static final String SYSTEM_MESSAGE = "CamelOpenRouterSystemMessage";

    @Metadata(
            label = "request",
            description = "Overrides the option developerMessage for this message. Developer message put before the "
                    + "conversation, unless the body brings one of its own",
            javaType = "String")
    public static final String DEVELOPER_MESSAGE = "CamelOpenRouterDeveloperMessage";

    @Metadata(
            label = "request",
            description = "Overrides the option maxTokens for this message. Most tokens that the answer may have",
            javaType = "Integer")
    public static final String MAX_TOKENS = "CamelOpenRouterMaxTokens";

    @Metadata(
            label = "request",
            description = "Overrides the option temperature for this message. Sampling temperature, from 0 to 2",
            javaType = "Double")
    public static final String TEMPERATURE = "CamelOpenRouterTemperature";

    @Metadata(
            label = "request",
            description = "Overrides the option topP for this message. Nucleus sampling, from 0 to 1",
            javaType = "Double")
    public static final String TOP_P = "CamelOpenRouterTopP";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option topK for this message. Choose from this many most likely tokens only; 0 "
                            + "for no limit",
            javaType = "Integer")
    public static final String TOP_K = "CamelOpenRouterTopK";

    @Metadata(
            label = "request",
            description = "Overrides the option topA for this message. Consider only tokens with a sufficiently high "
                    + "probability, from 0 to 1",
            javaType = "Double")
    public static final String TOP_A = "CamelOpenRouterTopA";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option minP for this message. Least probability of a token, relative to the most "
                            + "likely one, from 0 to 1",
            javaType = "Double")
    public static final String MIN_P = "CamelOpenRouterMinP";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option frequencyPenalty for this message. Penalty for tokens by how often they "
                            + "were used, from -2 to 2",
            javaType = "Double")
    public static final String FREQUENCY_PENALTY = "CamelOpenRouterFrequencyPenalty";

    @Metadata(
            label = "request",
            description = "Overrides the option presencePenalty for this message. Penalty for tokens that were used at "
                    + "all, from -2 to 2",
            javaType = "Double")
    public static final String PRESENCE_PENALTY = "CamelOpenRouterPresencePenalty";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option repetitionPenalty for this message. Penalty for repeating the input, from "
                            + "0 to 2",
            javaType = "Double")
    public static final String REPETITION_PENALTY = "CamelOpenRouterRepetitionPenalty";

    @Metadata(
            label = "request",
            description = "Overrides the option seed for this message. Makes sampling repeatable where the provider "
                    + "supports it",
            javaType = "Long")
    public static final String SEED = "CamelOpenRouterSeed";

    @Metadata(
            label = "request",
            description = "Overrides the option stop for this message. Up to four texts at which the answer stops: "
                    + "separated by commas, or a JSON array of texts where a text has a comma",
            javaType = "java.util.List<String> or String")
    public static final String STOP = "CamelOpenRouterStop";

    @Metadata(
            label = "request",
            description = "Overrides the option reasoningEffort for this message. How much a reasoning model thinks",
            javaType = "String")
    public static final String REASONING_EFFORT = "CamelOpenRouterReasoningEffort";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option reasoningMaxTokens for this message. How many tokens a reasoning model may"
                            + " think",
            javaType = "Integer")
    public static final String REASONING_MAX_TOKENS = "CamelOpenRouterReasoningMaxTokens";

    @Metadata(
            label = "request",
            description = "Overrides the option reasoningExclude for this message. Whether the model thinks without "
                    + "telling its thoughts",
            javaType = "Boolean")
    public static final String REASONING_EXCLUDE = "CamelOpenRouterReasoningExclude";

    @Metadata(
            label = "request",
            description = "Overrides the option disableThinking for this message. Whether reasoning is switched off "
                    + "(effort `none`); some models refuse that",
            javaType = "Boolean")
    public static final String DISABLE_THINKING = "CamelOpenRouterDisableThinking";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option providerOrder for this message. Slugs of providers to try first, in order "
                            + "and separated by commas, such as `amazon-bedrock,anthropic`",
            javaType = "java.util.List<String> or String")
    public static final String PROVIDER_ORDER = "CamelOpenRouterProviderOrder";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option providerOnly for this message. Slugs of the only providers that may serve,"
                            + " separated by commas",
            javaType = "java.util.List<String> or String")
    public static final String PROVIDER_ONLY = "CamelOpenRouterProviderOnly";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option providerIgnore for this message. Slugs of providers that must not serve, "
                            + "separated by commas",
            javaType = "java.util.List<String> or String")
    public static final String PROVIDER_IGNORE = "CamelOpenRouterProviderIgnore";

    @Metadata(
            label = "request",
            description = "Overrides the option allowFallbacks for this message. Whether other providers than those of "
                    + "providerOrder may serve; true where nothing is said",
            javaType = "Boolean")
    public static final String ALLOW_FALLBACKS = "CamelOpenRouterAllowFallbacks";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option requireParameters for this message. Whether only providers may serve that "
                            + "support every parameter of the request",
            javaType = "Boolean")
    public static final String REQUIRE_PARAMETERS = "CamelOpenRouterRequireParameters";

    @Metadata(
            label = "request",
            description = "Overrides the option dataCollection for this message. Whether providers may serve that keep "
                    + "prompts or train on them",
            javaType = "String")
    public static final String DATA_COLLECTION = "CamelOpenRouterDataCollection";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option zdr for this message. Whether only endpoints with zero data retention may "
                            + "serve",
            javaType = "Boolean")
    public static final String ZDR = "CamelOpenRouterZdr";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option providerSort for this message. What providers are sorted by, instead of "
                            + "being balanced by price",
            javaType = "String")
    public static final String PROVIDER_SORT = "CamelOpenRouterProviderSort";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option quantizations for this message. Quantizations that may serve, separated by"
                            + " commas, such as `fp8,bf16`",
            javaType = "java.util.List<String> or String")
    public static final String QUANTIZATIONS = "CamelOpenRouterQuantizations";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option maxPrice for this message. Highest price that may be paid, in US dollars "
                            + "per million tokens (`prompt`, `completion`) or per piece (`request`, `image`, `audio`), such as"
                            + " `prompt=1,completion=2.5`",
            javaType = "String")
    public static final String MAX_PRICE = "CamelOpenRouterMaxPrice";

    @Metadata(
            label = "request",
            description = "Overrides the option serviceTier for this message. Service tier of the provider",
            javaType = "String")
    public static final String SERVICE_TIER = "CamelOpenRouterServiceTier";

    @Metadata(
            label = "request",
            description = "Overrides the option user for this message. Stable pseudonym of your end user, at most 128 "
                    + "characters",
            javaType = "String")
    public static final String USER = "CamelOpenRouterUser";

    @Metadata(
            label = "request",
            description = "Overrides the option sessionId for this message. Groups requests and keeps them on one "
                    + "provider, so that its prompt cache hits; at most 256 characters",
            javaType = "String")
    public static final String SESSION_ID = "CamelOpenRouterSessionId";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option metadata for this message. Up to 16 pairs that OpenRouter keeps with the "
                            + "generation",
            javaType = "java.util.Map<String, Object>")
    public static final String METADATA = "CamelOpenRouterMetadata";

    @Metadata(
            label = "request",
            description = "Overrides the option responseCache for this message. Whether OpenRouter may answer a byte-"
                    + "identical request from its response cache, without billing it again",
            javaType = "Boolean")
    public static final String RESPONSE_CACHE = "CamelOpenRouterResponseCache";

    @Metadata(
            label = "request",
            description = "Overrides the option responseFormat for this message",
            javaType = "io.github.camelopenrouter.OpenRouterResponseFormat",
            enums = "text,json,schema")
    public static final String RESPONSE_FORMAT = "CamelOpenRouterResponseFormat";

    @Metadata(
            label = "request",
            description =
                    "Overrides the schema of the options jsonSchema and outputClass for this message: a JSON object as "
                            + "text, Map or JsonNode, or the name of a bean of the registry. Never a file or a resource",
            javaType = "Object")
    public static final String JSON_SCHEMA = "CamelOpenRouterJsonSchema";

    @Metadata(label = "request", description = "Overrides the option schemaName for this message", javaType = "String")
    public static final String SCHEMA_NAME = "CamelOpenRouterSchemaName";

    @Metadata(label = "request", description = "Overrides the option strict for this message", javaType = "Boolean")
    public static final String STRICT = "CamelOpenRouterStrict";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option responseCacheTtl for this message. How long OpenRouter keeps the answer, "
                            + "from one second to 24 hours; 5 minutes where nothing is said",
            javaType = "java.time.Duration")
    public static final String RESPONSE_CACHE_TTL = "CamelOpenRouterResponseCacheTtl";

    @Metadata(
            label = "request",
            description = "Overrides the option routerMetadata for this message. Whether OpenRouter tells how it "
                    + "found who answered",
            javaType = "Boolean")
    public static final String ROUTER_METADATA = "CamelOpenRouterRouterMetadata";

    @Metadata(
            label = "request",
            description = "Overrides the option appTitle for this message. Name of your application in OpenRouter's "
                    + "statistics",
            javaType = "String")
    public static final String APP_TITLE = "CamelOpenRouterAppTitle";

    @Metadata(
            label = "request",
            description = "Overrides the option appUrl for this message. Address of your application; without it "
                    + "OpenRouter attributes nothing",
            javaType = "String")
    public static final String APP_URL = "CamelOpenRouterAppUrl";

    @Metadata(
            label = "request",
            description = "Overrides the option appCategories for this message. At most two categories of your "
                    + "application, separated by a comma, such as `cli-agent,writing-assistant`",
            javaType = "String")
    public static final String APP_CATEGORIES = "CamelOpenRouterAppCategories";

    @Metadata(
            label = "request",
            description =
                    "Overrides the option body for this message. Members to merge into the request, by their wire "
                            + "names",
            javaType = "java.util.Map<String, Object>")
    public static final String BODY = "CamelOpenRouterBody";

    @Metadata(
            label = "request",
            description = "Overrides the option modalities for this message. What the answer may consist "
                    + "of, separated by commas: `text`, `image`, `audio`",
            javaType = "java.util.List<String> or String")
    public static final String MODALITIES = "CamelOpenRouterModalities";

    @Metadata(
            label = "request",
            description = "Overrides the option pdfEngine for this message. What reads PDFs: `native`, "
                    + "`mistral-ocr` or `cloudflare-ai`",
            javaType = "String")
    public static final String PDF_ENGINE = "CamelOpenRouterPdfEngine";

    @Metadata(
            label = "request",
            description = "Overrides the option webSearch for this message. Whether the model may search " + "the web",
            javaType = "Boolean")
    public static final String WEB_SEARCH = "CamelOpenRouterWebSearch";

    @Metadata(
            label = "request",
            description = "Overrides the option webSearchMaxResults for this message. Most results of "
                    + "one search, from 1 to 25",
            javaType = "Integer")
    public static final String WEB_SEARCH_MAX_RESULTS = "CamelOpenRouterWebSearchMaxResults";

    @Metadata(
            label = "request",
            description =
                    "Names of the tools that this message may use, separated by commas: some of those of the option tools, and no "
                            + "others; empty for none",
            javaType = "String")
    public static final String TOOLS = "CamelOpenRouterTools";

    @Metadata(label = "request", description = "Overrides the option toolChoice for this message", javaType = "String")
    public static final String TOOL_CHOICE = "CamelOpenRouterToolChoice";

    @Metadata(
            label = "request",
            description = "Overrides the option parallelToolCalls for this message",
            javaType = "Boolean")
    public static final String PARALLEL_TOOL_CALLS = "CamelOpenRouterParallelToolCalls";

    @Metadata(
            label = "request",
            description = "Text that goes with a body that is an image, a PDF, sound or a video, or with "
                    + "attachments where the body is empty. A body that is text, a conversation or a "
                    + "request is the prompt itself, and this counts for nothing then",
            javaType = "String")
    public static final String PROMPT = "CamelOpenRouterPrompt";

    @Metadata(
            label = "request",
            description = "What an earlier answer told of the same files (its header "
                    + "CamelOpenRouterAnnotations), so that they are not read and paid again. JSON "
                    + "text or a list; all but those of the type `file` are left out",
            javaType = "java.util.List or String")
    public static final String FILE_ANNOTATIONS = "CamelOpenRouterFileAnnotations";

    @Metadata(
            label = "request",
            description =
                    "Alias of the key to use for this message, resolved by the bean of the option apiKeyProvider. "
                            + "Never a key",
            javaType = "String")
    public static final String KEY_ALIAS = "CamelOpenRouterKeyAlias";

    @Metadata(
            label = "request",
            description = "For whom the call is made: budgets and the ledger tell tenants apart by it. Never sent",
            javaType = "String")
    public static final String TENANT = "CamelOpenRouterTenant";

    @Metadata(
            label = "request",
            description =
                    "Names the generation in the journal: the same for the same message whenever it comes again, such as"
                            + " a message id. Mandatory with the option journal; at most 255 characters. Never sent",
            javaType = "String")
    public static final String JOURNAL_KEY = "CamelOpenRouterJournalKey";

    @Metadata(
            label = "request",
            description =
                    "Names the conversation that the message goes on with, instead of the option conversationId; empty for none."
                            + " At most 255 characters. Never sent",
            javaType = "String")
    public static final String CONVERSATION_ID = "CamelOpenRouterConversationId";

    @Metadata(
            label = "request",
            description =
                    "True where all that the conversation has is forgotten before the message begins it anew. Never"
                            + " sent",
            javaType = "Boolean")
    public static final String CONVERSATION_FORGET = "CamelOpenRouterConversationForget";

    @Metadata(
            label = "request",
            description = "When the call must be finished at the latest. Where that moment has passed nothing is sent",
            javaType = "java.time.Instant or Long (milliseconds since 1970)")
    public static final String DEADLINE = "CamelOpenRouterDeadline";

    @Metadata(
            label = "response",
            description =
                    "The generation id, with which `openrouter:generation` tells everything about the call; there it may also be"
                            + " set, to say which generation to look up. Absent where the service did not say",
            javaType = "String")
    public static final String RESPONSE_ID = "CamelOpenRouterResponseId";

    @Metadata(
            label = "response",
            description = "The model that answered; often a dated name other than the one asked for. Absent where the "
                    + "service did not say",
            javaType = "String")
    public static final String RESPONSE_MODEL = "CamelOpenRouterResponseModel";

    @Metadata(
            label = "response",
            description =
                    "Display name of the provider that answered, such as `Amazon Bedrock`. Absent where the service "
                            + "did not say",
            javaType = "String")
    public static final String PROVIDER = "CamelOpenRouterProvider";

    @Metadata(
            label = "response",
            description =
                    "Why the answer ended: `stop`, `length`, `tool_calls`, `content_filter` or a newer word. Absent "
                            + "where the service did not say",
            javaType = "String")
    public static final String FINISH_REASON = "CamelOpenRouterFinishReason";

    @Metadata(
            label = "response",
            description = "The provider's own word for it. Absent where the service did not say",
            javaType = "String")
    public static final String NATIVE_FINISH_REASON = "CamelOpenRouterNativeFinishReason";

    @Metadata(
            label = "response",
            description = "Tokens of the prompt. Absent where the service did not say",
            javaType = "Integer")
    public static final String PROMPT_TOKENS = "CamelOpenRouterPromptTokens";

    @Metadata(
            label = "response",
            description = "Tokens of the answer, reasoning included. Absent where the service did not say",
            javaType = "Integer")
    public static final String COMPLETION_TOKENS = "CamelOpenRouterCompletionTokens";

    @Metadata(
            label = "response",
            description = "Tokens of both. Absent where the service did not say",
            javaType = "Integer")
    public static final String TOTAL_TOKENS = "CamelOpenRouterTotalTokens";

    @Metadata(
            label = "response",
            description = "The part of the answer that was reasoning. Absent where the service did not say",
            javaType = "Integer")
    public static final String REASONING_TOKENS = "CamelOpenRouterReasoningTokens";

    @Metadata(
            label = "response",
            description =
                    "Tokens of the prompt that were read from the provider's cache. Absent where the service did not"
                            + " say",
            javaType = "Integer")
    public static final String CACHED_TOKENS = "CamelOpenRouterCachedTokens";

    @Metadata(
            label = "response",
            description =
                    "Tokens of the prompt that were written to the provider's cache, for later calls. Absent where the service"
                            + " did not say",
            javaType = "Integer")
    public static final String CACHE_WRITE_TOKENS = "CamelOpenRouterCacheWriteTokens";

    @Metadata(
            label = "response",
            description = "What OpenRouter charged, in US dollars, exact. Absent where the service did not say",
            javaType = "java.math.BigDecimal")
    public static final String COST = "CamelOpenRouterCost";

    @Metadata(
            label = "response",
            description = "Whether your own key of the provider was used. Absent where the service did not say",
            javaType = "Boolean")
    public static final String BYOK_USED = "CamelOpenRouterByokUsed";

    @Metadata(
            label = "response",
            description = "The model's reasoning as text. Absent where the service did not say",
            javaType = "String")
    public static final String REASONING = "CamelOpenRouterReasoning";

    @Metadata(
            label = "response",
            description = "How many answers the model gave, the last one included. Only where tools were offered",
            javaType = "Integer")
    public static final String TOOL_ROUNDS = "CamelOpenRouterToolRounds";

    @Metadata(
            label = "response",
            description = "How many calls of tools were run. Only where tools were offered",
            javaType = "Integer")
    public static final String TOOL_CALLS_MADE = "CamelOpenRouterToolCallsMade";

    @Metadata(
            label = "response",
            description =
                    "How many calls of tools wait for a decision, or for their results: the body is then a PendingToolCalls and no answer. "
                            + "Absent elsewhere",
            javaType = "Integer")
    public static final String PENDING_TOOL_CALLS = "CamelOpenRouterPendingToolCalls";

    @Metadata(label = "tool", description = "In the route of a tool: the tool's name", javaType = "String")
    public static final String TOOL_NAME = "CamelOpenRouterToolName";

    @Metadata(
            label = "tool",
            description = "In the route of a tool: the id of the call, as the model gave it or as it was made up",
            javaType = "String")
    public static final String TOOL_CALL_ID = "CamelOpenRouterToolCallId";

    @Metadata(
            label = "response",
            description = "Calls that the last answer asks for, which were not run. Absent where it asks for none",
            javaType = "java.util.List<io.github.camelopenrouter.model.ToolCall>")
    public static final String TOOL_CALLS = "CamelOpenRouterToolCalls";

    @Metadata(
            label = "response",
            description = "The blocks of the model's reasoning as a JSON array, as they go back with the next "
                    + "request; an empty one where the service sent none. Absent where the service did not say",
            javaType = "String")
    public static final String REASONING_DETAILS = "CamelOpenRouterReasoningDetails";

    @Metadata(
            label = "response",
            description = "What the model said instead of an answer that it refused. Absent where the service did not"
                    + " say",
            javaType = "String")
    public static final String REFUSAL = "CamelOpenRouterRefusal";

    @Metadata(
            label = "response",
            description = "Citations (`url_citation`) and parsed documents (`file`) as a JSON array, each once. "
                    + "Absent where the service did not say",
            javaType = "String")
    public static final String ANNOTATIONS = "CamelOpenRouterAnnotations";

    @Metadata(
            label = "response",
            description = "What a spoken answer says, as text. Absent where the service did not say",
            javaType = "String")
    public static final String TRANSCRIPT = "CamelOpenRouterTranscript";

    @Metadata(
            label = "response",
            description = "Addresses of generated images, as a JSON array, where the service sent no content but only"
                    + " where it is. Absent otherwise",
            javaType = "String")
    public static final String IMAGE_URLS = "CamelOpenRouterImageUrls";

    @Metadata(
            label = "response",
            description = "Log probabilities of the answer's tokens as a JSON object, of a stream all in a row. "
                    + "Absent where the service did not say",
            javaType = "String")
    public static final String LOGPROBS = "CamelOpenRouterLogprobs";

    @Metadata(
            label = "response",
            description = "All choices as a JSON array of `index`, `finish_reason`, `native_finish_reason` and "
                    + "`message`. Absent where there is only one",
            javaType = "String")
    public static final String CHOICES = "CamelOpenRouterChoices";

    @Metadata(
            label = "response",
            description = "`HIT` or `MISS` of OpenRouter's response cache. Absent where the service did not say",
            javaType = "String")
    public static final String CACHE_STATUS = "CamelOpenRouterCacheStatus";

    @Metadata(
            label = "response",
            description = "Searches of the web that OpenRouter made for the answer. Absent where the service did not "
                    + "say",
            javaType = "Integer")
    public static final String SEARCHES = "CamelOpenRouterSearches";

    @Metadata(
            label = "response",
            description = "The service tier that the answer was given in; CamelOpenRouterServiceTier says which one "
                    + "is asked for. Absent where the service did not say",
            javaType = "String")
    public static final String RESPONSE_SERVICE_TIER = "CamelOpenRouterResponseServiceTier";

    @Metadata(
            label = "response",
            description = "How OpenRouter found who answered, as a JSON object, where routerMetadata asks for it. "
                    + "Absent where the service did not say",
            javaType = "String")
    public static final String RESPONSE_ROUTER_METADATA = "CamelOpenRouterResponseRouterMetadata";

    @Metadata(
            label = "response",
            description =
                    "How many answers were sent back to be repaired before this one was right. Only where the option "
                            + "maxRepairs is not 0",
            javaType = "Integer")
    public static final String REPAIRS = "CamelOpenRouterRepairs";

    @Metadata(
            label = "response",
            description =
                    "What all answers cost together, in US dollars, exact: this one, those that were sent back, and those that asked "
                            + "for tools. Absent where the service did not say it of each, and where there can be only one",
            javaType = "java.math.BigDecimal")
    public static final String TOTAL_COST = "CamelOpenRouterTotalCost";

    @Metadata(
            label = "response",
            description =
                    "True where the answer came from the journal and nothing was sent: its cost was paid before. Absent"
                            + " otherwise",
            javaType = "Boolean")
    public static final String REPLAYED = "CamelOpenRouterReplayed";

    @Metadata(
            label = "response",
            description = "Names of the result headers that would be longer than maxResultHeaderBytes, separated by "
                    + "commas: `output=response` has what they would say. Absent where all are there",
            javaType = "String")
    public static final String LEFT_OUT = "CamelOpenRouterLeftOut";

    @Metadata(
            label = "response",
            description = "Number of the chunk, counted from 0, on the exchanges sent to streamTo",
            javaType = "Integer")
    public static final String CHUNK_INDEX = "CamelOpenRouterChunkIndex";

    @Metadata(
            label = "response",
            description =
                    "Number of the element in its array, counted from 0 and those that were left out included, on the exchanges"
                            + " that streamElements sends to streamTo; with streamPartial, how many states came before. Absent on"
                            + " the last of streamElements, which is the whole object",
            javaType = "Integer")
    public static final String ELEMENT_INDEX = "CamelOpenRouterElementIndex";

    @Metadata(
            label = "response",
            description =
                    "JSON pointer of the array that the element belongs to, with numbers for what is any element in the option,"
                            + " on the exchanges that streamElements sends to streamTo. Absent on the last, which is the whole"
                            + " object",
            javaType = "String")
    public static final String ELEMENT_POINTER = "CamelOpenRouterElementPointer";

    @Metadata(
            label = "response",
            description =
                    "What is wrong with an element that was handed on although it is not valid (onInvalidElement=pass). Absent"
                            + " where nothing is",
            javaType = "java.util.List<io.github.camelopenrouter.model.Violation>")
    public static final String VIOLATIONS = "CamelOpenRouterViolations";

    @Metadata(
            label = "response",
            description =
                    "What was wrong with elements that were left out or handed on although they are not valid, with the whole"
                            + " object; the pointers say which ones. Absent where all were valid",
            javaType = "java.util.List<io.github.camelopenrouter.model.Violation>")
    public static final String INVALID_ELEMENTS = "CamelOpenRouterInvalidElements";

    private OpenRouterConstants() {}
}
