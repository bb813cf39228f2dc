package io.github.camelopenrouter.examples.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts jobs on their topic. Whoever opens it closes it. */
final class JobSender implements AutoCloseable {
    private final KafkaProducer<String, String> producer;
    private final String topic;

    JobSender(String brokers, String topic) {
        this.topic = topic;
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                new StringSerializer(),
                new StringSerializer());
    }

    /** Sends one and waits until the broker has it. The id is its key, too: that spreads jobs over the partitions. */
    void send(String id, String prompt) throws ExecutionException, InterruptedException {
        ProducerRecord<String, String> job = new ProducerRecord<>(topic, id, prompt);
        job.headers().add(Job.ID, id.getBytes(StandardCharsets.UTF_8));
        producer.send(job).get();
    }

    @Override
    public void close() {
        producer.close();
    }
}
