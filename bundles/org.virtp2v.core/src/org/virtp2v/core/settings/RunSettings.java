package org.virtp2v.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the run, and of the commands around it.
 *
 * @param pre
 *            a command to run before
 * @param post
 *            a command to run on success; null: the default; empty: none
 * @param fail
 *            a command to run on failure
 * @param skipTestConnection
 *            whether to convert without a test connection
 * @param dumpConfigAndExit
 *            whether to only print the configuration
 * @param bytesPerSecond
 *            upper limit of the rate of copying, all disks together; null: none
 * @param ignorePreflight
 *            whether to convert although a check found a problem
 * @param onReadError
 *            what to do where a disk cannot be read; null: ask, where there is somebody to ask, else stop
 * @param resume
 *            what to do about a conversion of this machine that is still waiting on the server
 * @param testBoot
 *            whether the finished guest is started once on the conversion server to try it; null: not given, which is
 *            no, but in the wizard yes where that can work
 * @param instant
 *            whether the guest is started before its disks are copied
 * @param maxRunning
 *            how many conversions may run on a server, this one included; null: any number
 */
public record RunSettings(@Nullable String pre, @Nullable String post, @Nullable String fail,
        boolean skipTestConnection, boolean dumpConfigAndExit, @Nullable Long bytesPerSecond,
        boolean ignorePreflight, @Nullable ReadErrorChoice onReadError, ResumeChoice resume,
        @Nullable Boolean testBoot, boolean instant, @Nullable Integer maxRunning) {
    /** Nothing given. */
    public static final RunSettings NONE = new RunSettings(null, null, null, false, false, null, false, null,
            ResumeChoice.AUTO, null, false, null);

    /** The same with another command to run before. */
    public RunSettings withPre(@Nullable String pre) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }

    /** The same with another command to run on success. */
    public RunSettings withPost(@Nullable String post) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }

    /** The same with another command to run on failure. */
    public RunSettings withFail(@Nullable String fail) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }

    /** The same with or without a test connection. */
    public RunSettings withSkipTestConnection(boolean skipTestConnection) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }

    /** The same with or without printing the configuration only. */
    public RunSettings withDumpConfigAndExit(boolean dumpConfigAndExit) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }

    /** The same with another limit of the rate. */
    public RunSettings withBytesPerSecond(@Nullable Long bytesPerSecond) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }

    /** The same with or without regard of the preflight. */
    public RunSettings withIgnorePreflight(boolean ignorePreflight) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }

    /** The same with another wish for where a disk cannot be read. */
    public RunSettings withOnReadError(@Nullable ReadErrorChoice onReadError) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }

    /** The same with another wish about a conversion that is waiting. */
    public RunSettings withResume(ResumeChoice resume) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }

    /** The same with another wish for a test boot. */
    public RunSettings withTestBoot(@Nullable Boolean testBoot) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }

    /** The same with or without a guest that is started before its disks are copied. */
    public RunSettings withInstant(boolean instant) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }

    /** The same with another limit of the conversions on a server. */
    public RunSettings withMaxRunning(@Nullable Integer maxRunning) {
        return new RunSettings(pre, post, fail, skipTestConnection, dumpConfigAndExit, bytesPerSecond,
                ignorePreflight, onReadError, resume, testBoot, instant, maxRunning);
    }
}
