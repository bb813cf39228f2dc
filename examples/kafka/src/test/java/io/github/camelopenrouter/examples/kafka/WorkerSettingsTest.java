package io.github.camelopenrouter.examples.kafka;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WorkerSettingsTest {
    private static final List<String> NEEDED = List.of("name=a", "brokers=localhost:9092", "prefix=p");

    private static WorkerSettings settings(String... more) {
        List<String> arguments = new ArrayList<>(NEEDED);
        arguments.addAll(List.of(more));
        return WorkerSettings.of(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "lanes, two",
        "lanes, 0",
        "lanes, +4",
        "lanes, 1.0",
        "lanes, 10m",
        "lanes, 99999999999",
        "lanes, \uff15",
        "totalTimeout, soon",
        "totalTimeout, 30s",
        "totalTimeout, PT-5S",
        "totalTimeout, PT0S",
        "totalTimeout, PT999999H",
        "requestsPerMinute, -1",
        "members, 'a:1,,b:2'",
        "noSuch, 1",
    })
    void what_a_setting_cannot_be_is_refused_by_its_name(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(name + "=" + value))
                .withMessageContaining(name);
    }

    @Test
    void a_setting_is_told_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("lanes=1", "lanes=2"))
                .withMessageContaining("lanes twice");
    }

    @Test
    void its_arguments_say_the_same() {
        WorkerSettings settings = settings("lanes=2", "totalTimeout=PT30S", "members=a:1,b:2", "requestsPerMinute=60");

        assertThat(WorkerSettings.of(settings.arguments().toArray(String[]::new)))
                .isEqualTo(settings);
    }
}
