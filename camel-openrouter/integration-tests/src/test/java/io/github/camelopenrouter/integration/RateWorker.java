package io.github.camelopenrouter.integration;

import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.hazelcast.Bucket4jHazelcast;
import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;

/**
 * A process that asks as fast as it is let, under a rate that it shares with others. Arguments: OpenRouter, the word that it asks
 * for, requests per minute, and a member of the cluster unless it is the first one. It says which port its own member has, and
 * begins when it is told anything.
 */
final class RateWorker {
    static final String MEMBER = "member ";
    static final String READY = "ready";

    private static final int CALLERS = 10;

    private RateWorker() {}

    public static void main(String[] args) throws Exception {
        HazelcastInstance member = Hazelcast.newHazelcastInstance(config(args.length > 3 ? args[3] : null));
        ParentJvm.tell(
                MEMBER + member.getCluster().getLocalMember().getAddress().getPort());
        ProxyManager<String> rates = Bucket4jHazelcast.entryProcessorBasedBuilder(
                        member.<String, byte[]>getMap("rates"))
                .build();
        OpenRouterComponent component = new OpenRouterComponent();
        OpenRouterConfiguration configuration = component.getConfiguration();
        configuration.setBaseUrl(args[0]);
        configuration.setApiKey("any");
        configuration.setModel("openai/gpt-4o-mini");
        configuration.setRequestsPerMinute(Integer.valueOf(args[2]));
        configuration.setRateLimitStore(rates);
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.addComponent("openrouter", component);
        camel.start();
        ProducerTemplate template = camel.createProducerTemplate();
        ParentJvm.listen(command -> {
            for (int i = 0; i < CALLERS; i++) {
                new Thread(() -> askOnAndOn(template, args[1])).start();
            }
        });
        // the first call loads classes
        ask(template, args[1]);
        ParentJvm.tell(READY);
        Thread.currentThread().join();
    }

    private static void askOnAndOn(ProducerTemplate template, String word) {
        while (true) {
            ask(template, word);
        }
    }

    private static void ask(ProducerTemplate template, String word) {
        template.requestBody("openrouter:completion?maxTokens=10", "Say " + word);
    }

    /** A member that talks to others on this machine only, and to nobody else. */
    private static Config config(String other) {
        Config config = new Config();
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.partition.count", "11");
        config.getMetricsConfig().setEnabled(false);
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(0).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        if (other != null) {
            join.getTcpIpConfig().addMember("127.0.0.1:" + other);
        }
        return config;
    }
}
