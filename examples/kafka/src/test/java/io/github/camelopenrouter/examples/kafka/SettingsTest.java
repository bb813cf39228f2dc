package io.github.camelopenrouter.examples.kafka;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsTest {
    private static final String[] LEAST = {"name=a", "brokers=localhost:9092", "prefix=p"};

    @Test
    void a_worker_needs_a_name_brokers_and_a_prefix_only() {
        WorkerSettings settings = WorkerSettings.of(LEAST);

        assertThat(settings.topics().retry()).isEqualTo("p.jobs.retry");
        assertThat(settings.journal()).isNull();
        assertThat(settings.requestsPerMinute()).isNull();
    }

    @Test
    void arguments_written_are_settings_read() {
        WorkerSettings settings = WorkerSettings.of(
                "name=a",
                "brokers=b:1,c:2",
                "prefix=p",
                "lanes=2",
                "attempts=5",
                "totalTimeout=PT20S",
                "queueTimeout=PT7S",
                "longestDelay=PT1M",
                "sessionTimeout=PT6S",
                "baseUrl=http://localhost:1/api/v1",
                "journal=jdbc:h2:mem:x;DB_CLOSE_DELAY=-1",
                "requestsPerMinute=10",
                "members=127.0.0.1:1,127.0.0.1:2");

        assertThat(WorkerSettings.of(settings.arguments().toArray(String[]::new)))
                .isEqualTo(settings);
    }

    @Test
    void a_setting_that_no_worker_knows_is_named() {
        assertThatThrownBy(() -> WorkerSettings.of("name=a", "brokers=b", "prefix=p", "lane=3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lane");
    }

    @Test
    void a_setting_of_no_use_is_named_with_its_value() {
        assertThatThrownBy(() -> WorkerSettings.of("name=a", "brokers=b", "prefix=p", "totalTimeout=20s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("totalTimeout", "20s");
    }

    @Test
    void the_poll_interval_has_room_for_the_longest_job_twice() {
        WorkerSettings settings = WorkerSettings.of(
                "name=a", "brokers=b", "prefix=p", "totalTimeout=PT120S", "queueTimeout=PT60S", "longestDelay=PT10S");

        Duration longest = Duration.ofSeconds(120 + 60 + 30 + 5);
        assertThat(PollInterval.of(settings)).isEqualTo(longest.multipliedBy(2));
        assertThat(PollInterval.ofRetries(settings))
                .isEqualTo(longest.plusSeconds(10).multipliedBy(2));
    }
}
