package io.github.camelopenrouter.outside;

import java.nio.file.Path;
import java.util.Map;

/**
 * What builds and runs a project outside of this build, beside the JDK of this process.
 *
 * @param mavenHome the Maven that builds this project
 * @param offline whether it must not fetch anything
 * @param repository its local repository
 * @param environment of all processes, beside ours
 */
public record OutsideTools(
        Path mavenHome, boolean offline, InstalledRepository repository, Map<String, String> environment) {

    public OutsideTools {
        environment = Map.copyOf(environment);
    }
}
