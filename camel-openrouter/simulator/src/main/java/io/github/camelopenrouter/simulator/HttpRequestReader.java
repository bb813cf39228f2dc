package io.github.camelopenrouter.simulator;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads HTTP/1.1 requests, with bodies of a given length or in chunks. */
final class HttpRequestReader {

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ClientInput in;
    private final OutputStream out;
    private final int connection;

    HttpRequestReader(ClientInput in, OutputStream out, int connection) {
        this.in = in;
        this.out = out;
        this.connection = connection;
    }

    /** The next request with its whole body, or null if the client has no more. */
    RecordedRequest read() throws IOException {
        String line = in.readLine();
        while (line != null && line.isEmpty()) {
            line = in.readLine();
        }
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new MalformedRequestException("not a request line: " + line);
        }
        List<Map.Entry<String, String>> headers = readHeaders();
        if ("100-continue".equalsIgnoreCase(RecordedRequest.find(headers, "Expect"))) {
            out.write(CONTINUE);
            out.flush();
        }
        return new RecordedRequest(connection, parts[0], parts[1], headers, readBody(headers));
    }

    private List<Map.Entry<String, String>> readHeaders() throws IOException {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (String line = in.readLine(); ; line = in.readLine()) {
            if (line == null) {
                throw new EOFException("the headers ended early");
            }
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new MalformedRequestException("not a header: " + line);
            }
            headers.add(Map.entry(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
    }

    private byte[] readBody(List<Map.Entry<String, String>> headers) throws IOException {
        String encoding = RecordedRequest.find(headers, "Transfer-Encoding");
        if (encoding != null && encoding.equalsIgnoreCase("chunked")) {
            return readChunks();
        }
        String length = RecordedRequest.find(headers, "Content-Length");
        return length == null ? new byte[0] : in.read(number(length, 10));
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = in.readLine();
            if (line == null) {
                throw new EOFException("the chunks ended early");
            }
            int size = number(line.split(";", 2)[0].strip(), 16);
            if (size == 0) {
                readHeaders(); // trailers
                return body.toByteArray();
            }
            body.write(in.read(size));
            in.readLine();
        }
    }

    private static int number(String text, int radix) throws MalformedRequestException {
        try {
            return Integer.parseUnsignedInt(text, radix);
        } catch (NumberFormatException e) {
            throw new MalformedRequestException("not a length: " + text);
        }
    }
}
