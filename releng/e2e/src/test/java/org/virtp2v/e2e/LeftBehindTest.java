package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** virt-v2v starts a program that goes on when it has ended, and has virt-v2v's output open. */
@EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
class LeftBehindTest {
    private static final String NAME = "leaves";
    @TempDir(factory = VarTmp.class)
    Path work;

    @Test
    void doesNotHoldTheConversionUp() throws Exception {
        var copying = new Copying(work);
        copying.addDisk(1 << 20);
        copying.leaveBehind("sleep 600");
        try (LabServer server = copying.server()) {
            Product product = copying.start(server, NAME, "");
            Copying.awaitCopy(product);
            Path remote = product.logDirectory();
            copying.assertCopied(product, NAME);
            assertThat(product.output()).contains("Finishing off");
            assertThat(remote.resolve("status")).hasContent("0");
            assertThat(remote.resolve("virt-v2v-conversion-log.txt")).content().contains("Finishing off",
                    "keeps its output open: sleep (" + leftBehind() + ")");
        } finally {
            ProcessHandle.of(leftBehind()).ifPresent(ProcessHandle::destroy);
        }
    }

    private long leftBehind() throws Exception {
        return Long.parseLong(Files.readString(work.resolve("left-behind")).strip());
    }
}
