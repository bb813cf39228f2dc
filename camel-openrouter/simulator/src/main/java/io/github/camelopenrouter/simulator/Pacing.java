package io.github.camelopenrouter.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelopenrouter.simulator.service.ServiceAnswer;

/** How fast the realistic answers come. */
record Pacing(Duration tokenInterval, Duration thinkingTime, Duration keepAliveEvery) {

    /** The script of a realistic answer, with what goes wrong with it. */
    Plan plan(ServiceAnswer answer, Disturbance wanted) {
        Disturbance disturbance = answer.isWatched() ? wanted : Disturbance.NONE; // what is refused, is so properly
        Runnable abandoned = answer.delivery()::abandoned;
        if (disturbance.is(Fault.RESET_AT_ONCE)) {
            Step told = new Step.Run(abandoned);
            return new Plan(Reply.of(ReplyHead.none(), List.of(told)).thenReset(), abandoned);
        }
        List<Step> steps = steps(answer, disturbance);
        if (!disturbance.cuts()) {
            return new Plan(Reply.of(head(answer), steps), abandoned);
        }
        Reply cut = Reply.of(head(answer).inChunks(), disturbance.cut(steps, answer, abandoned));
        return new Plan(disturbance.is(Fault.TRUNCATED) ? cut : cut.thenReset(), abandoned);
    }

    private List<Step> steps(ServiceAnswer answer, Disturbance disturbance) {
        List<Step> steps = new ArrayList<>();
        Duration time = disturbance.is(Fault.SLOW) ? thinkingTime.plus(disturbance.pause()) : thinkingTime;
        think(answer.keepAlive(), time, steps);
        List<ServiceAnswer.Part> parts = answer.parts();
        for (int i = 0; i < parts.size(); i++) {
            int part = i;
            if (parts.get(i).paced() && !tokenInterval.isZero()) {
                steps.add(new Step.Wait(tokenInterval));
            }
            if (i == disturbance.stallAt(answer)) {
                steps.add(new Step.Wait(disturbance.pause()));
            }
            if (answer.isWatched()) {
                steps.add(new Step.Run(() -> answer.delivery().delivering(part)));
            }
            steps.add(write(parts.get(i).text()));
        }
        return steps;
    }

    private static ReplyHead head(ServiceAnswer answer) {
        ReplyHead head = ReplyHead.of(answer.status(), answer.contentType());
        if (answer.streamed()) {
            head = head.asStream();
        } else if (answer.isWatched()) {
            head = head.inChunks();
        }
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            head = head.withHeader(header.getKey(), header.getValue());
        }
        return head;
    }

    private void think(String keepAlive, Duration time, List<Step> steps) {
        if (keepAlive.isEmpty() || time.isZero()) {
            return;
        }
        Duration left = time;
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
