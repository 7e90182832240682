package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script gives up when nothing is heard of the machine: nobody else may be there to end virt-v2v. */
class WrapperHeartbeatTest extends WrapperFixture {
    private static final String KEY = " p2v.key=all:key:s3cret";
    private static final String CONVERTS = "touch begun; echo half > \"$OUT/g-sda\"; sleep 300 & ";

    /**
     * A run that waits for so many seconds, and does not wait for long when it ends virt-v2v. Its seconds are short.
     */
    private Run prepareFor(int seconds, String options) throws Exception {
        Run run = prepare("p2v.os=\"" + out + "\"" + KEY + " " + options)
                .with("patience=3690", "patience=" + seconds).with("INT:100 TERM:50", "INT:2 TERM:2")
                .with("pause \"$tick\"", "pause 0.3");
        Files.writeString(run.dir.resolve("disk-key-1"), "s3cret");
        return run;
    }

    private static List<ProcessHandle> processes(Run run) {
        return run.process.descendants().toList();
    }

    private void assertGaveUp(Run run, List<ProcessHandle> processes) throws Exception {
        assertThat(run.end()).isEqualTo(FailureCause.GIVEN_UP_STATUS);
        assertThat(run.file("status").strip()).isEqualTo(Integer.toString(FailureCause.GIVEN_UP_STATUS));
        assertThat(processes).isNotEmpty();
        await("the end of all processes", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(out).isEmptyDirectory();
        assertThat(run.dir.resolve("disk-key-1")).doesNotExist();
        assertThat(run.locks(0)).noneMatch(Files::exists);
        String sentence = "virt-p2v: gave up waiting for the machine: nothing was heard of it for 2 s";
        assertThat(run.file("console")).endsWith(sentence + "\n");
        assertThat(FailureCause.find(run.file("virt-v2v-conversion-log.txt").lines().toList(), 1))
                .contains(new FailureCause(FailureCause.Kind.GIVEN_UP, sentence));
    }

    @ParameterizedTest
    @ValueSource(strings = { "wait", "trap '' INT; wait; wait", "trap '' INT TERM; wait; wait; wait",
            "trap '' INT TERM PIPE; while [ -e begun ]; do sleep 0.2; done" })
    void endsVirtV2vAndLeavesNothingOfTheRun(String end) throws Exception {
        virtV2v(CONVERTS + end + "\n");
        Run run = prepareFor(2, "").startApart().awaitBegun();
        await("a process of virt-v2v", () -> processes(run).stream()
                .anyMatch(p -> p.info().command().filter(c -> c.endsWith("sleep")).isPresent()));
        assertGaveUp(run, processes(run));
        assertThat(run.ask("discard")).isEqualTo("done\n");
    }

    /** Sudo gives what it runs a session of its own. */
    @Test
    void endsWhatHasASessionOfItsOwn() throws Exception {
        virtV2v("echo half > \"$OUT/g-sda\"; setsid bash -c 'touch begun; sleep 300 & wait' & wait\n");
        Run run = prepareFor(2, "").startApart().awaitBegun();
        assertGaveUp(run, processes(run));
    }

    @Test
    void pressesCtrlCOnTheTerminalWhereThereIsOne() throws Exception {
        virtV2v(CONVERTS + "head -c 1 .keyboard > pressed; kill %1; exit 130\n");
        Run run = prepareFor(2, "").with("INT:2", "INT:20");
        new ProcessBuilder("mkfifo", run.dir.resolve(".keyboard").toString()).start().waitFor();
        run.startApart().awaitBegun();
        assertGaveUp(run, processes(run));
        assertThat(run.file("pressed")).isEqualTo("\u0003");
    }

    /**
     * The terminal interrupts all that are in its foreground, the script too, and a part of virt-v2v does not listen.
     */
    @Test
    void isNotInterruptedByTheCtrlCThatItPressesItself() throws Exception {
        virtV2v(CONVERTS + "trap '' INT TERM; head -c 1 .keyboard > pressed; kill -INT 0; "
                + "while [ -e begun ]; do sleep 0.2; done\n");
        Run run = prepareFor(2, "").with("INT:2", "INT:10");
        new ProcessBuilder("mkfifo", run.dir.resolve(".keyboard").toString()).start().waitFor();
        run.startApart().awaitBegun();
        assertGaveUp(run, processes(run));
        assertThat(run.file("pressed")).isEqualTo("\u0003");
    }

    /** The server's clock may be set: it does not matter which time a heartbeat has. */
    @Test
    void goesOnAsLongAsSomethingIsHeard() throws Exception {
        virtV2v(CONVERTS + "wait\n");
        Run run = prepareFor(2, "").with("pause 0.3", "pause 0.5").startApart().awaitBegun();
        Path heartbeat = run.dir.resolve("heartbeat");
        for (int i = 0; i < 8; i++) {
            Files.setLastModifiedTime(heartbeat,
                    FileTime.from(i % 2 == 0 ? Instant.EPOCH.plusSeconds(i) : Instant.now().plusSeconds(100_000 + i)));
            Thread.sleep(250);
            assertThat(run.process.isAlive()).isTrue();
        }
        assertGaveUp(run, processes(run));
    }

    /** The machine would remove it, but may never come back. */
    @Test
    void removesTheOutputOfAVirtV2vThatFailedWhileTheMachineWasAway() throws Exception {
        virtV2v("echo half > \"$OUT/g-sda\"; touch -d '1 minute ago' heartbeat; touch begun; exit 1\n");
        Run run = prepareFor(2, "").startApart();
        assertFailedAndLeftNothing(run);
    }

    private void assertFailedAndLeftNothing(Run run) throws Exception {
        assertThat(run.end()).isEqualTo(1);
        assertThat(run.file("status").strip()).isEqualTo("1");
        assertThat(out).isEmptyDirectory();
        assertThat(run.dir.resolve("disk-key-1")).doesNotExist();
        assertThat(run.dir.resolve("given-up")).exists();
        assertThat(run.file("virt-v2v-conversion-log.txt")).doesNotContain("gave up");
    }

    /** The heartbeat is young still. */
    @Test
    void removesTheOutputOfAVirtV2vThatFailedBecauseTheConnectionEnded() throws Exception {
        virtV2v("echo half > \"$OUT/g-sda\"; exit 1\n");
        Run run = prepareFor(10, "");
        Files.writeString(run.dir.resolve(".follower"), "sshd 2147483647 1\n");
        assertFailedAndLeftNothing(run.startApart());
    }

    @Test
    void leavesTheOutputToTheMachineWhoseConnectionIsThere() throws Exception {
        virtV2v("echo half > \"$OUT/g-sda\"; exit 1\n");
        Run run = prepareFor(50, "");
        String[] stat = Files.readString(Path.of("/proc/self/stat")).split(" ");
        Files.writeString(run.dir.resolve(".follower"), "sshd " + stat[0] + " " + stat[21] + "\n");
        assertThat(run.startApart().end()).isEqualTo(1);
        assertThat(out.resolve("g-sda")).exists();
    }

    @Test
    void doesNotWaitForTheMachineWhenItIsInterrupted() throws Exception {
        virtV2v("echo half > \"$OUT/g-sda\"; touch -d '1 minute ago' heartbeat; touch begun; exit 1\n");
        Run run = prepareFor(50, "").startApart().awaitBegun();
        await("the report", () -> run.file("console").contains("Only the last"));
        new ProcessBuilder("kill", "-INT", Long.toString(run.process.pid())).start().waitFor();
        assertThat(run.end()).isEqualTo(1);
        assertThat(out.resolve("g-sda")).exists();
    }

    @Test
    void leavesTheOutputOfAVirtV2vThatFailedToTheMachineThatComesBack() throws Exception {
        virtV2v("echo half > \"$OUT/g-sda\"; touch -d '1 minute ago' heartbeat; touch begun; exit 1\n");
        Run run = prepareFor(30, "").startApart().awaitBegun();
        Thread.sleep(1500);
        assertThat(run.process.isAlive()).isTrue();
        assertThat(run.dir.resolve("disk-key-1")).as("which virt-v2v needs no more").doesNotExist();
        Files.setLastModifiedTime(run.dir.resolve("heartbeat"), FileTime.from(Instant.now()));
        assertThat(run.end()).isEqualTo(1);
        assertThat(run.file("status").strip()).isEqualTo("1");
        assertThat(out.resolve("g-sda")).exists();
    }

    @Test
    void doesNotOutliveTheScript() throws Exception {
        virtV2v(CONVERTS + "wait\n");
        Run run = prepareFor(50, "").startApart().awaitBegun();
        List<ProcessHandle> children = run.process.children().toList();
        assertThat(children).hasSize(3); // the watcher, and both ends of the pipe
        run.process.destroyForcibly();
        await("the watcher's end", () -> children.stream().filter(ProcessHandle::isAlive).count() == 2);
        processesOf(children).forEach(ProcessHandle::destroyForcibly);
    }

    private static List<ProcessHandle> processesOf(List<ProcessHandle> children) {
        return children.stream().flatMap(child -> Stream.concat(child.descendants(),
                Stream.of(child))).toList();
    }

    @Test
    void keepsTheGuestOfAVirtV2vThatEndedWellAllTheSame() throws Exception {
        virtV2v(CONVERTS + "trap 'kill %1; exit 0' INT; wait\n");
        Run run = prepareFor(2, "").with("INT:2", "INT:20").startApart().awaitBegun();
        assertThat(run.end()).isZero();
        assertThat(run.file("status").strip()).isEqualTo("0");
        assertThat(out.resolve("g-sda")).exists();
    }

    @Test
    void holdsNothingThatSaysThatVirtV2vRuns() throws Exception {
        virtV2v("touch begun; exit 0\n");
        Run run = prepareFor(2, "").startApart();
        assertThat(run.end()).isZero();
        assertThat(run.locks(0)).noneMatch(Files::exists);
        assertThat(run.dir.resolve("given-up")).doesNotExist();
    }
}
