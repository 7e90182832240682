package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A root directory with nothing but apt in it, of the same Debian and from the same package sources as this machine.
 *
 * @param dir
 *            where it is
 */
record FreshRoot(Path dir) {

    /** Makes it. */
    static FreshRoot make(Path dir) throws IOException, InterruptedException {
        Checkout.run(Checkout.lab("fresh-root", dir.toString()));
        return new FreshRoot(dir);
    }

    /** Runs a command in it, with its own processes only, and an almost empty environment. */
    Checkout.Ended run(String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child",
                "--mount-proc=" + dir.resolve("proc"), "chroot", dir.toString(), "env", "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8",
                "DEBIAN_FRONTEND=noninteractive"));
        line.addAll(Arrays.asList(command));
        Path out = Files.createTempFile("fresh-root", ".out");
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile()).start();
            process.getOutputStream().close();
            return new Checkout.Ended(process.waitFor(), Files.readString(out));
        } finally {
            Files.delete(out);
        }
    }

    /** The same for a command that must succeed; what it printed. */
    String succeed(String... command) throws IOException, InterruptedException {
        Checkout.Ended ended = run(command);
        if (ended.code() != 0) {
            throw new IOException(Arrays.toString(command) + " ended with " + ended.code() + ": " + ended.output());
        }
        return ended.output();
    }

    /** Everything in it, but what apt and dpkg write down, caches, and the files of users. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.map(f -> "/" + dir.relativize(f))
                    .filter(f -> !f.matches(
                            "/(proc|sys|dev|run|root|tmp|var/(log|cache|lib/(apt|dpkg)))/.*|.*/icon-theme.cache"))
                    .sorted()
                    .toList();
        }
    }
}
