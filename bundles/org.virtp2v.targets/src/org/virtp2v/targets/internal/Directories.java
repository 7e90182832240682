package org.virtp2v.targets.internal;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.mode.Storage;
import org.virtp2v.core.server.ServerQuestions;

/** Directories of the conversion server that disks may go to: the usual one, and where its own disks are mounted. */
final class Directories {
    /** Nothing of these is a place for disks of guests. */
    private static final Predicate<String> OF_THE_SYSTEM = path -> Stream.of("/boot", "/dev", "/run", "/snap", "/sys")
            .anyMatch(top -> path.equals(top) || path.startsWith(top + "/"));

    private Directories() {
    }

    /** What can be suggested for a field; none where it is no directory. */
    static List<String> suggestions(String key, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        if (!Fields.DIRECTORY.equals(key)) {
            return List.of();
        }
        List<String> mounted = server
                .ask(List.of("df", "--local", "--output=target", "-x", "tmpfs", "-x", "devtmpfs", "-x", "squashfs"))
                .lines();
        return Stream.concat(Stream.of(Storage.Directory.DEFAULT),
                mounted.stream().filter(path -> path.startsWith("/") && path.length() > 1 && !OF_THE_SYSTEM.test(path)))
                .distinct().toList();
    }
}
