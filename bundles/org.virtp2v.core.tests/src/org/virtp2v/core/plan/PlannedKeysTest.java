package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.machine.Bus;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.settings.Key;

/** Keys for the encryption of disks. */
class PlannedKeysTest extends DisksFixture {
    @Test
    void warnsOfEncryptionWithoutAKey() throws Exception {
        var machine = machine(List.of(disk("sda", Bus.SATA, volume("sda1", Encryption.BITLOCKER, true),
                volume("sda2", Encryption.LUKS, false))));

        assertThat(warning(machine, "")).isEqualTo("The disk sda is encrypted (sda1: BitLocker, sda2: LUKS), and no key"
                + " is given. virt-v2v cannot open it; give the key with p2v.key.");
        assertThat(ready(machine, "p2v.key=all:clevis").encryptionKeys())
                .containsExactly(new EncryptionKey("all", null));
    }

    @Test
    void readsKeysAndKeyFiles() throws Exception {
        Path file = Files.write(dir.resolve("key file"), new byte[] { 1, -1 });
        var keys = ready(mirror(), "p2v.key=/dev/sda2:key:a:b p2v.key=\"u-u-i-d:file:" + file + "\"").encryptionKeys();

        assertThat(keys).extracting(EncryptionKey::selector).containsExactly("/dev/sda2", "u-u-i-d");
        assertThat(keys.get(0).content()).asString().isEqualTo("a:b\n");
        assertThat(keys.get(1).content()).containsExactly(1, -1);
        assertThat(keys).hasToString("[/dev/sda2:***, u-u-i-d:***]");
    }

    @Test
    void refusesAKeyFileThatIsMissingOrEmpty() throws Exception {
        Path empty = Files.createFile(dir.resolve("empty"));

        var problem = refused(mirror(), "p2v.key=all:file:/nowhere/key");
        assertThat(problem.field()).isEqualTo(Key.ENCRYPTION_KEY);
        assertThat(problem.message()).contains("/nowhere/key", "no such file", "p2v.key");
        assertThat(refused(mirror(), "p2v.key=all:file:" + empty).message()).contains("is empty");
        assertThat(refused(mirror(), "p2v.key=all:file:" + dir).message()).contains("cannot be read");
    }
}
