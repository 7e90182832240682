package org.virtp2v.ssh.internal.inspection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;

/** A real server that can be inspected, and ways to do it. */
@Timeout(120)
abstract class InspectionFixture {
    @TempDir
    static Path temp;
    @AutoClose
    static LabServer server;

    @BeforeAll
    static void start() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = LabServer.start("--user");
    }

    interface Use<T> {
        T of(ServerInspection inspection) throws Exception;
    }

    static <T> T inspect(LabServer server, ServerLogin login, Use<T> use) throws Exception {
        try (ServerAccess access = server.access(login); ServerInspection inspection = access.inspect()) {
            return use.of(inspection);
        }
    }
}
