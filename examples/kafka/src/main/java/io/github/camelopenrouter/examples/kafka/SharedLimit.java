package io.github.camelopenrouter.examples.kafka;

import java.util.List;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.hazelcast.Bucket4jHazelcast;

/**
 * This worker's share in the memory that all workers have in common: an embedded Hazelcast member. A copy of every bucket is with
 * another member, so the limit outlives the death of one. Whoever starts it closes it.
 */
final class SharedLimit implements AutoCloseable {
    private static final String BUCKETS = "openrouter-limits";

    private final HazelcastInstance hazelcast;

    private SharedLimit(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
    }

    /**
     * Joins the others, or begins the cluster.
     *
     * @param cluster a name that only these workers use
     * @param members {@code host:port} of all that may be there, this one first
     */
    static SharedLimit join(String cluster, List<String> members) {
        String self = members.get(0);
        int colon = self.lastIndexOf(':');
        String host = self.substring(0, colon);
        Config config = new Config()
                .setClusterName(cluster)
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                // so few members need not wait for more before they join
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                // listen where the interface below says, not everywhere
                .setProperty("hazelcast.socket.bind.any", "false");
        config.getJetConfig().setEnabled(false);
        config.getMapConfig(BUCKETS).setBackupCount(1);
        NetworkConfig network = config.getNetworkConfig()
                .setPort(Numbers.positive("port", self.substring(colon + 1)))
                .setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface(host);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(members);
        return new SharedLimit(Hazelcast.newHazelcastInstance(config));
    }

    /** What the option {@code rateLimitStore} takes. */
    ProxyManager<String> store() {
        return Bucket4jHazelcast.entryProcessorBasedBuilder(hazelcast.<String, byte[]>getMap(BUCKETS))
                .build();
    }

    /** How many members see each other. */
    int size() {
        return hazelcast.getCluster().getMembers().size();
    }

    @Override
    public void close() {
        hazelcast.shutdown();
    }
}
