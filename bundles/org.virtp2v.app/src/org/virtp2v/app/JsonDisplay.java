package org.virtp2v.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.EventJson;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Json;

/**
 * The output of the program for other programs: one JSON object a line, as the guide describes (parts/progress.adoc).
 * What an event becomes, {@link EventJson} says. The user's own commands are left out, as they may be secret.
 */
final class JsonDisplay implements Display, ConversionListener {
    /** Changes when a member changes its meaning or goes; readers ignore members and events they do not know. */
    static final int VERSION = 1;

    private final PrintStream out;
    private EventJson events = new EventJson(List.of());

    /**
     * Begins with the greeting.
     *
     * @param out
     *            gets the lines
     * @param programVersion
     *            version of this program
     */
    JsonDisplay(PrintStream out, String programVersion) {
        this.out = out;
        print(event("hello").with("version", VERSION).with("program", "virt-p2v").with("programVersion",
                programVersion));
    }

    @Override
    public ConversionListener conversion(ConversionPlan plan) {
        events = new EventJson(plan.disks());
        var disks = IntStream.range(0, plan.disks().size())
                .mapToObj(i -> disk(Json.object().with("number", i + 1), plan.disks().get(i))
                        .with("sizeBytes", plan.disks().get(i).sizeBytes()))
                .toList();
        print(event("plan").with("guest", plan.guest().name()).with("server", plan.servers())
                .with("disks", disks));
        return this;
    }

    @Override
    public void cancelling(CancelCause cause, boolean guestRuns) {
        print(event("cancelling").with("cause", cause.jsonName()));
    }

    @Override
    public void leaving(CancelCause cause) {
        print(event("leaving").with("cause", cause.jsonName()));
    }

    @Override
    public void endingTestBoot() {
        print(event("endingTestBoot"));
    }

    @Override
    public void guestIsComplete() {
        print(event("guestIsComplete"));
    }

    @Override
    public void guestWouldBeLost() {
        print(event("guestWouldBeLost"));
    }

    @Override
    public void powerButton(Duration time, boolean guestRuns) {
        print(event("powerButton").with("seconds", time.toMillis() / 1000.0));
    }

    @Override
    public void command(String key, String command) {
        print(event("command").with("key", key));
    }

    @Override
    public void commandFailed(String key, String command, int code) {
        print(event("commandFailed").with("key", key).with("exitCode", code).with("message", null));
    }

    @Override
    public void commandNotRun(String key, String command, String why) {
        print(event("commandFailed").with("key", key).with("exitCode", null).with("message", why));
    }

    @Override
    public boolean lendsOutput() {
        return false;
    }

    @Override
    public void on(ConversionEvent event) {
        Json json = event instanceof ConversionEvent.Ended ended ? result(ended.result()) : events.of(event);
        if (json != null) {
            print(json);
        }
    }

    private static Json result(ConversionResult result) {
        return result.describe(event("result").with("exitCode", ExitCode.of(result).code()));
    }

    private static Json event(String name) {
        return EventJson.named(name);
    }

    private static Json disk(Json json, SourceDisk disk) {
        return json.with("name", disk.name()).with("target", disk.targetDevice());
    }

    private synchronized void print(Json json) {
        out.print(json + "\n");
        out.flush();
    }
}
