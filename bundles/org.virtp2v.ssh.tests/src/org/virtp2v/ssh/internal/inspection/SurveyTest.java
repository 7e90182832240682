package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.server.GuestfsFacts.Appliance;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.GuestfsFacts.WindowsTools;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.ssh.internal.script.BoundedText;

/** What the survey makes of answers that no server should give. */
class SurveyTest {
    private final Survey survey = new Survey(new SurveyRequest("/out", List.of("/out/a"), List.of("virsh"), null),
            Clock.systemUTC());

    @Test
    void whatIsNonsenseIsUnknown() {
        ServerFacts facts = survey.facts("""
                clock 99999999999999999999
                clock
                temporary LOVELY
                overlays WRITABLE
                overlays-free -4096
                storage WRITABLE
                storage-free 1e9
                existing 7
                existing -1
                existing x
                existing 4294967296
                missing-tool
                guest maybe
                python 4.0; rm
                kvm PERHAPS
                appliance LOST /boot/vmlinuz
                drivers true
                ntfs perhaps
                windows-done
                files-done
                tools-done
                """, Instant.EPOCH);
        assertThat(facts.clockAhead()).isNull();
        assertThat(facts.temporary()).isEqualTo(Place.unknown("/tmp"));
        assertThat(facts.overlays().freeBytes()).isNull();
        assertThat(facts.storage().freeBytes()).isNull();
        assertThat(facts.existingFiles()).isEmpty();
        assertThat(facts.missingTools()).isEmpty();
        assertThat(facts.libvirtGuest()).isNull();
        assertThat(facts.python()).isNull();
        assertThat(facts.guestfs().kvm()).isEqualTo(Kvm.UNKNOWN);
        assertThat(facts.guestfs().appliance()).isEqualTo(Appliance.UNKNOWN);
        assertThat(facts.guestfs().windows()).isEqualTo(new WindowsTools("", true, "", "", "", null));
    }

    @Test
    void knowsWhatLibguestfsHasOnceAllOfItIsTold() {
        String answer = """
                kvm CLOSED
                appliance KERNEL /boot/vmlinuz 1
                drivers-name /d/it’s \u001b[31mhere
                drivers-version 0.1.271
                tools-name /t
                service pvvxsvc.exe
                ntfs false
                """;
        assertThat(survey.facts(answer, Instant.EPOCH).guestfs())
                .isEqualTo(new GuestfsFacts(Kvm.CLOSED, Appliance.KERNEL, "/boot/vmlinuz 1", null));
        assertThat(survey.facts(answer + "windows-done\n", Instant.EPOCH).guestfs().windows())
                .isEqualTo(new WindowsTools("/d/it’s here", false, "0.1.271", "/t", "pvvxsvc.exe", false));
    }

    @Test
    void knowsPythonThatThereIsNoneAndThatItIsNotTold() {
        assertThat(survey.facts("python 3.6.8\n", Instant.EPOCH).python()).isEqualTo("3.6.8");
        assertThat(survey.facts("python \n", Instant.EPOCH).python()).isEmpty();
        assertThat(survey.facts("clock 1\n", Instant.EPOCH).python()).isNull();
    }

    @Test
    void keepsNoMoreOfAnAnswerThanALimitInBytes() {
        BoundedText text = new BoundedText();
        for (int i = 0; i < 100; i++) {
            text.add("é".repeat(50_001).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(text.isFull()).isTrue();
        assertThat(text.toString().getBytes(StandardCharsets.UTF_8)).hasSize(BoundedText.LIMIT);
        assertThat(BoundedText.excerpt("a\n\u001b[31mb" + "c".repeat(100), 5)).isEqualTo("a bcc…");
    }

    @Test
    void understandsAnythingSomehow() {
        String[] words = { "clock", "temporary", "storage", "storage-free", "existing", "missing-tool", "guest",
                "python", "kvm", "appliance", "FIXED", "drivers-name", "windows-done", "ntfs",
                "files-done", " ", "\n",
                "-1", "0", "1", "99999999999", "WRITABLE", "é", "\u0000", "true" };
        Random random = Seeds.random();
        for (int i = 0; i < 5000; i++) {
            StringBuilder answer = new StringBuilder();
            for (int j = 0; j < 20; j++) {
                answer.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
            }
            assertThat(survey.facts(answer.append('\n').toString(), Instant.EPOCH)).isNotNull();
        }
    }
}
