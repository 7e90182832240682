package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.Key;

class EncryptionKeysTest extends MachineModelFixture {
    @Test
    void turnsKeysIntoSelectorsThatVirtV2vKnows() {
        Disk luks = Machines.disk("nvme0n1", false,
                Machines.volume("nvme0n1p3", null, "1234-5678", Encryption.LUKS));
        Disk windows = Machines.disk("sdb", false, Machines.volume("sdb2", "Windows", null, Encryption.BITLOCKER));
        WizardModel wizard = wizard("", probed("", Machines.machine(List.of(luks, windows))));
        DiskChoices disks = wizard.machine().getValue().disks();

        assertThat(warnings(wizard)).contains(Key.ENCRYPTION_KEY);
        disks.unlock(luks.content().volumes().get(0), "first:key");
        disks.unlock(windows.content().volumes().get(0), "second");

        assertThat(wizard.settings().devices().encryptionKeys()).extracting(Secret::reveal)
                .containsExactly("1234-5678:key:first:key", "/dev/sdb2:key:second");
        assertThat(warnings(wizard)).doesNotContain(Key.ENCRYPTION_KEY);
        assertThat(disks.keys().getValue().toString()).doesNotContain("second");

        choose(wizard.machine().getValue(), "nvme0n1", false);

        assertThat(wizard.settings().devices().encryptionKeys()).extracting(Secret::reveal)
                .containsExactly("/dev/sda2:key:second");
    }

    @Test
    void readsKeyFilesOnceBeforePlanning(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "secret");
        String line = "p2v.key=all:file:" + file;
        WizardModel wizard = wizard(line, probed(line, Machines.machine(Machines.disks("sda"))));
        Files.delete(file);

        assertThat(wizard.plan()).isInstanceOf(Planning.Ready.class);

        String missing = "p2v.key=all:file:" + file;
        assertThat(problems(wizard(missing, probed(missing, Machines.machine(Machines.disks("sda"))))))
                .containsExactly(Key.ENCRYPTION_KEY);
    }
}
