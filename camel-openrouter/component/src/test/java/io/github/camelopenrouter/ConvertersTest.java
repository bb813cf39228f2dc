package io.github.camelopenrouter;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

import io.github.camelopenrouter.model.ChatStream;

import static org.assertj.core.api.Assertions.assertThat;

class ConvertersTest {
    private RunningContext running;
    private ChatStream stream;

    @BeforeEach
    void start() {
        running = new RunningContext();
        stream = running.send("openrouter:streaming", "Tell me a story")
                .getMessage()
                .getBody(ChatStream.class);
    }

    @AfterEach
    void stop() {
        stream.close();
        running.close();
    }

    private <T> T converted(Class<T> type) {
        return running.context.getTypeConverter().convertTo(type, stream);
    }

    @Test
    void a_stream_becomes_its_text() {
        assertThat(converted(String.class)).isNotBlank();
    }

    @Test
    void a_stream_becomes_its_text_in_utf_8() throws Exception {
        try (InputStream in = converted(InputStream.class)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isNotBlank();
        }
    }

    @Test
    void a_stream_becomes_a_publisher_of_the_jdk_and_of_reactive_streams() {
        assertThat(converted(Flow.Publisher.class)).isNotNull();
        assertThat(converted(Publisher.class)).isNotNull();
    }
}
