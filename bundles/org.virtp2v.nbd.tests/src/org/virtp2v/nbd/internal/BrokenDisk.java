package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.source.SourceDisk;

/** A real block device with sectors that cannot be read, made by {@code releng/lab/broken-disk}. */
record BrokenDisk(Process maker, Path device, long sizeBytes) implements AutoCloseable {

    static BrokenDisk of(TestDisk image, String... sectors) throws IOException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        assumeThat(Path.of("/dev/fuse")).exists();
        List<String> command = new ArrayList<>(List.of(script().toString(), image.path().toString()));
        command.addAll(List.of(sectors));
        Process maker = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String device = new BufferedReader(new InputStreamReader(maker.getInputStream())).readLine();
        assumeThat(device).as("this machine has loop devices").isNotNull();
        return new BrokenDisk(maker, Path.of(device), image.content().length);
    }

    private static Path script() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path script = dir.resolve("releng/lab/broken-disk");
            if (Files.isExecutable(script)) {
                return script;
            }
        }
        throw new IllegalStateException("no releng/lab above " + System.getProperty("user.dir"));
    }

    SourceDisk source() {
        return new SourceDisk("sda", device, sizeBytes, "sda");
    }

    /** From now on nothing of it can be read, although it is there, and has its size. */
    void stopAnswering() throws InterruptedException {
        List<ProcessHandle> daemons = maker.descendants().filter(ProcessHandle::isAlive).toList();
        daemons.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle daemon : daemons) {
            daemon.onExit().join();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        maker.getOutputStream().close();
        maker.waitFor();
    }
}
