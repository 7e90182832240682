package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.ReadErrorDialog.Answer;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.source.ReadErrorPolicy.Decision;
import org.virtp2v.core.testing.Plans;

/** A conversion that asks what to do about the parts of its disks that cannot be read. */
class ReadErrorDialogTest extends UnreadableDisksFixture {
    private final List<String> questions = Collections.synchronizedList(new ArrayList<>());

    private ConversionResult run(String commandLine, ReadErrorDialog dialog) {
        return ports.engine().conversion(Plans.of(commandLine), events::add, key -> {
        }, dialog).run();
    }

    private ReadErrorDialog answering(Answer... answers) {
        var left = new ArrayList<>(List.of(answers));
        return (disk, part) -> {
            questions.add(disk.name() + " " + part.firstSector());
            return left.removeFirst();
        };
    }

    @Test
    void asksTheUserAboutEachPartButNotAboutTheRestOfIt() {
        unreadable("/a", sectors(10, 17, null), sectors(18, 20, null), sectors(90, 90, null));
        ConversionResult result = run(TWO_DISKS, answering(Answer.ZERO, Answer.STOP));
        assertThat(questions).containsExactly("/a 10", "/a 90");
        assertThat(decisions).containsExactly(Decision.ZERO, Decision.ZERO, Decision.STOP);
        assertThat(result.failure()).isInstanceOf(SourceException.class).hasMessageContaining("sector 90");
        assertThat(result.losses()).hasSize(1);
    }

    @Test
    void asksNoMoreAfterAlways() {
        unreadable("/a", sectors(10, 17, null), sectors(90, 90, null));
        ConversionResult result = run(TWO_DISKS + " p2v.on_read_error=ask", answering(Answer.ALWAYS_ZERO));
        assertThat(questions).hasSize(1);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
    }

    @Test
    void asksNobodyWhenTheSettingsDecide() {
        unreadable("/a", sectors(10, 17, null));
        assertThat(run(TWO_DISKS + " p2v.on_read_error=zero", answering()).outcome())
                .isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
        assertThat(run(TWO_DISKS + " p2v.on_read_error=stop", answering()).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void asksAboutOneDiskAfterTheOther() throws Exception {
        var first = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        ports.server.tool = output -> {
            var a = CompletableFuture.runAsync(() -> meet("/a", sectors(1, 1, null)), THREADS);
            asked.await();
            var b = CompletableFuture.runAsync(() -> meet("/b", sectors(2, 2, null)), THREADS);
            Thread.sleep(100);
            assertThat(questions).containsExactly("/a");
            first.countDown();
            CompletableFuture.allOf(a, b).join();
            return 0;
        };
        ConversionResult result = run(TWO_DISKS, (disk, part) -> {
            questions.add(disk.name());
            asked.countDown();
            first.await();
            return Answer.ZERO;
        });
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
        assertThat(questions).containsExactly("/a", "/b");
    }

    @Test
    void asksNoMoreAfterStop() throws Exception {
        ports.server.tool = output -> {
            CompletableFuture.runAsync(() -> {
                meet("/a", sectors(1, 1, null));
                meet("/b", sectors(2, 2, null));
                meet("/a", sectors(2, 3, null)); // the rest of the first
            }, THREADS).join();
            return 0;
        };
        assertThat(run(TWO_DISKS, answering(Answer.STOP)).failure()).hasMessageContaining("/a");
        assertThat(questions).containsExactly("/a 1");
        assertThat(decisions).containsExactly(Decision.STOP, Decision.STOP, Decision.STOP);
    }

    @Test
    void cancellingWithdrawsTheQuestionAndWhoReadsGetsAnError() throws Exception {
        var asked = new CountDownLatch(1);
        var withdrawn = new CountDownLatch(1);
        var reader = new CompletableFuture<Void>();
        ports.server.tool = output -> {
            CompletableFuture.runAsync(() -> meet("/a", sectors(1, 1, null)), THREADS)
                    .thenRun(() -> reader.complete(null));
            new CountDownLatch(1).await();
            return 0;
        };
        Conversion conversion = ports.engine().conversion(Plans.of(TWO_DISKS), events::add, key -> {
        }, (disk, part) -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                withdrawn.countDown();
                throw e;
            }
            return Answer.ZERO;
        });
        var result = CompletableFuture.supplyAsync(conversion::run, THREADS);
        asked.await();
        conversion.cancel(CancelCause.USER);
        assertThat(result.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
        reader.get(5, TimeUnit.SECONDS);
        assertThat(withdrawn.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(decisions).containsExactly(Decision.STOP);
    }
}
