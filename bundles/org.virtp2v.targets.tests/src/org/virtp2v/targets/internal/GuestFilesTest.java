package org.virtp2v.targets.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.SurveyRequest;

/**
 * The files of a guest: what the preflight refuses to overwrite is what the script on the server removes after a
 * failure.
 */
@Timeout(60)
class GuestFilesTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "local | p2v.os=DIR | g-sda g.xml", "disk | p2v.os=DIR | g-sda g.xml",
            "qemu | p2v.os=DIR | g-sda g.sh", "kubevirt | p2v.os=DIR | g-sda g.yaml",
            "kubevirt | p2v.os=DIR p2v.oo=disk=mine | g.yaml", "openstack | p2v.oo=server-id=x | ''",
            "glance | '' | ''",
            "rhv | p2v.os=DIR | ''", "ovirt | p2v.os=DIR | ''",
            "rhv-upload | p2v.oc=https://x/ovirt-engine/api p2v.os=d p2v.target.engine-password=x | ''",
            "null | '' | ''", "no-such-mode | p2v.os=DIR | ''" })
    void refusesToOverwriteExactlyWhatItMayRemove(String mode, String options, String names) throws Exception {
        ConversionPlan plan = BuiltIns.plan("p2v.o=" + mode + " " + options.replace("DIR", temp.toString()));
        List<String> expected = Stream.of(names.split(" ")).filter(name -> !name.isEmpty())
                .map(name -> temp.resolve(name).toString()).toList();

        List<String> refused = RemoteDirectory.survey(plan).files();
        List<String> removed = removed(plan);

        assertThat(refused).containsExactlyElementsOf(expected);
        assertThat(removed).containsExactlyElementsOf(expected);
    }

    /** A pool's directory is known to libvirt only: it is asked for the guest, and the script for the directory. */
    @ParameterizedTest
    @CsvSource({ "libvirt, g-sda" })
    void removesOnlyTheDisksFromAPool(String mode, String names) throws Exception {
        RemoteDirectory.program(Files.createDirectories(temp.resolve("bin")).resolve("virsh"), """
                #!/bin/bash
                [[ $* == *pool-dumpxml* ]] && printf "<pool type='dir'>\n<target>\n <path>%%s</path>\n</target>\n" '%s'
                exit 0
                """.formatted(temp));
        ConversionPlan plan = BuiltIns.plan("p2v.o=" + mode);

        assertThat(RemoteDirectory.survey(plan)).extracting(SurveyRequest::files, SurveyRequest::libvirt)
                .containsExactly(List.of(), new SurveyRequest.Libvirt(null, "default", "g"));
        assertThat(removed(plan)).containsExactly(temp.resolve(names).toString());
    }

    /** Those that the script looks for when it is asked to discard. */
    private List<String> removed(ConversionPlan plan) throws Exception {
        Path bin = Files.createDirectories(temp.resolve("bin"));
        RemoteDirectory.program(bin.resolve("virt-v2v"), "#!/bin/bash\nexit 1\n");
        Path dir = Files.createTempDirectory(temp, "run");
        RemoteDirectory.of(plan, dir).run(bin);
        return Arrays.stream(Files.readString(dir.resolve("output-files")).split("\n")).filter(line -> !line.isEmpty())
                .toList();
    }
}
