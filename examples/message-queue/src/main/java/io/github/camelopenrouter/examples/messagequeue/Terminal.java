package io.github.camelopenrouter.examples.messagequeue;

import java.io.PrintStream;
import java.util.concurrent.Callable;

/** How a process of this example ends. */
final class Terminal {
    static final int FAILED = 1;
    static final int MISUSED = 2;

    private Terminal() {}

    /**
     * Runs a process. Whatever goes wrong is told in one line.
     *
     * @return its exit status
     */
    static int run(PrintStream err, Callable<Integer> process) {
        try {
            return process.call();
        } catch (MisuseException e) {
            err.println(e.getMessage());
            return MISUSED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (Exception e) {
            Throwable reason = e;
            while (reason.getCause() != null && !(reason instanceof MisuseException)) {
                reason = reason.getCause();
            }
            String message = reason.getMessage();
            err.println(
                    message == null
                            ? reason.getClass().getSimpleName()
                            : message.lines().findFirst().orElse(""));
            return FAILED;
        }
    }

    /** A status that is not 0 ends the JVM, Maven's too. */
    static void exit(int status) {
        if (status != 0) {
            System.exit(status);
        }
    }
}
