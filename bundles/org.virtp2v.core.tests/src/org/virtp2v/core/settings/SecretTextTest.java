package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "PASSWORD=hunter2 cmd | PASSWORD=*** cmd",
            "curl 'https://me:hunter2@host/x' && true | curl 'https://me:***@host/x' && true",
            "mount -o user=me,password=\"hun ter2\",ro x | mount -o user=me,password=***",
            "wget --password hunter2 --quiet | wget --password *** --quiet",
            "curl -H 'X-Auth-Token: hunter2' x | curl -H 'X-Auth-Token: ***",
            "curl http://x/?a=b&token=hunter2 | curl http://x/?a=b&token=***" })
    void hidesWhatLooksLikeASecret(String text, String shown) {
        assertThat(SecretText.isIn(text)).isTrue();
        assertThat(SecretText.hide(text)).startsWith(shown).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = { "mount /dev/sdb1 /mnt", "echo done; sync", "cat /run/password.txt", "ip link set eth0 up",
            "curl https://host:8443/x -o y=z", "systemctl restart systemd-ask-password-wall.service" })
    void leavesTheRestAlone(String text) {
        assertThat(SecretText.isIn(text)).isFalse();
    }
}
