package io.github.camelopenrouter.examples.kafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Kafka broker in a JVM of its own, for those who have none at hand. Whoever starts it closes it. */
final class Broker implements AutoCloseable {
    private static final List<String> JVM =
            List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Dlog.level=ERROR");

    private final Process process;
    private final Path folder;
    private final String address;

    private Broker(Process process, Path folder, String address) {
        this.process = process;
        this.folder = folder;
        this.address = address;
    }

    /** Starts one on free ports and waits until it takes records; a few seconds. */
    static Broker start() throws IOException {
        Path folder = Files.createTempDirectory("kafka-example");
        List<Integer> ports = Ports.free(2);
        Process process = ChildJvm.start(
                JVM,
                BrokerMain.class,
                Map.of(),
                List.of(folder.toString(), ports.get(0).toString(), ports.get(1).toString()));
        Broker broker = new Broker(process, folder, "127.0.0.1:" + ports.get(0));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line;
        do {
            line = output.readLine();
            if (line == null) {
                broker.close();
                throw new IOException("The Kafka broker ended before it was ready");
            }
        } while (!line.equals(BrokerMain.READY));
        return broker;
    }

    /** What clients call {@code bootstrap.servers}. */
    String address() {
        return address;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // gone already, or the system's to clean
        }
    }
}
