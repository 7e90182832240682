package org.virtp2v.core.preflight;

import org.virtp2v.core.server.ServerInfo;

/** Is told how a preflight goes on, on its thread. */
public interface PreflightListener {

    /** A check has begun. */
    void started(Check check);

    /** A check has ended. A problem that the plan ignores comes as a warning. */
    void checked(CheckResult result);

    /** The test connection succeeded. */
    void tested(ServerInfo server);
}
