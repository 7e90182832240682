package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineSecretsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "p2v.password=hunter2 quiet | p2v.password=*** quiet",
        "p2v.password=\"hunter2 hunter2\" quiet | p2v.password=*** quiet",
        "\"p2v.auth.password=hunter2 hunter2\" quiet | p2v.auth.password=*** quiet",
        "p2v.password=\"hunter2 | p2v.password=***", "p2v.key=all:key:hunter2 | p2v.key=***",
        "p2v.identity=https://me:hunter2@host/id | p2v.identity=https://me:***@host/id",
        "p2v.oo=os-password=hunter2,server-id=x | p2v.oo=os-password=***,server-id=x",
        "p2v.target.engine-password=hunter2 | p2v.target.engine-password=***",
        "p2v.pasword=hunter2 | p2v.pasword=***" })
    void takesOutWhatIsSecret(String text, String shown) {
        assertThat(CommandLineSecrets.hide(text)).isEqualTo(shown);
    }

    @Test
    void takesThemOutOfACommandLineThatIsQuoted() {
        assertThat(CommandLineSecrets.hide("Unknown parameters \"p2v.server=conv p2v.password=hunter2\", will be passed"))
                .startsWith("Unknown parameters \"p2v.server=conv p2v.password=***").endsWith("will be passed")
                .doesNotContain("hunter2");
    }

    @Test
    void leavesTheRestAsItIs() {
        String text = "root=/dev/sda1 password=x p2v.name=\"my $1 guest\" p2v.oc=qemu:///system p2v.sudo\n\"p2v.post=a b\" é";
        assertThat(CommandLineSecrets.hide(text)).isEqualTo(text);
    }
}
