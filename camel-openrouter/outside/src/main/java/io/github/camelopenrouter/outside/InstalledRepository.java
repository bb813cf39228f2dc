package io.github.camelopenrouter.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local repository of Maven with what this build has made in it. All else in it are links into the repository of whoever builds:
 * nothing is fetched twice, and nothing of ours gets there.
 */
public final class InstalledRepository {
    private static final List<String> GROUP = List.of("io", "github", "camelopenrouter");

    private final Path folder;
    private final Path ours;
    private final Path modules;
    private final String version;

    private InstalledRepository(Path folder, Path ours, Path modules, String version) {
        this.folder = folder;
        this.ours = ours;
        this.modules = modules;
        this.version = version;
    }

    /**
     * Makes one anew.
     *
     * @param folder where it is to be; what it was before is deleted
     * @param others the repository of whoever builds
     * @param root of this project
     */
    public static InstalledRepository create(Path folder, Path others, Path root, String version) throws IOException {
        Folders.delete(folder);
        Path from = Files.createDirectories(others);
        Path to = Files.createDirectories(folder);
        for (String name : GROUP) {
            link(from, to, name);
            from = from.resolve(name);
            to = Files.createDirectory(to.resolve(name));
        }
        InstalledRepository repository = new InstalledRepository(folder, to, root.resolve("camel-openrouter"), version);
        repository.pom("camel-openrouter-parent", root);
        repository.pom("camel-openrouter-modules", repository.modules);
        return repository;
    }

    /** Everything of a folder but what is of our group. */
    private static void link(Path from, Path to, String ours) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.equals(ours)) {
                    Files.createSymbolicLink(to.resolve(name), entry.toAbsolutePath());
                }
            }
        }
    }

    /** A module of this build, which must have been packaged. */
    public InstalledRepository with(String artifact, String module) throws IOException {
        Path source = modules.resolve(module);
        Path jar = source.resolve("target").resolve(artifact + "-" + version + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not there: package " + module + " first");
        }
        Files.copy(jar, pom(artifact, source).resolve(jar.getFileName()));
        return this;
    }

    private Path pom(String artifact, Path source) throws IOException {
        Path installed = Files.createDirectories(ours.resolve(artifact).resolve(version));
        Files.copy(source.resolve("pom.xml"), installed.resolve(artifact + "-" + version + ".pom"));
        return installed;
    }

    Path folder() {
        return folder;
    }
}
