package org.virtp2v.ssh.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;

/** Notes what is told of lost connections, and answers the server's questions in turn. */
public final class OutageLog implements ServerDialog {
    /** The answers that are left. */
    public final Deque<String> answers = new ArrayDeque<>();
    private final List<Outage> outages = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Link> back = new ArrayList<>();
    private final List<String> order = new ArrayList<>();

    @Override
    public void accepted(HostKey key) {
        // the tunnel's address is not known
    }

    @Override
    public synchronized void outage(Link link, Outage outage) {
        outages.add(outage);
        links.add(link);
        order.add("outage " + link.disk());
    }

    @Override
    public synchronized void back(Link link, Duration gap) {
        assertThat(gap).isPositive();
        back.add(link);
        order.add("back " + link.disk());
    }

    @Override
    public synchronized @Nullable List<Secret> answers(String name, String instruction, List<Prompt> prompts) {
        return answers.isEmpty() ? null : List.of(new Secret(answers.remove()));
    }

    /** All that was told of outages. */
    public synchronized List<Outage> outages() {
        return List.copyOf(outages);
    }

    /** Which connections came back, in order. */
    public synchronized List<Link> back() {
        return List.copyOf(back);
    }

    /** {@code outage N} and {@code back N}, in order. */
    public synchronized List<String> order() {
        return List.copyOf(order);
    }

    /** Waits until so many connections have come back. */
    public void awaitBack(int times) throws InterruptedException {
        await(() -> back().size() >= times, 30);
    }

    /** Waits until something is so; fails when it is not in time. */
    public static void await(BooleanSupplier so, int seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!so.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertThat(so.getAsBoolean()).isTrue();
    }
}
