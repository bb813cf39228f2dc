package io.github.camelopenrouter.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What comes before the body of a scripted answer.
 *
 * @param status 0 if nothing but the scripted bytes is sent
 * @param contentLength the length to announce, true or not; negative: the framing is chosen by the script
 * @param stream sent in chunks even if it is a single write
 * @param before what happens before the status line
 */
record ReplyHead(
        int status, List<Map.Entry<String, String>> headers, int contentLength, boolean stream, List<Step> before) {

    ReplyHead {
        headers = List.copyOf(headers);
        before = List.copyOf(before);
    }

    static ReplyHead none() {
        return new ReplyHead(0, List.of(), -1, false, List.of());
    }

    static ReplyHead of(int status, String contentType) {
        return new ReplyHead(status, List.of(Map.entry("Content-Type", contentType)), -1, false, List.of());
    }

    boolean isNone() {
        return status == 0;
    }

    ReplyHead asStream() {
        return new ReplyHead(
                status, plus(headers, Map.entry("Cache-Control", "no-cache")), contentLength, true, before);
    }

    ReplyHead inChunks() {
        return new ReplyHead(status, headers, contentLength, true, before);
    }

    ReplyHead withStatus(int newStatus) {
        return isNone() ? this : new ReplyHead(newStatus, headers, contentLength, stream, before);
    }

    ReplyHead withHeader(String name, String value) {
        return new ReplyHead(status, plus(headers, Map.entry(name, value)), contentLength, stream, before);
    }

    ReplyHead withContentLength(int length) {
        return new ReplyHead(status, headers, length, stream, before);
    }

    ReplyHead after(Step step) {
        return new ReplyHead(status, headers, contentLength, stream, plus(before, step));
    }

    private static <T> List<T> plus(List<T> list, T one) {
        List<T> longer = new ArrayList<>(list);
        longer.add(one);
        return longer;
    }
}
