package io.github.camelopenrouter;

import java.util.Map;
import java.util.TreeMap;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.Ledger;
import io.github.camelopenrouter.tool.ToolApproval;
import io.github.camelopenrouter.tool.ToolAuthorization;

/**
 * The options of the component and its endpoints: data alone. Nothing writes to it after the endpoint has started; null means
 * that nothing was said. Durations are in milliseconds, and in URIs also {@code 5s} or {@code 2m}.
 */
// its configurer is written by hand: it checks what it is given
@Configurer(generateConfigurer = false)
@UriParams
public class OpenRouterConfiguration implements Cloneable {

    @UriParam(
            description = "The model to ask, such as `openai/gpt-4o-mini`. Variants (`:free`, `:nitro`), presets"
                    + " and aliases pass as they are; `:beta` is dropped, and a provider suffix such "
                    + "as `:aws` or `:together` becomes the first of providerOrder. Without it, the environment "
                    + "variable OPENROUTER_MODEL counts, then `anthropic/claude-3-haiku:beta`")
    private String model;

    @UriParam(
            description =
                    "Models to fall back to, in order and separated by commas, when the model fails. The answer is "
                            + "billed at the price of the model that gave it")
    private String models;

    @UriParam(description = "System message put before the conversation, unless the body brings one of its own")
    private String systemMessage;

    @UriParam(description = "Developer message put before the conversation, unless the body brings one of its own")
    private String developerMessage;

    @UriParam(
            description =
                    "Most tokens that the answer may have. Without it, OpenRouter checks your credits against the "
                            + "model's own maximum")
    private Integer maxTokens;

    @UriParam(label = "sampling", description = "Sampling temperature, from 0 to 2")
    private Double temperature;

    @UriParam(label = "sampling", description = "Nucleus sampling, from 0 to 1")
    private Double topP;

    @UriParam(label = "sampling", description = "Choose from this many most likely tokens only; 0 for no limit")
    private Integer topK;

    @UriParam(
            label = "sampling",
            description = "Consider only tokens with a sufficiently high probability, from 0 to 1")
    private Double topA;

    @UriParam(
            label = "sampling",
            description = "Least probability of a token, relative to the most likely one, from 0 to 1")
    private Double minP;

    @UriParam(label = "sampling", description = "Penalty for tokens by how often they were used, from -2 to 2")
    private Double frequencyPenalty;

    @UriParam(label = "sampling", description = "Penalty for tokens that were used at all, from -2 to 2")
    private Double presencePenalty;

    @UriParam(label = "sampling", description = "Penalty for repeating the input, from 0 to 2")
    private Double repetitionPenalty;

    @UriParam(label = "sampling", description = "Makes sampling repeatable where the provider supports it")
    private Long seed;

    @UriParam(
            label = "sampling",
            description =
                    "Up to four texts at which the answer stops: separated by commas, or a JSON array of texts where"
                            + " a text has a comma")
    private String stop;

    @UriParam(
            label = "reasoning",
            enums = "max,xhigh,high,medium,low,minimal,none",
            description = "How much a reasoning model thinks")
    private String reasoningEffort;

    @UriParam(
            label = "reasoning",
            description = "How many tokens a reasoning model may think. Not together with reasoningEffort")
    private Integer reasoningMaxTokens;

    @UriParam(label = "reasoning", description = "Whether the model thinks without telling its thoughts")
    private Boolean reasoningExclude;

    @UriParam(
            label = "reasoning",
            description = "Whether reasoning is switched off (effort `none`); some models refuse that")
    private Boolean disableThinking;

    @UriParam(
            label = "routing",
            description = "Slugs of providers to try first, in order and separated by commas, such as `amazon-"
                    + "bedrock,anthropic`")
    private String providerOrder;

    @UriParam(label = "routing", description = "Slugs of the only providers that may serve, separated by commas")
    private String providerOnly;

    @UriParam(label = "routing", description = "Slugs of providers that must not serve, separated by commas")
    private String providerIgnore;

    @UriParam(
            label = "routing",
            description = "Whether other providers than those of providerOrder may serve; true where nothing is said")
    private Boolean allowFallbacks;

    @UriParam(
            label = "routing",
            description = "Whether only providers may serve that support every parameter of the request")
    private Boolean requireParameters;

    @UriParam(
            label = "routing",
            enums = "allow,deny",
            description = "Whether providers may serve that keep prompts or train on them")
    private String dataCollection;

    @UriParam(label = "routing", description = "Whether only endpoints with zero data retention may serve")
    private Boolean zdr;

    @UriParam(
            label = "routing",
            enums = "price,throughput,latency,exacto",
            description = "What providers are sorted by, instead of being balanced by price")
    private String providerSort;

    @UriParam(label = "routing", description = "Quantizations that may serve, separated by commas, such as `fp8,bf16`")
    private String quantizations;

    @UriParam(
            label = "routing",
            description =
                    "Highest price that may be paid, in US dollars per million tokens (`prompt`, `completion`) or "
                            + "per piece (`request`, `image`, `audio`), such as `prompt=1,completion=2.5`")
    private String maxPrice;

    @UriParam(
            label = "routing",
            enums = "auto,default,fast,flex,priority,scale",
            description = "Service tier of the provider")
    private String serviceTier;

    @UriParam(label = "identity", description = "Stable pseudonym of your end user, at most 128 characters")
    private String user;

    @UriParam(
            label = "identity",
            description = "Groups requests and keeps them on one provider, so that its prompt cache hits; at most 256 "
                    + "characters")
    private String sessionId;

    @UriParam(
            label = "routing",
            description =
                    "Whether OpenRouter tells how it found who answered: the strategy, what was available and what was tried,"
                            + " in the header CamelOpenRouterResponseRouterMetadata")
    private Boolean routerMetadata;

    @UriParam(
            label = "identity",
            prefix = "metadata.",
            multiValue = true,
            description = "Up to 16 pairs that OpenRouter keeps with the generation, such as `metadata.team=billing`")
    private Map<String, Object> metadata;

    @UriParam(
            label = "advanced",
            prefix = "httpHeader.",
            multiValue = true,
            description =
                    "Further HTTP headers to send, such as `httpHeader.x-anthropic-beta=structured-outputs-2025-11-13`")
    private Map<String, Object> httpHeader;

    @UriParam(
            label = "advanced",
            description =
                    "Names of message headers, separated by commas, that are sent as HTTP headers of the same name."
                            + " Without it none is")
    private String allowedHttpHeaders;

    @UriParam(
            label = "cache",
            description =
                    "Whether OpenRouter may answer a byte-identical request from its response cache, without billing"
                            + " it again. The content is kept there for responseCacheTtl")
    private Boolean responseCache;

    @UriParam(
            label = "cache",
            javaType = "java.time.Duration",
            description =
                    "How long OpenRouter keeps the answer, from one second to 24 hours; 5 minutes where nothing is "
                            + "said")
    private Long responseCacheTtl;

    @UriParam(label = "attribution", description = "Name of your application in OpenRouter's statistics")
    private String appTitle;

    @UriParam(
            label = "attribution",
            description = "Address of your application; without it OpenRouter attributes nothing")
    private String appUrl;

    @UriParam(
            label = "attribution",
            description =
                    "At most two categories of your application, separated by a comma, such as `cli-agent,writing-"
                            + "assistant`")
    private String appCategories;

    @UriParam(
            label = "advanced",
            prefix = "body.",
            multiValue = true,
            description = "Any other member of the request, by its wire name: `body.verbosity=low`, "
                    + "`body.logprobs=true`. Values are JSON; what is not JSON is text")
    private Map<String, Object> body;

    @UriParam(
            label = "security",
            secret = true,
            description = "API key of OpenRouter. Without it, apiKeyProvider is asked, then the environment variable "
                    + "OPENROUTER_API_KEY counts. A key that stands in a URI is seen by whoever dumps the route: prefer the "
                    + "environment, a property placeholder or a bean")
    private String apiKey;

    @UriParam(
            label = "security",
            description =
                    "Supplies the key of each call anew, so that keys can rotate, and keys by alias for the header "
                            + "CamelOpenRouterKeyAlias")
    private ApiKeyProvider apiKeyProvider;

    @UriParam(
            defaultValue = "https://openrouter.ai/api/v1",
            description = "Address of the API, without the resource. Never changed by a message")
    private String baseUrl = "https://openrouter.ai/api/v1";

    @UriParam(
            label = "tools",
            description =
                    "Tools that the model may use: names of routes that begin with `openrouter:tool`, and `tag:` with "
                            + "a tag for all that have it, separated by commas, such as `weather,tag:facts`. The routes must be "
                            + "started. The header CamelOpenRouterTools may name fewer of them, and no others")
    private String tools;

    @UriParam(
            label = "tools",
            description =
                    "Whether the model uses tools: `auto`, `none`, `required`, or the name of the tool that it must "
                            + "use. It must only once: behind the first turn it is free")
    private String toolChoice;

    @UriParam(
            label = "tools",
            description = "Whether the model may ask for several calls of tools in one turn; as the model does where "
                    + "nothing is said")
    private Boolean parallelToolCalls;

    @UriParam(
            label = "tools",
            defaultValue = "auto",
            description =
                    "Who runs the tools: `auto` for this component, which asks the model again with the results until "
                            + "it answers, or `manual` for the route, which gets the calls and sends the results with its next "
                            + "message")
    private OpenRouterToolExecution toolExecution = OpenRouterToolExecution.auto;

    @UriParam(
            label = "tools",
            defaultValue = "10",
            description =
                    "Most turns in which the model asks for tools. One more fails with the type tool_rounds_exceeded")
    private int maxToolRounds = 10;

    @UriParam(
            label = "tools",
            defaultValue = "100",
            description = "Most calls of tools in all turns together. More fail with the type tool_calls_exceeded")
    private int maxToolCalls = 100;

    @UriParam(
            label = "tools",
            description =
                    "No tool runs, and the model is not asked again, once its turns used so many tokens: the exchange "
                            + "fails with the type tool_tokens_exceeded")
    private Long maxToolTokens;

    @UriParam(
            label = "tools",
            description = "No tool runs, and the model is not asked again, once its turns cost so many US dollars: the "
                    + "exchange fails with the type tool_cost_exceeded. A budget, beside that, counts each turn before "
                    + "it is sent")
    private String maxToolCost;

    @UriParam(
            label = "tools",
            defaultValue = "0",
            javaType = "java.time.Duration",
            description =
                    "No tool runs, and the model is not asked again, after so many milliseconds: the exchange fails "
                            + "with the type tool_time_exceeded. 0 for no limit but totalTimeout")
    private long maxToolTime;

    @UriParam(
            label = "tools",
            defaultValue = "60000",
            javaType = "java.time.Duration",
            description =
                    "How many milliseconds one call of a tool is waited for; 0 for no limit. The tool itself goes on, "
                            + "and its result is not heard any more")
    private long toolTimeout = 60_000;

    @UriParam(
            label = "tools",
            defaultValue = "4",
            description =
                    "Most calls of one turn that run at the same time. Their results are given in the order of the "
                            + "calls")
    private int maxParallelToolCalls = 4;

    @UriParam(
            label = "tools",
            defaultValue = "262144",
            description = "Most bytes of a tool's result, as UTF-8. A longer one counts as a failure of the tool")
    private int maxToolResultBytes = 262_144;

    @UriParam(
            label = "tools",
            defaultValue = "3",
            description =
                    "How often a call with the same arguments is run. After that the model is told, then the tool is "
                            + "not offered any more, then the exchange fails with the type tool_call_repeated. 0 for no limit")
    private int maxRepeatedToolCalls = 3;

    @UriParam(label = "tools", defaultValue = "2", description = "How deep tools may ask models that use tools in turn")
    private int maxToolDepth = 2;

    @UriParam(
            label = "tools",
            description =
                    "Names of headers of the message that tools may see, separated by commas. They see nothing else "
                            + "of it")
    private String toolHeaders;

    @UriParam(
            label = "tools",
            defaultValue = "tellModel",
            description = "What follows where the model asks for a tool that was not offered")
    private OpenRouterToolFault onUnknownTool = OpenRouterToolFault.tellModel;

    @UriParam(
            label = "tools",
            defaultValue = "tellModel",
            description =
                    "What follows where the arguments of a call are not valid by the tool's schema. The tool is not "
                            + "run")
    private OpenRouterToolFault onInvalidToolArguments = OpenRouterToolFault.tellModel;

    @UriParam(
            label = "tools",
            defaultValue = "tellModel",
            description = "What follows where a tool fails, takes too long or answers too much")
    private OpenRouterToolFault onToolFailure = OpenRouterToolFault.tellModel;

    @UriParam(
            label = "tools",
            description =
                    "Bean that says whether a call which the model asks for may be made at all, by whoever asked. It is asked once the "
                            + "arguments were found valid, and again for a call that comes back with an approval")
    private ToolAuthorization toolAuthorization;

    @UriParam(
            label = "tools",
            description =
                    "Bean that is asked before a call of a tool runs, and may allow it, deny it, change its arguments, or say that a human "
                            + "is to be asked. Nothing of the turn runs before all its calls have an answer")
    private ToolApproval toolApproval;

    @UriParam(
            label = "tools",
            description =
                    "URI of the endpoint that is asked in place of a bean, such as `direct:approve`. Its message has a ToolRequest as the "
                            + "body; what it leaves there is `allow`, `deny`, `deny: reason`, `ask` or a ToolDecision, and anything else "
                            + "denies")
    private String toolApprovalTo;

    @UriParam(
            label = "tools",
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description =
                    "How long toolAuthorization, toolApproval and toolApprovalTo may each take, in milliseconds. What is not answered by then is "
                            + "denied. 0 for no limit")
    private long toolApprovalTimeout = 30_000;

    @UriParam(
            label = "tools,security",
            secret = true,
            description =
                    "Signs calls of tools that wait for a human or for their results, so that they can leave the process and nobody "
                            + "changes them outside: at least 32 characters, the same on all nodes. Without it, they are of use in "
                            + "the process that made them only")
    private String toolApprovalSecret;

    @UriParam(
            label = "tools",
            defaultValue = "86400000",
            javaType = "java.time.Duration",
            description =
                    "How long calls of tools that wait for a human or for their results may take to come back, in milliseconds")
    private long toolApprovalExpiry = 86_400_000;

    @UriParam(
            label = "tools",
            description =
                    "Remembers which calls of tools have come back with a decision, so that what comes twice runs once. Without it, the "
                            + "component's own memory, which knows the last 100,000 and only of this process")
    private IdempotentRepository toolIdempotentRepository;

    @UriParam(
            label = "output",
            description =
                    "What the answer is left as in the body: `text`, an `object` of the class outputClass, a `map`, `json` "
                            + "(JsonNode), the assistant's `message` (ChatMessage), or the whole `response` (ChatResponse). "
                            + "Without it, `object` where outputClass is set, and `text` elsewhere")
    private OpenRouterOutput output;

    @UriParam(
            label = "structured",
            description =
                    "What the model is asked to answer in: `text`, some `json` object, or JSON of a `schema`. Without it, "
                            + "`schema` where jsonSchema or outputClass is set, and nothing is said elsewhere")
    private OpenRouterResponseFormat responseFormat;

    @UriParam(
            label = "structured",
            description =
                    "Schema of the answer (JSON Schema, draft 2020-12): the JSON itself, `classpath:` or `file:` with a "
                            + "resource, or `#bean` with a bean that is text, a Map or a JsonNode. It refers to its own "
                            + "parts only")
    private String jsonSchema;

    @UriParam(
            label = "structured",
            description =
                    "Name of the class that the answer is read as, and of which the schema is made where jsonSchema does "
                            + "not give one. Jackson reads it, with the registry's ObjectMapper where there is exactly one")
    private String outputClass;

    @UriParam(
            label = "structured",
            description =
                    "What the schema is called towards the model: at most 64 letters, digits, dashes and underscores. "
                            + "Without it, the name of the class, or the schema's title")
    private String schemaName;

    @UriParam(
            label = "structured",
            defaultValue = "true",
            description =
                    "Whether the provider must hold the schema to the letter. The schema is brought into the subset that "
                            + "providers take for that; where that cannot be, the start fails and says where. A member that "
                            + "may be missing may then be null instead")
    private boolean strict = true;

    @UriParam(
            label = "structured",
            defaultValue = "true",
            description = "Whether answers are checked: against the schema, or, for `json`, for being JSON")
    private boolean validate = true;

    @UriParam(
            label = "structured",
            defaultValue = "0",
            description =
                    "How often an answer that is not what was asked for is sent back with what is wrong. Each time is a "
                            + "call of its own for limits, budget and ledger, and is paid")
    private int maxRepairs;

    @UriParam(
            label = "structured",
            defaultValue = "false",
            description = "Whether OpenRouter repairs JSON that the model wrote badly before it answers: its plugin "
                    + "response-healing. It has no price of its own, and works for `completion` only")
    private boolean responseHealing;

    @UriParam(
            label = "streaming",
            description =
                    "Endpoint to which `streaming` sends each chunk as it arrives, in order, waiting for each; the "
                            + "exchange goes on with the whole text when the answer is complete")
    private String streamTo;

    @UriParam(
            label = "streaming",
            defaultValue = "chunks",
            description =
                    "What `streaming` leaves as body: `chunks` to iterate over (ChatStream), or an InputStream of "
                            + "the events (`sse`) or of the plain `text`, for an HTTP consumer to write out as it comes")
    private OpenRouterStreamFormat streamFormat = OpenRouterStreamFormat.chunks;

    @UriParam(
            label = "streaming",
            description =
                    "Arrays of the answer whose elements `streaming` hands on one by one, each as soon as the model has written"
                            + " its last character: JSON pointers, separated by commas, such as `/slides` or"
                            + " `/chapters/*/sections`, in which `*` is any element of an array, or `$` for an answer that is an"
                            + " array itself. The last part is the whole object")
    private String streamElements;

    @UriParam(
            label = "streaming",
            defaultValue = "false",
            description =
                    "Whether `streaming` hands on the whole object so far whenever it has grown: strings as far as they are"
                            + " there, numbers when they are complete. The last part is the whole object")
    private boolean streamPartial;

    @UriParam(
            label = "streaming",
            javaType = "java.time.Duration",
            defaultValue = "200",
            description = "Shortest time between two states of the object that streamPartial hands on")
    private long streamPartialInterval = 200L;

    @UriParam(
            label = "streaming",
            defaultValue = "fail",
            description =
                    "What becomes of an answer in which one of the streamElements is not valid: `fail` hands nothing more on,"
                            + " reads the answer to its end and fails with its exact cost; `abort` cuts the stream at once;"
                            + " `skip` leaves the element out and reports it with the last part; `pass` hands it on with what"
                            + " is wrong in the header CamelOpenRouterViolations")
    private OpenRouterInvalidElement onInvalidElement = OpenRouterInvalidElement.fail;

    @UriParam(
            label = "timeout",
            javaType = "java.time.Duration",
            defaultValue = "10000",
            description = "Longest time for a connection, and again for its TLS handshake")
    private long connectTimeout = 10_000L;

    @UriParam(
            label = "timeout",
            javaType = "java.time.Duration",
            defaultValue = "180000",
            description = "Longest wait for a free connection of the pool")
    private long connectionRequestTimeout = 180_000L;

    @UriParam(
            label = "timeout",
            javaType = "java.time.Duration",
            defaultValue = "180000",
            description = "Longest time until the head of the answer; 0 for no limit")
    private long responseTimeout = 180_000L;

    @UriParam(
            label = "timeout",
            javaType = "java.time.Duration",
            defaultValue = "180000",
            description =
                    "Longest time from the head of a stream to its first content; keep-alives do not count; 0 for no"
                            + " limit")
    private long firstTokenTimeout = 180_000L;

    @UriParam(
            label = "timeout",
            javaType = "java.time.Duration",
            defaultValue = "120000",
            description = "Longest silence, in which not even a keep-alive comes; 0 for no limit")
    private long idleTimeout = 120_000L;

    @UriParam(
            label = "timeout",
            javaType = "java.time.Duration",
            defaultValue = "300000",
            description =
                    "Longest time between two pieces of a stream's content, in which only keep-alives come; 0 for no"
                            + " limit")
    private long contentIdleTimeout = 300_000L;

    @UriParam(
            label = "timeout",
            javaType = "java.time.Duration",
            description =
                    "Longest time for the whole call with its retries; 0 for no limit. 10 minutes for `completion`, 2 minutes"
                            + " for `generation`, no limit for `streaming` where nothing is said")
    private Long totalTimeout;

    @UriParam(
            label = "timeout",
            javaType = "java.time.Duration",
            defaultValue = "300000",
            description =
                    "Longest time that an arrived chunk may lie unread before the stream is cut: an unread stream is"
                            + " still billed; 0 for no limit")
    private long consumerTimeout = 300_000L;

    @UriParam(
            label = "retry",
            defaultValue = "0",
            description =
                    "How often the component itself sends again, before the first content and only what cannot be "
                            + "paid twice. For routes without redelivery, such as transacted ones: Camel's error handler does "
                            + "the same with more choice")
    private int maxRetries;

    @UriParam(
            label = "retry",
            javaType = "java.time.Duration",
            defaultValue = "3600000",
            description =
                    "Longest wait that a Retry-After may ask for: the component fails instead of waiting longer, and"
                            + " CamelRedeliveryDelay is never set to more")
    private long maxRetryAfter = 3_600_000L;

    @UriParam(
            label = "limits",
            description =
                    "Most calls in flight at the same time: from before an attempt is sent to the end of its answer. Others"
                            + " wait in a queue, without a thread. On the component for all its endpoints together, on an"
                            + " endpoint in addition")
    private Integer maxInFlight;

    @UriParam(
            label = "limits",
            defaultValue = "1000",
            description =
                    "How many calls may wait for maxInFlight, requestsPerMinute or tokensPerMinute; more are refused")
    private int maxQueued = 1_000;

    @UriParam(
            label = "limits",
            javaType = "java.time.Duration",
            defaultValue = "60000",
            description = "Longest time that a call may wait to be let through; 0 for no limit")
    private long queueTimeout = 60_000L;

    @UriParam(
            label = "limits",
            description =
                    "Most requests within a minute, repeated ones included, spread evenly over it. On the component"
                            + " for all its endpoints together, on an endpoint in addition")
    private Integer requestsPerMinute;

    @UriParam(
            label = "limits",
            description = "Most tokens within a minute, of prompts and answers together. On the component for all its"
                    + " endpoints together, on an endpoint in addition")
    private Long tokensPerMinute;

    @UriParam(
            label = "limits",
            defaultValue = "false",
            description =
                    "Whether maxInFlight shrinks while the service says that it is overloaded (429, 503, 529), and"
                            + " grows back with successes")
    private boolean adaptiveConcurrency;

    @UriParam(
            label = "limits",
            description =
                    "Where requestsPerMinute and tokensPerMinute are counted for several processes together: a"
                            + " ProxyManager of Bucket4j whose keys are texts. Each process counts for itself where nothing is said")
    private ProxyManager<String> rateLimitStore;

    @UriParam(
            label = "conversation",
            description =
                    "Names the conversation that a message goes on with: what was said before is sent along, and what is said"
                            + " now is kept. Text, or an expression of the Simple language such as `${header.chat}`; the header"
                            + " CamelOpenRouterConversationId wins. At most 255 characters. Without it, a message stands alone")
    private String conversationId;

    @UriParam(
            label = "conversation",
            description =
                    "Where conversations are kept, such as a JdbcConversationRepository that a cluster shares; in the"
                            + " component's memory where nothing is said")
    private ConversationRepository conversationRepository;

    @UriParam(
            label = "conversation",
            defaultValue = "100",
            description =
                    "Most messages of a conversation that are sent along with the next one, and kept; the oldest go"
                            + " first, and a tool call never without its result")
    private int maxConversationMessages = 100;

    @UriParam(
            label = "conversation",
            description =
                    "Most tokens of a conversation that are sent along with the next message, and kept. An estimate: one"
                            + " for 4 bytes of JSON, and 1,000 for an attachment")
    private Integer maxConversationTokens;

    @UriParam(
            label = "conversation",
            defaultValue = "order",
            description =
                    "What happens to a message whose conversation has a turn under way: `order` lets it wait, without a"
                            + " thread; `refuse` fails at once and sends nothing")
    private OpenRouterConversationConflict conversationConflict = OpenRouterConversationConflict.order;

    @UriParam(
            label = "conversation",
            defaultValue = "drop",
            description =
                    "What a conversation has of a streamed answer that was cut: `keep` the question and the text that had"
                            + " arrived; `drop` neither")
    private OpenRouterConversationCut conversationCut = OpenRouterConversationCut.drop;

    @UriParam(
            label = "conversation",
            javaType = "java.time.Duration",
            defaultValue = "0",
            description = "After how long without a turn a conversation is forgotten; 0 for never")
    private long conversationExpiry;

    @UriParam(
            label = "conversation",
            javaType = "java.time.Duration",
            defaultValue = "60000",
            description = "Longest time that a message waits for the turns before it; 0 for no limit")
    private long conversationQueueTimeout = 60_000L;

    @UriParam(
            label = "conversation",
            javaType = "java.time.Duration",
            defaultValue = "10000",
            description = "Longest time that the conversationRepository may take to load or to save; 0 for no limit")
    private long conversationRepositoryTimeout = 10_000L;

    @UriParam(
            label = "journal",
            description =
                    "Where `completion` writes down what it sends and what was answered, so that a message that comes again is"
                            + " answered without paying again. Needs unanswered, and the header"
                            + " CamelOpenRouterJournalKey in each message")
    private GenerationJournal journal;

    @UriParam(
            label = "journal",
            description =
                    "Tells the calls of one route apart: added to the key of each message, where a route asks more"
                            + " than once")
    private String journalStep;

    @UriParam(
            label = "journal",
            enums = "regenerate,park",
            description =
                    "What to do with a message whose request was sent before and never answered. `regenerate` sends it"
                            + " again, with responseCache unless you say otherwise, and may pay twice; `park` sends nothing and"
                            + " fails with an UnansweredGenerationException. Mandatory with journal")
    private OpenRouterUnanswered unanswered;

    @UriParam(
            label = "journal",
            enums = "park,rerun,tellModel",
            defaultValue = "park",
            description =
                    "What to do with a message one of whose tools was begun before, where nobody knows what came of it, because"
                            + " the process died or the tool failed. `park` runs nothing and fails with an"
                            + " UnansweredToolException; `rerun` runs the tool again, which may do twice what it does;"
                            + " `tellModel` does not run it and tells the model that its result was lost")
    private OpenRouterUnansweredTool unansweredTool = OpenRouterUnansweredTool.park;

    @UriParam(
            label = "journal",
            javaType = "java.time.Duration",
            defaultValue = "15000",
            description = "How long the calls of a process that has died count as running; renewed while it lives")
    private long journalLease = 15_000L;

    @UriParam(
            label = "limits",
            defaultValue = "false",
            description =
                    "Whether calls are kept back for a while whose like have failed too often: those of a model that"
                            + " does not answer, and all of a key that is refused or has no credit. Needs"
                            + " io.github.resilience4j:resilience4j-circuitbreaker")
    private boolean circuitBreaker;

    @UriParam(
            label = "limits",
            defaultValue = "5",
            description =
                    "How many calls of a model must have ended within a minute before half of them failing keeps the"
                            + " next ones back")
    private int circuitBreakerMinimumCalls = 5;

    @UriParam(
            label = "limits",
            javaType = "java.time.Duration",
            defaultValue = "30000",
            description = "How long calls are kept back before one may try again")
    private long circuitBreakerOpenDuration = 30_000L;

    @UriParam(label = "limit", defaultValue = "33554432", description = "Largest request, in bytes")
    private int maxRequestBytes = 33_554_432;

    @UriParam(
            label = "limit",
            defaultValue = "33554432",
            description =
                    "Largest answer, in bytes; of a stream, what is kept of it to the end counts, not what passes by")
    private int maxResponseBytes = 33_554_432;

    @UriParam(
            label = "limit",
            defaultValue = "33554432",
            description = "Largest event of a stream, in bytes. Images arrive in one event")
    private int maxSseLineBytes = 33_554_432;

    @UriParam(label = "limit", defaultValue = "65536", description = "How much of an error answer is read, in bytes")
    private int maxErrorBodyBytes = 65_536;

    @UriParam(
            label = "limit",
            defaultValue = "10000",
            description = "Most tool calls, annotations, images and reasoning blocks of one answer together")
    private int maxAnswerParts = 10_000;

    @UriParam(
            label = "limit",
            defaultValue = "65536",
            description =
                    "Longest result header, in bytes. What would be longer has no header, and is named in CamelOpenRouterLeftOut:"
                            + " brokers refuse messages with headers that are too long")
    private int maxResultHeaderBytes = 65_536;

    @UriParam(
            label = "security",
            defaultValue = "false",
            description =
                    "Whether plain http may be used to other hosts than this one. The key travels in the clear then")
    private boolean allowInsecureHttp;

    @UriParam(
            label = "money",
            description =
                    "Most that calls may cost in an hour, day, week or month (UTC) or in total, in US dollars, such "
                            + "as `5.00/day`. What a call may cost is reserved before it is sent: a call that the budget has no "
                            + "room for fails with BudgetExceededException. On the component, all its endpoints share it; an "
                            + "endpoint's own holds in addition. Needs maxTokens or budgetReserve")
    private String budget;

    @UriParam(
            label = "money",
            defaultValue = "all",
            description =
                    "Who has a budget of its own: `all` calls share one, or each `keyAlias`, each `route` or each "
                            + "`tenant` (header CamelOpenRouterTenant) has one")
    private OpenRouterBudgetPer budgetPer = OpenRouterBudgetPer.all;

    @UriParam(
            label = "money",
            description = "US dollars to reserve for each call instead of the estimate by price and size; needed for "
                    + "models without a fixed price, such as `openrouter/auto`")
    private String budgetReserve;

    @UriParam(
            label = "money",
            description = "Where budgets are kept, such as a JdbcBudgetStore that a cluster shares; in this JVM where "
                    + "nothing is said")
    private BudgetStore budgetStore;

    @UriParam(
            label = "money",
            defaultValue = "false",
            description = "Whether calls are sent while the budgetStore cannot be asked; they are refused otherwise")
    private boolean budgetFailOpen;

    @UriParam(
            label = "money",
            description =
                    "Sums up what calls use and cost; the component's own, which getLedger() returns, where nothing "
                            + "is said. With it or with a budget, costs that a cut answer did not tell are looked up")
    private Ledger ledger;

    @UriParam(
            label = "media",
            defaultValue = "true",
            description = "Whether the attachments of the message are sent, behind the text of the last "
                    + "user message. Switch it off where a later step of a route must not send them "
                    + "again")
    private boolean sendAttachments = true;

    @UriParam(
            label = "media",
            defaultValue = "false",
            description = "Whether a body that is no text may be sent: bytes and streams of an image, a "
                    + "PDF, sound or a video, and files below fileBodyDirectory. The prompt that "
                    + "goes with it is the header CamelOpenRouterPrompt")
    private boolean allowFileBody;

    @UriParam(
            label = "media",
            description = "Folder of the files that may be sent as body with allowFileBody; links and "
                    + "`..` do not lead out of it. Without it no file is sent")
    private String fileBodyDirectory;

    @UriParam(
            label = "media",
            defaultValue = "20971520",
            description = "Largest attachment, media body or file, in bytes; no more of it is read")
    private int maxAttachmentBytes = 20_971_520;

    @UriParam(
            label = "media",
            defaultValue = "52428800",
            description = "Most bytes of all attachments and the media body of a message together. The "
                    + "request itself, where they are a third longer, has maxRequestBytes")
    private int maxAttachmentsBytes = 52_428_800;

    @UriParam(
            label = "media",
            enums = "native,mistral-ocr,cloudflare-ai",
            description = "What reads PDFs: the model itself (`native`), `mistral-ocr` at a price for "
                    + "each page, or `cloudflare-ai`. OpenRouter chooses where nothing is said")
    private String pdfEngine;

    @UriParam(
            label = "media",
            description = "What the answer may consist of, separated by commas: `text`, `image`, "
                    + "`audio`. Audio needs `openrouter:streaming`")
    private String modalities;

    @UriParam(
            label = "media",
            prefix = "imageConfig.",
            multiValue = true,
            description = "Settings for images in the answer, such as `imageConfig.aspect_ratio=16:9`. "
                    + "Values are JSON; what is not JSON is text")
    private Map<String, Object> imageConfig;

    @UriParam(
            label = "media",
            description = "Voice of an answer in sound, such as `alloy`. Needs `openrouter:streaming`")
    private String audioVoice;

    @UriParam(
            label = "media",
            description = "Format of an answer in sound, such as `pcm16` or `mp3`. Needs " + "`openrouter:streaming`")
    private String audioFormat;

    @UriParam(
            label = "cache",
            description = "Where providers may keep the prompt for later calls, separated by commas: up "
                    + "to the end of the `system` message, up to the `last` message, or where the "
                    + "provider thinks best (`automatic`)")
    private String cacheControl;

    @UriParam(
            label = "cache",
            enums = "5m,1h",
            description = "How long providers keep what cacheControl marks; 5 minutes where nothing is " + "said")
    private String cacheControlTtl;

    @UriParam(
            label = "plugins",
            description = "Whether the model may search the web, with OpenRouter's tool "
                    + "`openrouter:web_search`. Searches have a price of their own")
    private Boolean webSearch;

    @UriParam(
            label = "plugins",
            enums = "auto,native,exa,firecrawl,parallel,perplexity",
            description =
                    "What searches the web for webSearch; the provider itself, or Exa, where " + "nothing is said")
    private String webSearchEngine;

    @UriParam(
            label = "plugins",
            description = "Most results of one search of webSearch, from 1 to 25; 5 where nothing is said")
    private Integer webSearchMaxResults;

    @UriParam(
            label = "plugins",
            description = "Most searches of webSearch for one answer. Of native searches only " + "Anthropic's obey it")
    private Integer webSearchMaxUses;

    @UriParam(
            label = "plugins",
            enums = "low,medium,high",
            description = "How much of what webSearch finds the model gets to read")
    private String webSearchContextSize;

    @UriParam(label = "plugins", description = "The only domains where webSearch looks, separated by commas")
    private String webSearchAllowedDomains;

    @UriParam(label = "plugins", description = "Domains where webSearch does not look, separated by commas")
    private String webSearchExcludedDomains;

    @UriParam(
            label = "plugins",
            description = "Whether OpenRouter may leave out the middle of a conversation that is too "
                    + "long for the model. It does so by itself for models with at most 8,192 tokens "
                    + "of context, unless this is false")
    private Boolean contextCompression;

    @UriParam(
            label = "tools",
            prefix = "mcpServer.",
            multiValue = true,
            secret = true,
            description =
                    "MCP servers whose tools the model may call, by a name for each: `mcpServer.docs.url=https://...` for one that"
                            + " is asked by HTTP, with `mcpServer.docs.token=...` where it wants to know who asks, or"
                            + " `mcpServer.files.command=...` with `args` and `env.<name>` for a process. `tools` names the only ones"
                            + " that are offered; `media=true` hands on images and sound. Needs the library"
                            + " io.modelcontextprotocol.sdk:mcp-core")
    private Map<String, Object> mcpServer;

    @UriParam(
            label = "tools",
            defaultValue = "20000",
            javaType = "java.time.Duration",
            description = "Longest time for the connection to an MCP server, and again for the list of its tools")
    private long mcpTimeout = 20_000;

    /** An independent copy: maps too. */
    public OpenRouterConfiguration copy() {
        try {
            OpenRouterConfiguration copy = (OpenRouterConfiguration) clone();
            copy.body = body == null ? null : new TreeMap<>(body);
            copy.metadata = metadata == null ? null : new TreeMap<>(metadata);
            copy.imageConfig = imageConfig == null ? null : new TreeMap<>(imageConfig);
            copy.httpHeader = httpHeader == null ? null : new TreeMap<>(httpHeader);
            copy.mcpServer = mcpServer == null ? null : new TreeMap<>(mcpServer);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public String getModel() {
        return model;
    }

    public void setModel(String model) {
        this.model = model;
    }

    public String getModels() {
        return models;
    }

    public void setModels(String models) {
        this.models = models;
    }

    public String getSystemMessage() {
        return systemMessage;
    }

    public void setSystemMessage(String systemMessage) {
        this.systemMessage = systemMessage;
    }

    public String getDeveloperMessage() {
        return developerMessage;
    }

    public void setDeveloperMessage(String developerMessage) {
        this.developerMessage = developerMessage;
    }

    public Integer getMaxTokens() {
        return maxTokens;
    }

    public void setMaxTokens(Integer maxTokens) {
        this.maxTokens = maxTokens;
    }

    public Double getTemperature() {
        return temperature;
    }

    public void setTemperature(Double temperature) {
        this.temperature = temperature;
    }

    public Double getTopP() {
        return topP;
    }

    public void setTopP(Double topP) {
        this.topP = topP;
    }

    public Integer getTopK() {
        return topK;
    }

    public void setTopK(Integer topK) {
        this.topK = topK;
    }

    public Double getTopA() {
        return topA;
    }

    public void setTopA(Double topA) {
        this.topA = topA;
    }

    public Double getMinP() {
        return minP;
    }

    public void setMinP(Double minP) {
        this.minP = minP;
    }

    public Double getFrequencyPenalty() {
        return frequencyPenalty;
    }

    public void setFrequencyPenalty(Double frequencyPenalty) {
        this.frequencyPenalty = frequencyPenalty;
    }

    public Double getPresencePenalty() {
        return presencePenalty;
    }

    public void setPresencePenalty(Double presencePenalty) {
        this.presencePenalty = presencePenalty;
    }

    public Double getRepetitionPenalty() {
        return repetitionPenalty;
    }

    public void setRepetitionPenalty(Double repetitionPenalty) {
        this.repetitionPenalty = repetitionPenalty;
    }

    public Long getSeed() {
        return seed;
    }

    public void setSeed(Long seed) {
        this.seed = seed;
    }

    public String getStop() {
        return stop;
    }

    public void setStop(String stop) {
        this.stop = stop;
    }

    public String getReasoningEffort() {
        return reasoningEffort;
    }

    public void setReasoningEffort(String reasoningEffort) {
        this.reasoningEffort = reasoningEffort;
    }

    public Integer getReasoningMaxTokens() {
        return reasoningMaxTokens;
    }

    public void setReasoningMaxTokens(Integer reasoningMaxTokens) {
        this.reasoningMaxTokens = reasoningMaxTokens;
    }

    public Boolean getReasoningExclude() {
        return reasoningExclude;
    }

    public void setReasoningExclude(Boolean reasoningExclude) {
        this.reasoningExclude = reasoningExclude;
    }

    public Boolean getDisableThinking() {
        return disableThinking;
    }

    public void setDisableThinking(Boolean disableThinking) {
        this.disableThinking = disableThinking;
    }

    public String getProviderOrder() {
        return providerOrder;
    }

    public void setProviderOrder(String providerOrder) {
        this.providerOrder = providerOrder;
    }

    public String getProviderOnly() {
        return providerOnly;
    }

    public void setProviderOnly(String providerOnly) {
        this.providerOnly = providerOnly;
    }

    public String getProviderIgnore() {
        return providerIgnore;
    }

    public void setProviderIgnore(String providerIgnore) {
        this.providerIgnore = providerIgnore;
    }

    public Boolean getAllowFallbacks() {
        return allowFallbacks;
    }

    public void setAllowFallbacks(Boolean allowFallbacks) {
        this.allowFallbacks = allowFallbacks;
    }

    public Boolean getRequireParameters() {
        return requireParameters;
    }

    public void setRequireParameters(Boolean requireParameters) {
        this.requireParameters = requireParameters;
    }

    public String getDataCollection() {
        return dataCollection;
    }

    public void setDataCollection(String dataCollection) {
        this.dataCollection = dataCollection;
    }

    public Boolean getZdr() {
        return zdr;
    }

    public void setZdr(Boolean zdr) {
        this.zdr = zdr;
    }

    public String getProviderSort() {
        return providerSort;
    }

    public void setProviderSort(String providerSort) {
        this.providerSort = providerSort;
    }

    public String getQuantizations() {
        return quantizations;
    }

    public void setQuantizations(String quantizations) {
        this.quantizations = quantizations;
    }

    public String getMaxPrice() {
        return maxPrice;
    }

    public void setMaxPrice(String maxPrice) {
        this.maxPrice = maxPrice;
    }

    public String getServiceTier() {
        return serviceTier;
    }

    public void setServiceTier(String serviceTier) {
        this.serviceTier = serviceTier;
    }

    public String getUser() {
        return user;
    }

    public void setUser(String user) {
        this.user = user;
    }

    public String getSessionId() {
        return sessionId;
    }

    public void setSessionId(String sessionId) {
        this.sessionId = sessionId;
    }

    public Map<String, Object> getHttpHeader() {
        return httpHeader;
    }

    public void setHttpHeader(Map<String, Object> httpHeader) {
        this.httpHeader = httpHeader;
    }

    public String getAllowedHttpHeaders() {
        return allowedHttpHeaders;
    }

    public void setAllowedHttpHeaders(String allowedHttpHeaders) {
        this.allowedHttpHeaders = allowedHttpHeaders;
    }

    public Map<String, Object> getMetadata() {
        return metadata;
    }

    public void setMetadata(Map<String, Object> metadata) {
        this.metadata = metadata;
    }

    public Boolean getRouterMetadata() {
        return routerMetadata;
    }

    public void setRouterMetadata(Boolean routerMetadata) {
        this.routerMetadata = routerMetadata;
    }

    public Boolean getResponseCache() {
        return responseCache;
    }

    public void setResponseCache(Boolean responseCache) {
        this.responseCache = responseCache;
    }

    public Long getResponseCacheTtl() {
        return responseCacheTtl;
    }

    public void setResponseCacheTtl(Long responseCacheTtl) {
        this.responseCacheTtl = responseCacheTtl;
    }

    public String getAppTitle() {
        return appTitle;
    }

    public void setAppTitle(String appTitle) {
        this.appTitle = appTitle;
    }

    public String getAppUrl() {
        return appUrl;
    }

    public void setAppUrl(String appUrl) {
        this.appUrl = appUrl;
    }

    public String getAppCategories() {
        return appCategories;
    }

    public void setAppCategories(String appCategories) {
        this.appCategories = appCategories;
    }

    public Map<String, Object> getBody() {
        return body;
    }

    public void setBody(Map<String, Object> body) {
        this.body = body;
    }

    public String getApiKey() {
        return apiKey;
    }

    public void setApiKey(String apiKey) {
        this.apiKey = apiKey;
    }

    public ApiKeyProvider getApiKeyProvider() {
        return apiKeyProvider;
    }

    public void setApiKeyProvider(ApiKeyProvider apiKeyProvider) {
        this.apiKeyProvider = apiKeyProvider;
    }

    public String getBaseUrl() {
        return baseUrl;
    }

    public void setBaseUrl(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public String getTools() {
        return tools;
    }

    public void setTools(String tools) {
        this.tools = tools;
    }

    public String getToolChoice() {
        return toolChoice;
    }

    public void setToolChoice(String toolChoice) {
        this.toolChoice = toolChoice;
    }

    public Boolean getParallelToolCalls() {
        return parallelToolCalls;
    }

    public void setParallelToolCalls(Boolean parallelToolCalls) {
        this.parallelToolCalls = parallelToolCalls;
    }

    public OpenRouterToolExecution getToolExecution() {
        return toolExecution;
    }

    public void setToolExecution(OpenRouterToolExecution toolExecution) {
        this.toolExecution = toolExecution;
    }

    public int getMaxToolRounds() {
        return maxToolRounds;
    }

    public void setMaxToolRounds(int maxToolRounds) {
        this.maxToolRounds = maxToolRounds;
    }

    public int getMaxToolCalls() {
        return maxToolCalls;
    }

    public void setMaxToolCalls(int maxToolCalls) {
        this.maxToolCalls = maxToolCalls;
    }

    public Long getMaxToolTokens() {
        return maxToolTokens;
    }

    public void setMaxToolTokens(Long maxToolTokens) {
        this.maxToolTokens = maxToolTokens;
    }

    public String getMaxToolCost() {
        return maxToolCost;
    }

    public void setMaxToolCost(String maxToolCost) {
        this.maxToolCost = maxToolCost;
    }

    public long getMaxToolTime() {
        return maxToolTime;
    }

    public void setMaxToolTime(long maxToolTime) {
        this.maxToolTime = maxToolTime;
    }

    public long getToolTimeout() {
        return toolTimeout;
    }

    public void setToolTimeout(long toolTimeout) {
        this.toolTimeout = toolTimeout;
    }

    public int getMaxParallelToolCalls() {
        return maxParallelToolCalls;
    }

    public void setMaxParallelToolCalls(int maxParallelToolCalls) {
        this.maxParallelToolCalls = maxParallelToolCalls;
    }

    public int getMaxToolResultBytes() {
        return maxToolResultBytes;
    }

    public void setMaxToolResultBytes(int maxToolResultBytes) {
        this.maxToolResultBytes = maxToolResultBytes;
    }

    public int getMaxRepeatedToolCalls() {
        return maxRepeatedToolCalls;
    }

    public void setMaxRepeatedToolCalls(int maxRepeatedToolCalls) {
        this.maxRepeatedToolCalls = maxRepeatedToolCalls;
    }

    public int getMaxToolDepth() {
        return maxToolDepth;
    }

    public void setMaxToolDepth(int maxToolDepth) {
        this.maxToolDepth = maxToolDepth;
    }

    public String getToolHeaders() {
        return toolHeaders;
    }

    public void setToolHeaders(String toolHeaders) {
        this.toolHeaders = toolHeaders;
    }

    public OpenRouterToolFault getOnUnknownTool() {
        return onUnknownTool;
    }

    public void setOnUnknownTool(OpenRouterToolFault onUnknownTool) {
        this.onUnknownTool = onUnknownTool;
    }

    public OpenRouterToolFault getOnInvalidToolArguments() {
        return onInvalidToolArguments;
    }

    public void setOnInvalidToolArguments(OpenRouterToolFault onInvalidToolArguments) {
        this.onInvalidToolArguments = onInvalidToolArguments;
    }

    public OpenRouterToolFault getOnToolFailure() {
        return onToolFailure;
    }

    public void setOnToolFailure(OpenRouterToolFault onToolFailure) {
        this.onToolFailure = onToolFailure;
    }

    public ToolAuthorization getToolAuthorization() {
        return toolAuthorization;
    }

    public void setToolAuthorization(ToolAuthorization toolAuthorization) {
        this.toolAuthorization = toolAuthorization;
    }

    public ToolApproval getToolApproval() {
        return toolApproval;
    }

    public void setToolApproval(ToolApproval toolApproval) {
        this.toolApproval = toolApproval;
    }

    public String getToolApprovalTo() {
        return toolApprovalTo;
    }

    public void setToolApprovalTo(String toolApprovalTo) {
        this.toolApprovalTo = toolApprovalTo;
    }

    public long getToolApprovalTimeout() {
        return toolApprovalTimeout;
    }

    public void setToolApprovalTimeout(long toolApprovalTimeout) {
        this.toolApprovalTimeout = toolApprovalTimeout;
    }

    public String getToolApprovalSecret() {
        return toolApprovalSecret;
    }

    public void setToolApprovalSecret(String toolApprovalSecret) {
        this.toolApprovalSecret = toolApprovalSecret;
    }

    public long getToolApprovalExpiry() {
        return toolApprovalExpiry;
    }

    public void setToolApprovalExpiry(long toolApprovalExpiry) {
        this.toolApprovalExpiry = toolApprovalExpiry;
    }

    public IdempotentRepository getToolIdempotentRepository() {
        return toolIdempotentRepository;
    }

    public void setToolIdempotentRepository(IdempotentRepository toolIdempotentRepository) {
        this.toolIdempotentRepository = toolIdempotentRepository;
    }

    public OpenRouterResponseFormat getResponseFormat() {
        return responseFormat;
    }

    public void setResponseFormat(OpenRouterResponseFormat responseFormat) {
        this.responseFormat = responseFormat;
    }

    public String getJsonSchema() {
        return jsonSchema;
    }

    public void setJsonSchema(String jsonSchema) {
        this.jsonSchema = jsonSchema;
    }

    public String getOutputClass() {
        return outputClass;
    }

    public void setOutputClass(String outputClass) {
        this.outputClass = outputClass;
    }

    public String getSchemaName() {
        return schemaName;
    }

    public void setSchemaName(String schemaName) {
        this.schemaName = schemaName;
    }

    public boolean isStrict() {
        return strict;
    }

    public void setStrict(boolean strict) {
        this.strict = strict;
    }

    public boolean isValidate() {
        return validate;
    }

    public void setValidate(boolean validate) {
        this.validate = validate;
    }

    public int getMaxRepairs() {
        return maxRepairs;
    }

    public void setMaxRepairs(int maxRepairs) {
        this.maxRepairs = maxRepairs;
    }

    public boolean isResponseHealing() {
        return responseHealing;
    }

    public void setResponseHealing(boolean responseHealing) {
        this.responseHealing = responseHealing;
    }

    public OpenRouterOutput getOutput() {
        return output;
    }

    public void setOutput(OpenRouterOutput output) {
        this.output = output;
    }

    public String getStreamTo() {
        return streamTo;
    }

    public void setStreamTo(String streamTo) {
        this.streamTo = streamTo;
    }

    public String getStreamElements() {
        return streamElements;
    }

    public void setStreamElements(String streamElements) {
        this.streamElements = streamElements;
    }

    public boolean isStreamPartial() {
        return streamPartial;
    }

    public void setStreamPartial(boolean streamPartial) {
        this.streamPartial = streamPartial;
    }

    public long getStreamPartialInterval() {
        return streamPartialInterval;
    }

    public void setStreamPartialInterval(long streamPartialInterval) {
        this.streamPartialInterval = streamPartialInterval;
    }

    public OpenRouterInvalidElement getOnInvalidElement() {
        return onInvalidElement;
    }

    public void setOnInvalidElement(OpenRouterInvalidElement onInvalidElement) {
        this.onInvalidElement = onInvalidElement;
    }

    public OpenRouterStreamFormat getStreamFormat() {
        return streamFormat;
    }

    public void setStreamFormat(OpenRouterStreamFormat streamFormat) {
        this.streamFormat = streamFormat;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public long getConnectionRequestTimeout() {
        return connectionRequestTimeout;
    }

    public void setConnectionRequestTimeout(long connectionRequestTimeout) {
        this.connectionRequestTimeout = connectionRequestTimeout;
    }

    public long getResponseTimeout() {
        return responseTimeout;
    }

    public void setResponseTimeout(long responseTimeout) {
        this.responseTimeout = responseTimeout;
    }

    public long getFirstTokenTimeout() {
        return firstTokenTimeout;
    }

    public void setFirstTokenTimeout(long firstTokenTimeout) {
        this.firstTokenTimeout = firstTokenTimeout;
    }

    public long getIdleTimeout() {
        return idleTimeout;
    }

    public void setIdleTimeout(long idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    public long getContentIdleTimeout() {
        return contentIdleTimeout;
    }

    public void setContentIdleTimeout(long contentIdleTimeout) {
        this.contentIdleTimeout = contentIdleTimeout;
    }

    public Long getTotalTimeout() {
        return totalTimeout;
    }

    public void setTotalTimeout(Long totalTimeout) {
        this.totalTimeout = totalTimeout;
    }

    public long getConsumerTimeout() {
        return consumerTimeout;
    }

    public void setConsumerTimeout(long consumerTimeout) {
        this.consumerTimeout = consumerTimeout;
    }

    public int getMaxRetries() {
        return maxRetries;
    }

    public void setMaxRetries(int maxRetries) {
        this.maxRetries = maxRetries;
    }

    public long getMaxRetryAfter() {
        return maxRetryAfter;
    }

    public void setMaxRetryAfter(long maxRetryAfter) {
        this.maxRetryAfter = maxRetryAfter;
    }

    public Integer getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(Integer maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public int getMaxQueued() {
        return maxQueued;
    }

    public void setMaxQueued(int maxQueued) {
        this.maxQueued = maxQueued;
    }

    public long getQueueTimeout() {
        return queueTimeout;
    }

    public void setQueueTimeout(long queueTimeout) {
        this.queueTimeout = queueTimeout;
    }

    public Integer getRequestsPerMinute() {
        return requestsPerMinute;
    }

    public void setRequestsPerMinute(Integer requestsPerMinute) {
        this.requestsPerMinute = requestsPerMinute;
    }

    public Long getTokensPerMinute() {
        return tokensPerMinute;
    }

    public void setTokensPerMinute(Long tokensPerMinute) {
        this.tokensPerMinute = tokensPerMinute;
    }

    public boolean isAdaptiveConcurrency() {
        return adaptiveConcurrency;
    }

    public void setAdaptiveConcurrency(boolean adaptiveConcurrency) {
        this.adaptiveConcurrency = adaptiveConcurrency;
    }

    public ProxyManager<String> getRateLimitStore() {
        return rateLimitStore;
    }

    public void setRateLimitStore(ProxyManager<String> rateLimitStore) {
        this.rateLimitStore = rateLimitStore;
    }

    public boolean isCircuitBreaker() {
        return circuitBreaker;
    }

    public void setCircuitBreaker(boolean circuitBreaker) {
        this.circuitBreaker = circuitBreaker;
    }

    public int getCircuitBreakerMinimumCalls() {
        return circuitBreakerMinimumCalls;
    }

    public void setCircuitBreakerMinimumCalls(int circuitBreakerMinimumCalls) {
        this.circuitBreakerMinimumCalls = circuitBreakerMinimumCalls;
    }

    public long getCircuitBreakerOpenDuration() {
        return circuitBreakerOpenDuration;
    }

    public void setCircuitBreakerOpenDuration(long circuitBreakerOpenDuration) {
        this.circuitBreakerOpenDuration = circuitBreakerOpenDuration;
    }

    public int getMaxRequestBytes() {
        return maxRequestBytes;
    }

    public void setMaxRequestBytes(int maxRequestBytes) {
        this.maxRequestBytes = maxRequestBytes;
    }

    public int getMaxResponseBytes() {
        return maxResponseBytes;
    }

    public void setMaxResponseBytes(int maxResponseBytes) {
        this.maxResponseBytes = maxResponseBytes;
    }

    public int getMaxSseLineBytes() {
        return maxSseLineBytes;
    }

    public void setMaxSseLineBytes(int maxSseLineBytes) {
        this.maxSseLineBytes = maxSseLineBytes;
    }

    public int getMaxErrorBodyBytes() {
        return maxErrorBodyBytes;
    }

    public void setMaxErrorBodyBytes(int maxErrorBodyBytes) {
        this.maxErrorBodyBytes = maxErrorBodyBytes;
    }

    public int getMaxResultHeaderBytes() {
        return maxResultHeaderBytes;
    }

    public void setMaxResultHeaderBytes(int maxResultHeaderBytes) {
        this.maxResultHeaderBytes = maxResultHeaderBytes;
    }

    public int getMaxAnswerParts() {
        return maxAnswerParts;
    }

    public void setMaxAnswerParts(int maxAnswerParts) {
        this.maxAnswerParts = maxAnswerParts;
    }

    public boolean isAllowInsecureHttp() {
        return allowInsecureHttp;
    }

    public void setAllowInsecureHttp(boolean allowInsecureHttp) {
        this.allowInsecureHttp = allowInsecureHttp;
    }

    public String getConversationId() {
        return conversationId;
    }

    public void setConversationId(String conversationId) {
        this.conversationId = conversationId;
    }

    public ConversationRepository getConversationRepository() {
        return conversationRepository;
    }

    public void setConversationRepository(ConversationRepository conversationRepository) {
        this.conversationRepository = conversationRepository;
    }

    public int getMaxConversationMessages() {
        return maxConversationMessages;
    }

    public void setMaxConversationMessages(int maxConversationMessages) {
        this.maxConversationMessages = maxConversationMessages;
    }

    public Integer getMaxConversationTokens() {
        return maxConversationTokens;
    }

    public void setMaxConversationTokens(Integer maxConversationTokens) {
        this.maxConversationTokens = maxConversationTokens;
    }

    public OpenRouterConversationConflict getConversationConflict() {
        return conversationConflict;
    }

    public void setConversationConflict(OpenRouterConversationConflict conversationConflict) {
        this.conversationConflict = conversationConflict;
    }

    public OpenRouterConversationCut getConversationCut() {
        return conversationCut;
    }

    public void setConversationCut(OpenRouterConversationCut conversationCut) {
        this.conversationCut = conversationCut;
    }

    public long getConversationExpiry() {
        return conversationExpiry;
    }

    public void setConversationExpiry(long conversationExpiry) {
        this.conversationExpiry = conversationExpiry;
    }

    public long getConversationQueueTimeout() {
        return conversationQueueTimeout;
    }

    public void setConversationQueueTimeout(long conversationQueueTimeout) {
        this.conversationQueueTimeout = conversationQueueTimeout;
    }

    public long getConversationRepositoryTimeout() {
        return conversationRepositoryTimeout;
    }

    public void setConversationRepositoryTimeout(long conversationRepositoryTimeout) {
        this.conversationRepositoryTimeout = conversationRepositoryTimeout;
    }

    public GenerationJournal getJournal() {
        return journal;
    }

    public void setJournal(GenerationJournal journal) {
        this.journal = journal;
    }

    public String getJournalStep() {
        return journalStep;
    }

    public void setJournalStep(String journalStep) {
        this.journalStep = journalStep;
    }

    public OpenRouterUnansweredTool getUnansweredTool() {
        return unansweredTool;
    }

    public void setUnansweredTool(OpenRouterUnansweredTool unansweredTool) {
        this.unansweredTool = unansweredTool;
    }

    public OpenRouterUnanswered getUnanswered() {
        return unanswered;
    }

    public void setUnanswered(OpenRouterUnanswered unanswered) {
        this.unanswered = unanswered;
    }

    public long getJournalLease() {
        return journalLease;
    }

    public void setJournalLease(long journalLease) {
        this.journalLease = journalLease;
    }

    public String getBudget() {
        return budget;
    }

    public void setBudget(String budget) {
        this.budget = budget;
    }

    public OpenRouterBudgetPer getBudgetPer() {
        return budgetPer;
    }

    public void setBudgetPer(OpenRouterBudgetPer budgetPer) {
        this.budgetPer = budgetPer;
    }

    public String getBudgetReserve() {
        return budgetReserve;
    }

    public void setBudgetReserve(String budgetReserve) {
        this.budgetReserve = budgetReserve;
    }

    public BudgetStore getBudgetStore() {
        return budgetStore;
    }

    public void setBudgetStore(BudgetStore budgetStore) {
        this.budgetStore = budgetStore;
    }

    public boolean isBudgetFailOpen() {
        return budgetFailOpen;
    }

    public void setBudgetFailOpen(boolean budgetFailOpen) {
        this.budgetFailOpen = budgetFailOpen;
    }

    public Ledger getLedger() {
        return ledger;
    }

    public void setLedger(Ledger ledger) {
        this.ledger = ledger;
    }

    public boolean isSendAttachments() {
        return sendAttachments;
    }

    public void setSendAttachments(boolean sendAttachments) {
        this.sendAttachments = sendAttachments;
    }

    public boolean isAllowFileBody() {
        return allowFileBody;
    }

    public void setAllowFileBody(boolean allowFileBody) {
        this.allowFileBody = allowFileBody;
    }

    public String getFileBodyDirectory() {
        return fileBodyDirectory;
    }

    public void setFileBodyDirectory(String fileBodyDirectory) {
        this.fileBodyDirectory = fileBodyDirectory;
    }

    public int getMaxAttachmentBytes() {
        return maxAttachmentBytes;
    }

    public void setMaxAttachmentBytes(int maxAttachmentBytes) {
        this.maxAttachmentBytes = maxAttachmentBytes;
    }

    public int getMaxAttachmentsBytes() {
        return maxAttachmentsBytes;
    }

    public void setMaxAttachmentsBytes(int maxAttachmentsBytes) {
        this.maxAttachmentsBytes = maxAttachmentsBytes;
    }

    public String getPdfEngine() {
        return pdfEngine;
    }

    public void setPdfEngine(String pdfEngine) {
        this.pdfEngine = pdfEngine;
    }

    public String getModalities() {
        return modalities;
    }

    public void setModalities(String modalities) {
        this.modalities = modalities;
    }

    public Map<String, Object> getImageConfig() {
        return imageConfig;
    }

    public void setImageConfig(Map<String, Object> imageConfig) {
        this.imageConfig = imageConfig;
    }

    public String getAudioVoice() {
        return audioVoice;
    }

    public void setAudioVoice(String audioVoice) {
        this.audioVoice = audioVoice;
    }

    public String getAudioFormat() {
        return audioFormat;
    }

    public void setAudioFormat(String audioFormat) {
        this.audioFormat = audioFormat;
    }

    public String getCacheControl() {
        return cacheControl;
    }

    public void setCacheControl(String cacheControl) {
        this.cacheControl = cacheControl;
    }

    public String getCacheControlTtl() {
        return cacheControlTtl;
    }

    public void setCacheControlTtl(String cacheControlTtl) {
        this.cacheControlTtl = cacheControlTtl;
    }

    public Boolean getWebSearch() {
        return webSearch;
    }

    public void setWebSearch(Boolean webSearch) {
        this.webSearch = webSearch;
    }

    public String getWebSearchEngine() {
        return webSearchEngine;
    }

    public void setWebSearchEngine(String webSearchEngine) {
        this.webSearchEngine = webSearchEngine;
    }

    public Integer getWebSearchMaxResults() {
        return webSearchMaxResults;
    }

    public void setWebSearchMaxResults(Integer webSearchMaxResults) {
        this.webSearchMaxResults = webSearchMaxResults;
    }

    public Integer getWebSearchMaxUses() {
        return webSearchMaxUses;
    }

    public void setWebSearchMaxUses(Integer webSearchMaxUses) {
        this.webSearchMaxUses = webSearchMaxUses;
    }

    public String getWebSearchContextSize() {
        return webSearchContextSize;
    }

    public void setWebSearchContextSize(String webSearchContextSize) {
        this.webSearchContextSize = webSearchContextSize;
    }

    public String getWebSearchAllowedDomains() {
        return webSearchAllowedDomains;
    }

    public void setWebSearchAllowedDomains(String webSearchAllowedDomains) {
        this.webSearchAllowedDomains = webSearchAllowedDomains;
    }

    public String getWebSearchExcludedDomains() {
        return webSearchExcludedDomains;
    }

    public void setWebSearchExcludedDomains(String webSearchExcludedDomains) {
        this.webSearchExcludedDomains = webSearchExcludedDomains;
    }

    public Boolean getContextCompression() {
        return contextCompression;
    }

    public void setContextCompression(Boolean contextCompression) {
        this.contextCompression = contextCompression;
    }

    public Map<String, Object> getMcpServer() {
        return mcpServer;
    }

    public void setMcpServer(Map<String, Object> mcpServer) {
        this.mcpServer = mcpServer;
    }

    public long getMcpTimeout() {
        return mcpTimeout;
    }

    public void setMcpTimeout(long mcpTimeout) {
        this.mcpTimeout = mcpTimeout;
    }
}
