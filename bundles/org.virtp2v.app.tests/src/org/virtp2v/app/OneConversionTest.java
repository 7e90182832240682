package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.FakeExporter;

class OneConversionTest {
    /** Holds the lock, as another process, until its input ends. */
    private static final String HOLDER = "import fcntl, sys; f = open(sys.argv[1], 'w'); "
            + "f.write('the menu on /dev/ttyS0'); f.flush(); fcntl.lockf(f, fcntl.LOCK_EX); "
            + "print('held', flush=True); sys.stdin.read()";
    private static final ReadWatcher NOBODY = new ReadWatcher() {
        @Override
        public void reading(long offset, long length) {
            // Nobody wants to know.
        }

        @Override
        public void delivered(long offset, long length) {
            // Nobody wants to know.
        }
    };
    @TempDir
    Path work;

    private static BlockExport export(OneConversion one, String name) throws Exception {
        return one.export(new SourceDisk(name, Path.of("/dev", name), 1 << 20, name), List.of(NbdServer.BUILTIN),
                NOBODY, ReadErrorPolicy.STOP, null);
    }

    private OneConversion one() {
        return new OneConversion(new FakeExporter(), work.resolve("converting"),
                "the wizard on the screen");
    }

    @Test
    void refusesWhileAnotherConvertsAndSaysWho() throws Exception {
        Process other = new ProcessBuilder("python3", "-c", HOLDER, work.resolve("converting").toString()).start();
        assertThat(other.inputReader().readLine()).isEqualTo("held");
        OneConversion one = one();
        assertThatExceptionOfType(SourceException.class).isThrownBy(() -> export(one, "sda"))
                .withMessageContaining("converted already, by the menu on /dev/ttyS0");
        other.outputWriter().close();
        other.waitFor();
        export(one, "sda").close();
    }

    @Test
    void holdsTheLockFromTheFirstDiskToTheLast() throws Exception {
        OneConversion one = one();
        BlockExport first = export(one, "sda");
        BlockExport second = export(one, "sdb");
        first.close();
        first.close();
        assertThat(isFree(work.resolve("converting"))).isFalse();
        assertThat(work.resolve("converting")).hasContent("the wizard on the screen");
        second.close();
        assertThat(isFree(work.resolve("converting"))).isTrue();
    }

    /** For another process. */
    private static boolean isFree(Path file) throws Exception {
        String tries = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'a'), fcntl.LOCK_EX | fcntl.LOCK_NB)";
        return new ProcessBuilder("python3", "-c", tries, file.toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }

    @Test
    void holdsTheLockAlsoWhereItsNameCannotBeWritten() throws Exception {
        Path full = Path.of("/dev/full");
        var one = new OneConversion(new FakeExporter(), full, "x");
        BlockExport disk = export(one, "sda");
        assertThat(isFree(full)).isFalse();
        disk.close();
        assertThat(isFree(full)).isTrue();
    }

    @Test
    void withoutItsDirectoryItConvertsAllTheSame() throws Exception {
        var one = new OneConversion(new FakeExporter(), work.resolve("no/such/file"), "x");
        export(one, "sda").close();
        assertThat(Files.exists(work.resolve("no"))).isFalse();
    }
}
