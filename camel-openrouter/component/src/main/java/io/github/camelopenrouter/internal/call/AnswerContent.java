package io.github.camelopenrouter.internal.call;

import java.nio.ByteBuffer;

/** Reads the body of one answer and judges it: of its kind there are {@link EventAnswer} and {@link WholeAnswer}. */
interface AnswerContent {
    /**
     * Bytes of the body, on the I/O thread.
     *
     * @param released how many bytes the transport gave for them: fewer than there are where some were counted before
     */
    void data(ByteBuffer bytes, int released);

    /** The body is complete. Ends the attempt, here or soon on the settling pool. */
    void end();

    /** The connection broke: ends the attempt. Told on the I/O thread. */
    void broken(Throwable cause);
}
