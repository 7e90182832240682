package org.virtp2v.core.testing;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.GuestCheck;
import org.virtp2v.core.server.LeftFiles;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.RunErrors;

/** A run on a {@link FakeServer}. Its virt-v2v runs while it is followed. */
record FakeRun(FakeServer server) implements RemoteRun {

    @Override
    public String directory() {
        return server.directory;
    }

    @Override
    public List<String> missingFiles() {
        return server.missingFiles;
    }

    @Override
    public void start() throws ConnectionException, InterruptedException {
        server.journal.step("start");
    }

    @Override
    public int follow(Consumer<String> output, Supplier<String> progress)
            throws ConnectionException, ServerException, InterruptedException {
        server.journal.step("follow");
        server.progress = progress;
        return server.tool.run(output);
    }

    @Override
    public GuestCheck verify() throws ConnectionException, InterruptedException {
        server.journal.step("verify");
        return server.check;
    }

    @Override
    public RunErrors errors(List<String> patterns) {
        return new RunErrors(server.errors, server.causes);
    }

    @Override
    public void trial(Consumer<String> output, BooleanSupplier skipped)
            throws ConnectionException, ServerException, InterruptedException {
        server.journal.step("trial");
        server.trial.run(output, skipped);
    }

    @Override
    public @Nullable Boolean hasFile(String name) {
        server.journal.add("has " + name);
        return server.hasFile;
    }

    @Override
    public boolean stop(Duration limit) {
        server.journal.add("stop");
        server.whileStopping.run();
        return server.stops;
    }

    @Override
    public LeftFiles removeOutput(Duration limit) {
        server.journal.add("remove output");
        return server.leftFiles;
    }

    @Override
    public boolean removeSecrets(List<String> names) {
        server.journal.add("remove " + String.join(" ", names));
        return server.removesSecrets;
    }

    @Override
    public boolean leave(List<RemoteFile> files) {
        files.forEach(file -> server.journal.add("leave " + file.name()));
        server.left.addAll(files);
        return server.takesReports;
    }

    @Override
    public void close() {
        server.journal.add("close run");
    }
}
