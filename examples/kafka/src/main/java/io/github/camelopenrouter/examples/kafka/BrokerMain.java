package io.github.camelopenrouter.examples.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;

/** The JVM of the demo's broker: broker and controller in one, on loopback, with data that nobody needs afterwards. */
final class BrokerMain {
    static final String READY = "ready";

    private BrokerMain() {}

    /**
     * Runs until its standard input ends.
     *
     * @param args a folder of its own, the port for clients, the port for the controller
     */
    public static void main(String[] args) throws IOException {
        ChildJvm.whenParentEnds(() -> Runtime.getRuntime().halt(0));
        Path folder = Path.of(args[0]);
        Properties properties = properties(folder, args[1], args[2]);
        format(folder, properties);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        server.startup();
        System.out.println(READY);
        server.awaitShutdown();
    }

    private static Properties properties(Path folder, String port, String controllerPort) {
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", "1");
        properties.setProperty("listeners", "CLIENT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.setProperty("advertised.listeners", "CLIENT://127.0.0.1:" + port);
        properties.setProperty("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty("inter.broker.listener.name", "CLIENT");
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty("controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort);
        properties.setProperty("log.dirs", folder.resolve("data").toString());
        properties.setProperty("offsets.topic.num.partitions", "1");
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("transaction.state.log.num.partitions", "1");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("auto.create.topics.enable", "false");
        // the first worker need not wait whether a second one comes
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("group.min.session.timeout.ms", "1000");
        return properties;
    }

    private static void format(Path folder, Properties properties) throws IOException {
        Path file = folder.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        String[] command = {
            "format", "--standalone", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
        };
        int status = StorageTool.execute(command, new PrintStream(OutputStream.nullOutputStream()));
        if (status != 0) {
            throw new IOException("The folder " + folder + " could not be formatted for Kafka");
        }
    }
}
