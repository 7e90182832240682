package org.virtp2v.core.preflight;

import org.virtp2v.core.server.ServerInfo;

/** Receives the checks of a preflight and their results, on its thread. */
public interface PreflightListener {

    /** A check has begun. */
    void started(Check check);

    /** A check has ended. A problem that the plan ignores comes as a warning. */
    void checked(CheckResult result);

    /** Only this check goes on, which takes longer. All others are made, without a problem. */
    void onlyLeft(Check check);

    /** The test connection succeeded. */
    void tested(ServerInfo server);
}
