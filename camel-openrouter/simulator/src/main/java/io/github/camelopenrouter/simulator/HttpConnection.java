package io.github.camelopenrouter.simulator;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.function.Function;

/** One connection of a client: reads a request, answers it, reads the next one. Runs on a thread of its own. */
final class HttpConnection implements Runnable {

    private static final Reply MALFORMED =
            Reply.json(400, "{\"error\":{\"message\":\"This is not an HTTP/1.1 request\",\"code\":400}}");

    private final Socket socket;
    private final ClientInput in;
    private final OutputStream out;
    private final HttpRequestReader requests;
    private final Function<RecordedRequest, Plan> responder;

    HttpConnection(Socket socket, int number, Function<RecordedRequest, Plan> responder) throws IOException {
        this.socket = socket;
        this.responder = responder;
        socket.setTcpNoDelay(true);
        in = new ClientInput(socket);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        requests = new HttpRequestReader(in, out, number);
    }

    @Override
    public void run() {
        try (socket) {
            boolean open = true;
            while (open) {
                open = serve();
            }
        } catch (IOException e) {
            return; // the client left or the simulator was closed: there is nobody to tell, and the request knows
        }
    }

    /** Ends the connection from another thread. */
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            return; // a socket that cannot be closed is as good as closed
        }
    }

    /** Answers the next request; false if there is no further one to be read. */
    private boolean serve() throws IOException {
        RecordedRequest request;
        try {
            request = requests.read();
        } catch (MalformedRequestException e) {
            new ReplyWriter(Plan.of(MALFORMED), in, out, new AnswerProgress()).write(true);
            return false;
        }
        return request != null && serve(request);
    }

    private boolean serve(RecordedRequest request) throws IOException {
        Plan plan = responder.apply(request);
        boolean abandoned = true;
        try {
            boolean open = answer(request, plan);
            abandoned = false;
            request.progress().finish();
            return open;
        } catch (ClientGoneException e) {
            abandoned = false;
            plan.abandon();
            if (!socket.isClosed()) {
                request.progress().disconnect();
            }
            throw e;
        } finally {
            if (abandoned) {
                plan.abandon();
            }
        }
    }

    private boolean answer(RecordedRequest request, Plan plan) throws IOException {
        Reply reply = plan.reply();
        boolean close = "close".equalsIgnoreCase(request.header("Connection"))
                || reply.head().contentLength() >= 0;
        new ReplyWriter(plan, in, out, request.progress()).write(close);
        switch (reply.ending()) {
            case HANG -> in.silenceForever();
            case RESET -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            case CLOSE -> socket.close();
            case PROPER -> {
                return !close;
            }
        }
        return false;
    }
}
