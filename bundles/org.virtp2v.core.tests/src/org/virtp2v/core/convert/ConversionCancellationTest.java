package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.server.LeftFiles;
import org.virtp2v.core.testing.Plans;

class ConversionCancellationTest extends ConversionFixture {
    @ParameterizedTest
    @ValueSource(strings = { "access", "test", "inspect", "forward", "survey", "speed", "export /a", "export /b",
            "connect",
            "prepare", "start", "follow" })
    void closesWhatIsOpenWhenItIsCancelled(String step) throws Exception {
        ports.journal.hangAt = step;
        Conversion conversion = ports.engine().conversion(Plans.of(TWO_DISKS), events::add);
        var result = CompletableFuture.supplyAsync(conversion::run);
        ports.journal.hanging.await();
        conversion.cancel(CancelCause.USER);
        assertThat(result.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
        assertNothingLeftOpen();
        assertThat(ports.journal.lines.contains("stop")).isEqualTo(step.equals("start") || step.equals("follow"));
        assertThat(ports.journal.lines.contains("remove output")).isEqualTo(ports.journal.lines.contains("stop"));
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhyItWasCancelledAlsoOnTheServer(CancelCause cause) throws Exception {
        ports.journal.hangAt = "follow";
        Conversion conversion = ports.engine().conversion(Plans.of(TWO_DISKS), events::add);
        var result = CompletableFuture.supplyAsync(conversion::run);
        ports.journal.hanging.await();
        conversion.cancel(cause);
        conversion.cancel(CancelCause.TOLD_TO_END);
        assertThat(result.get(20, TimeUnit.SECONDS).cause()).as("the first counts").isEqualTo(cause);
        assertThat(new String(ports.server.left.getFirst().content(), StandardCharsets.UTF_8))
                .contains("\"outcome\":\"cancelled\",\"cause\":\"" + cause.name().toLowerCase(Locale.ROOT) + "\"");
    }

    @Test
    void anEndThatNobodyAskedForHasNoCauseOfThisKind() {
        assertThat(run(TWO_DISKS).cause()).isNull();
        ports.journal.failAt = "follow";
        assertThat(run(TWO_DISKS).cause()).isNull();
    }

    @Test
    void doesNothingWhenItIsCancelledBeforeItBegins() {
        Conversion conversion = ports.engine().conversion(Plans.of(TWO_DISKS), events::add);
        conversion.cancel(CancelCause.USER);
        assertThat(conversion.run().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(ports.journal.lines).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void asksWhatIsLeftWhenItIsCancelledWhileItLooksAtTheGuest() throws Exception {
        ports.journal.hangAt = "verify";
        ports.server.leftFiles = new LeftFiles(LeftFiles.State.COMPLETE, List.of());
        Conversion conversion = ports.engine().conversion(Plans.of(TWO_DISKS), events::add);
        var result = CompletableFuture.supplyAsync(conversion::run);
        ports.journal.hanging.await();
        conversion.cancel(CancelCause.USER);
        assertThat(result.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(result.get().warnings()).last().asString().contains("was not removed");
    }
}
