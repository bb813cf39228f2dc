package io.github.camelopenrouter.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelopenrouter.simulator.service.ServiceAnswer;

/** How fast the realistic answers come. */
record Pacing(Duration tokenInterval, Duration thinkingTime, Duration keepAliveEvery) {

    /** The script of a realistic answer. */
    Plan plan(ServiceAnswer answer) {
        List<Step> steps = new ArrayList<>();
        think(answer.keepAlive(), steps);
        List<ServiceAnswer.Part> parts = answer.parts();
        for (int i = 0; i < parts.size(); i++) {
            int part = i;
            if (parts.get(i).paced() && !tokenInterval.isZero()) {
                steps.add(new Step.Wait(tokenInterval));
            }
            if (answer.isWatched()) {
                steps.add(new Step.Run(() -> answer.delivery().delivering(part)));
            }
            steps.add(write(parts.get(i).text()));
        }
        ReplyHead head = ReplyHead.of(answer.status(), answer.contentType());
        if (answer.streamed()) {
            head = head.asStream();
        } else if (answer.isWatched()) {
            head = head.inChunks();
        }
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            head = head.withHeader(header.getKey(), header.getValue());
        }
        return new Plan(Reply.of(head, steps), answer.delivery()::abandoned);
    }

    private void think(String keepAlive, List<Step> steps) {
        if (keepAlive.isEmpty() || thinkingTime.isZero()) {
            return;
        }
        Duration left = thinkingTime;
        while (left.compareTo(keepAliveEvery) > 0) {
            steps.add(write(keepAlive));
            steps.add(new Step.Wait(keepAliveEvery));
            left = left.minus(keepAliveEvery);
        }
        steps.add(write(keepAlive));
        steps.add(new Step.Wait(left));
    }

    private static Step.Write write(String text) {
        return new Step.Write(text.getBytes(StandardCharsets.UTF_8));
    }
}
