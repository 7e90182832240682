package org.virtp2v.app.fleet;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.virtp2v.app.option.UsageException;

/** A command of virt-p2v-fleet. Its help is the text {@code help.NAME}. */
interface FleetCommand {

    /** The word that it is called with. */
    String name();

    /** Its options, but for those that all commands have. */
    Options options();

    /**
     * Runs it.
     *
     * @param line
     *            its arguments
     * @return its exit code
     * @throws UsageException
     *             when they are wrong; nothing was begun
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    int run(CommandLine line) throws UsageException, InterruptedException;
}
