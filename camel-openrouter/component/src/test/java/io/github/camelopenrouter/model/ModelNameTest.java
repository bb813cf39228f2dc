package io.github.camelopenrouter.model;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ModelNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "anthropic/claude-3-haiku               | anthropic/claude-3-haiku             | ''",
                "anthropic/claude-3-haiku:beta          | anthropic/claude-3-haiku             | ''",
                "anthropic/claude-3-haiku:beta:aws      | anthropic/claude-3-haiku             | amazon-bedrock",
                "anthropic/claude-3-haiku:AWS:Beta      | anthropic/claude-3-haiku             | amazon-bedrock",
                "meta-llama/llama-3.3-70b:together      | meta-llama/llama-3.3-70b             | together",
                "meta-llama/llama-3.3-70b:free:together | meta-llama/llama-3.3-70b:free        | together",
                "meta-llama/llama-3.3-70b:groq:nitro    | meta-llama/llama-3.3-70b:nitro       | groq",
                "a/b:gcp:aws                            | a/b                                  | google-vertex,amazon-bedrock",
                "a/b:free                               | a/b:free                             | ''",
                "a/b:nitro                              | a/b:nitro                            | ''",
                "a/b:floor                              | a/b:floor                            | ''",
                "a/b:exacto                             | a/b:exacto                           | ''",
                "a/b:online                             | a/b:online                           | ''",
                "a/b:thinking                           | a/b:thinking                         | ''",
                "a/b:extended                           | a/b:extended                         | ''",
                "a/b:batch                              | a/b:batch                            | ''",
                "a/b:something-new                      | a/b:something-new                    | ''",
                "@preset/x                              | @preset/x                            | ''",
                "@preset/x:aws                          | @preset/x:aws                        | ''",
                "~anthropic/claude-latest               | ~anthropic/claude-latest             | ''",
                "~anthropic/claude-latest:aws           | ~anthropic/claude-latest             | amazon-bedrock",
                "openai/gpt-4o@preset/slug              | openai/gpt-4o@preset/slug            | ''",
                "openai/gpt-4o:beta@preset/slug         | openai/gpt-4o@preset/slug            | ''",
                "openai/gpt-4o:azure@preset/slug        | openai/gpt-4o@preset/slug            | azure",
                "openai/gpt-4o:free@preset/slug         | openai/gpt-4o:free@preset/slug       | ''",
                "openrouter/auto                        | openrouter/auto                      | ''",
            })
    void suffixes_that_the_service_does_not_know_are_taken_off(String model, String wire, String providers) {
        ModelName name = ModelName.parse(model);

        assertThat(name.wire()).isEqualTo(wire);
        assertThat(name.providers()).isEqualTo(providers.isEmpty() ? List.of() : List.of(providers.split(",")));
    }
}
