package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That a guest's name belongs to one run at a time: real locks, real processes, real users. */
class WrapperClaimTest extends WrapperFixture {
    private static final int NOBODY = 65534;

    /** It writes a disk, and goes on until the file "go" says how it ends. */
    @BeforeEach
    void installSlowVirtV2v() throws Exception {
        virtV2v("""
                echo $PWD > "$OUT/g-sda"
                touch begun
                until [ -s "$TEMP/go" ]; do sleep 0.05; done
                exit "$(cat "$TEMP/go")"
                """);
    }

    private void go(int code) throws Exception {
        Files.writeString(temp.resolve("go"), code + "\n");
    }

    private Run running() throws Exception {
        return prepare().start().awaitBegun();
    }

    private void assertRefused(Run run, Run by) throws Exception {
        assertThat(run.end()).isEqualTo(1);
        assertThat(run.ran()).isFalse();
        assertThat(run.file("refused")).contains("guest g\n", "\naddress 192.0.2.7\n", "\ndirectory " + by.dir + "\n")
                .containsPattern("\nsince \\d{9,}\n").containsPattern("now \\d{9,}\n");
        assertThat(run.dir.resolve("output-before")).doesNotExist();
        assertThat(run.dir.resolve("begun")).doesNotExist();
    }

    @Test
    void refusesTheSecondOfTwoAndTouchesNothing() throws Exception {
        Run first = running();
        Run second = prepare().start();
        assertRefused(second, first);
        assertThat(second.file("refused")).contains("user root\n");
        assertThat(second.ask("discard")).isEqualTo("done\n");
        assertThat(out.resolve("g-sda")).hasContent(first.dir.toString());
        go(0);
        assertThat(first.end()).isZero();
        assertThat(first.locks(0)).isNotEmpty().noneMatch(Files::exists);
        Files.delete(temp.resolve("go"));
        go(3);
        assertThat(prepare().start().end()).isEqualTo(3);
    }

    @Test
    void letsGuestsOfOtherNamesAndInOtherPlacesAlone() throws Exception {
        Run first = running();
        Path other = Files.createDirectory(temp.resolve("other"));
        prepare("p2v.os=" + other).start().awaitBegun();
        prepare("p2v.name=h p2v.os=\"" + out + "\"").start().awaitBegun();
        prepare("p2v.o=null").start().awaitBegun();
        prepare("p2v.o=null").start().awaitBegun();
        assertThat(first.process.isAlive()).isTrue();
    }

    @Test
    void knowsADirectoryByAnyName() throws Exception {
        Run first = running();
        Path link = Files.createSymbolicLink(temp.resolve("link"), out);
        assertRefused(prepare("p2v.os=" + link + "/../link/").start(), first);
        assertRefused(prepare("p2v.o=qemu p2v.os=\"" + out + "\"").start(), first);
    }

    @ParameterizedTest
    @CsvSource({ "p2v.o=openstack, p2v.o=openstack p2v.os=fast, true",
            "p2v.o=rhv p2v.os=nas:/a, p2v.o=rhv p2v.os=nas:/b, true",
            "p2v.o=ovirt p2v.os=nas:/c, p2v.o=rhv p2v.os=nas:/c, false", "p2v.o=glance, p2v.o=glance, false" })
    void tellsPlacesElsewhereApartByWhatVirtV2vIsToldOfThem(String one, String other, boolean both) throws Exception {
        String name = " p2v.name=g" + System.nanoTime();
        Run first = prepare(one + name).start().awaitBegun();
        Run second = prepare(other + name).start();
        if (both) {
            second.awaitBegun();
        } else {
            assertThat(second.end()).isEqualTo(1);
            assertThat(second.file("refused")).contains("directory " + first.dir);
        }
        go(0);
        first.end();
        second.end();
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void letsExactlyOneOfManyBeginThatTryAtOnce(boolean severalUsers) throws Exception {
        List<Run> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(prepare());
        }
        String[] users = { "root", "nobody", "daemon", "games" };
        for (int i = 0; i < 8; i++) {
            if (severalUsers && i % 4 != 0) {
                all.get(i).startAs(users[i % 4]);
            } else {
                all.get(i).start();
            }
        }
        await("all but one to be refused", () -> all.stream().filter(r -> !r.process.isAlive()).count() >= 7);
        Run one = all.stream().filter(r -> r.process.isAlive()).findFirst().orElseThrow().awaitBegun();
        assertThat(all.stream().filter(Run::ran)).containsExactly(one);
        assertThat(out.resolve("g-sda")).hasContent(one.dir.toString());
        go(0);
        assertThat(one.end()).isZero();
        assertThat(one.locks(0)).noneMatch(Files::exists);
    }

    @Test
    void refusesAnotherUserTooWhoeverIsFirst() throws Exception {
        Run first = running();
        Run second = prepare().startAs("nobody");
        assertRefused(second, first);
        assertThat(second.file("refused")).contains("user root\n");
        go(0);
        first.end();
        Files.delete(temp.resolve("go"));
        Files.delete(out.resolve("g-sda"));
        Run third = prepare().startAs("nobody").awaitBegun();
        Run fourth = prepare().start();
        assertRefused(fourth, third);
        assertThat(fourth.file("refused")).contains("user nobody\n");
    }

    @Test
    void believesNothingThatIsWrittenIntoALockFileButWhatOnlyItsHolderKnows() throws Exception {
        Run first = running();
        Files.writeString(first.locks(0).getFirst(), "user nobody\nguest other\nnow 1\naddress evil\n");
        Run second = prepare().start();
        assertThat(second.end()).isEqualTo(1);
        assertThat(second.file("refused")).startsWith("guest g\nuser root\nnow ").endsWith("\naddress evil\n")
                .doesNotContain("other", "now 1\n", "nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = { "root", "nobody" })
    void isFreeWhenTheRunWasKilled(String user) throws Exception {
        Run first = prepare().startAs(user).awaitBegun();
        first.kill();
        assertThat(first.locks(user.equals("root") ? 0 : NOBODY)).allMatch(Files::exists);
        Files.delete(out.resolve("g-sda"));
        prepare().start().awaitBegun();
    }

    @Test
    void belongsToARunWhoseVirtV2vHasOutlivedItsShells() throws Exception {
        Run first = running();
        for (ProcessHandle child : first.process.descendants().toList()) {
            if (child.info().commandLine().orElse("").contains(WrapperScript.FILE_NAME)) {
                child.destroyForcibly();
            }
        }
        first.process.destroyForcibly().waitFor();
        assertRefused(prepare().start(), first);
        go(0);
        Files.delete(out.resolve("g-sda"));
        Run next = prepare();
        await("the end of virt-v2v", () -> next.start().end() == 0);
    }

    @Test
    void isNotKeptByADaemonThatVirtV2vStarts() throws Exception {
        virtV2v("setsid sleep 30 </dev/null &>/dev/null & echo $! > daemon\n");
        Run first = prepare().start();
        assertThat(first.end()).isZero();
        long daemon = Long.parseLong(first.file("daemon").strip());
        try (var descriptors = Files.list(Path.of("/proc", Long.toString(daemon), "fd"))) {
            assertThat(descriptors.map(WrapperClaimTest::target)).isNotEmpty().noneMatch(t -> t.contains("claim"));
        } finally {
            ProcessHandle.of(daemon).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What another user of the server may have put where this user's lock file is to be. */
    @ParameterizedTest
    @ValueSource(strings = { "ln -s /etc/passwd", "ln -s /no/such/file", "mkfifo", "mkdir", "touch" })
    void saysClearlyThatItCannotLockWhatIsNotItsLockFile(String make) throws Exception {
        go(0);
        Run first = prepare().start();
        first.end();
        Files.delete(out.resolve("g-sda"));
        Path lock = first.locks(0).getFirst();
        new ProcessBuilder("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "bash", "-c",
                make + " \"$0\"", lock.toString()).inheritIO().start().waitFor();
        long began = System.nanoTime();
        Run second = prepare().start();
        assertThat(second.end()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(second.file("refused")).isEqualTo("cannot " + lock + "\n");
        assertThat(second.ran()).isFalse();
        assertThat(out).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = { "ln -s /etc/passwd", "mkfifo", "mkdir", "touch" })
    void ignoresWhatIsNoLockFileInThePlaceOfAnother(String make) throws Exception {
        go(0);
        Run first = prepare().start();
        first.end();
        Path lock = first.locks(NOBODY).getFirst();
        new ProcessBuilder("bash", "-c", make + " \"$0\"", lock.toString()).inheritIO().start().waitFor();
        assertThat(prepare().start().end()).isZero();
    }

    @Test
    void removesNothingThatAnotherRunIsWritingByNow() throws Exception {
        Run first = running();
        first.kill();
        Run second = prepare().start().awaitBegun();
        assertThat(first.ask("discard")).isEqualTo("foreign " + out.resolve("g-sda") + "\ndone\n");
        assertThat(out.resolve("g-sda")).hasContent(second.dir.toString());
    }

    @Test
    void removesNothingAsLongAsItsOwnRunIsNotGone() throws Exception {
        Run first = running();
        assertThat(first.ask("discard")).isEmpty();
        assertThat(out.resolve("g-sda")).exists();
    }

    @Test
    void removesWhatItMadeAndFreesTheName() throws Exception {
        go(1);
        Run run = prepare().start();
        assertThat(run.end()).isEqualTo(1);
        assertThat(out.resolve("g-sda")).exists();
        assertThat(run.ask("discard")).isEqualTo("done\n");
        assertThat(out).isEmptyDirectory();
        assertThat(run.locks(0)).isNotEmpty().noneMatch(Files::exists);
    }

    /** Such as somebody who runs virt-v2v by hand, or a run that had the name before this one was cleaned up. */
    @ParameterizedTest
    @ValueSource(ints = { -3600, 3600 })
    void keepsAFileThatWasWrittenBeforeOrAfterTheRun(int seconds) throws Exception {
        go(1);
        Run run = prepare().start();
        run.end();
        Files.setLastModifiedTime(out.resolve("g-sda"), FileTime.from(Instant.now().plusSeconds(seconds)));
        assertThat(run.ask("discard")).isEqualTo("foreign " + out.resolve("g-sda") + "\ndone\n");
        assertThat(out.resolve("g-sda")).exists();
    }

    private String libvirt(String poolDirectory, String name) throws Exception {
        Path node = temp.resolve(name + ".xml");
        Files.writeString(node, "<node><pool type='dir'><name>vms</name><target><path>" + poolDirectory
                + "</path></target></pool></node>");
        return "p2v.o=libvirt p2v.os=vms p2v.oc=test://" + node;
    }

    @Test
    void knowsThatAPoolIsADirectory() throws Exception {
        Run first = prepare(libvirt(out.toString(), "node")).start().awaitBegun();
        assertThat(first.locks(0)).hasSize(2);
        assertRefused(prepare().start(), first);
        assertRefused(prepare(libvirt(out.toString(), "othernode")).start(), first);
        // The same libvirt has one guest of that name, whatever the pool.
        assertRefused(prepare(libvirt(temp + "/elsewhere", "node")).start(), first);
    }

    @Test
    void takesAllThatItNeedsOrNothing() throws Exception {
        Run first = running();
        Run second = prepare(libvirt(out.toString(), "node")).start();
        assertRefused(second, first);
        go(0);
        first.end();
        Run third = prepare(libvirt(temp + "/elsewhere", "node")).start();
        assertThat(third.end()).isZero();
    }
}
