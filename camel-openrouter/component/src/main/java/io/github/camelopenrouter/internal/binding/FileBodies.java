package io.github.camelopenrouter.internal.binding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Which files of this machine may be sent: those below one folder, wherever links and {@code ..} lead. Immutable, thread-safe. */
final class FileBodies {
    private static final String OPTION = "The option fileBodyDirectory ";

    /** Without links; null where no file may be sent. */
    private final Path directory;

    /**
     * @param directory may be null
     * @throws IllegalArgumentException where it is no folder that can be read
     */
    FileBodies(String directory) {
        try {
            this.directory = directory == null ? null : Path.of(directory).toRealPath();
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(OPTION + "must be a folder that exists", e);
        }
        if (this.directory != null && !Files.isDirectory(this.directory)) {
            throw new IllegalArgumentException(OPTION + "must be a folder, not a file");
        }
    }

    /**
     * A file that may be read.
     *
     * @return where it is, without links
     * @throws IllegalArgumentException where it must not be sent; no message names it
     */
    Path allowed(Path file) {
        if (directory == null) {
            throw new IllegalArgumentException(
                    "The body is a file, and the option fileBodyDirectory does not say from where files may be sent: set it, or use"
                            + " convertBodyTo(String.class) if its text is the prompt");
        }
        Path real;
        try {
            real = file.toRealPath();
        } catch (IOException e) {
            throw new IllegalArgumentException("The body is a file that is not there, or that cannot be read", e);
        }
        if (!real.startsWith(directory)) {
            throw new IllegalArgumentException(
                    "The body is a file outside of the folder that the option fileBodyDirectory names: it is not sent");
        }
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException("The body is no file that has content, such as a folder or a device");
        }
        return real;
    }
}
