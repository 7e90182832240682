package org.virtp2v.targets.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.server.RemoteFile;

/**
 * Where secrets go on the conversion server: the real script runs, with a virt-v2v that runs the programs that the real
 * one runs, and those write down what they were given.
 */
@Timeout(60)
class SecretsTest {
    @TempDir
    Path temp;
    private Path programs;
    private Path dir;

    @BeforeEach
    void installRecorders() throws Exception {
        programs = Files.createDirectory(temp.resolve("bin"));
        dir = Files.createDirectory(temp.resolve("remote"));
        String seen = temp.resolve("seen").toString();
        String record = "#!/bin/bash\necho \"$@\" > " + seen + ".argv\nenv > " + seen + ".env\n";
        RemoteDirectory.program(programs.resolve("openstack"), record);
        RemoteDirectory.program(programs.resolve("glance"), record);
        RemoteDirectory.program(programs.resolve("virt-v2v"), """
                #!/bin/bash
                [ "$1" = --version ] && { echo virt-v2v 2.2.0; exit; }
                echo "$@" > SEEN.v2v
                case " $* " in
                  *' -o openstack '*) openstack token issue ;;
                  *' -o glance '*) glance image-list ;;
                  *) cp rhv-password SEEN.password; stat -c %a rhv-password > SEEN.mode ;;
                esac
                exit 3
                """.replace("SEEN", seen));
        RemoteDirectory.program(programs.resolve("sudo"), """
                #!/bin/bash
                [ "$1" = -n ] || exit 8
                shift
                keep=(PATH="$PATH")
                case $1 in --preserve-env=*)
                  for name in $(tr , ' ' <<< "${1#*=}"); do keep+=("$name=${!name}"); done
                  shift ;;
                esac
                exec env -i "${keep[@]}" "$@"
                """);
    }

    private String seen(String what) throws Exception {
        return Files.readString(temp.resolve("seen." + what));
    }

    private void run(String line) throws Exception {
        var plan = BuiltIns.plan(line);
        var directory = RemoteDirectory.of(plan, dir);
        assertThat(RemoteDirectory.files(plan)).filteredOn(file -> new String(file.content()).contains("hunter2"))
                .extracting(RemoteFile::executable).containsExactly(false);
        var run = directory.run(programs);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.output()).doesNotContain("hunter2");
        assertThat(directory.left()).contains("environment:", "virt-v2v-conversion-log.txt:").doesNotContain("hunter2");
        assertThat(dir).isDirectoryNotContaining("glob:**target-environment")
                .isDirectoryNotContaining("glob:**rhv-password");
        assertThat(seen("v2v")).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({ "openstack, ''", "openstack, p2v.sudo", "glance, ''", "glance, p2v.sudo" })
    void givesOpenStacksPasswordOnlyInTheEnvironment(String mode, String sudo) throws Exception {
        run("p2v.o=" + mode + " " + sudo + (mode.equals("openstack") ? " p2v.oo=server-id=s" : "")
                + " p2v.target.login=password p2v.target.auth-url=https://k/v3 p2v.target.username=u"
                + " p2v.target.project=pr p2v.target.password=hunter2'$HOME");
        assertThat(seen("argv")).doesNotContain("hunter2");
        assertThat(seen("env").lines()).contains("OS_PASSWORD=hunter2'$HOME", "OS_USERNAME=u", "OS_PROJECT_NAME=pr",
                "OS_USER_DOMAIN_NAME=Default", "OS_PROJECT_DOMAIN_NAME=Default", "OS_IDENTITY_API_VERSION=3",
                "OS_AUTH_URL=https://k/v3").noneMatch(line -> line.startsWith("OS_REGION_NAME"));
    }

    @Test
    void givesTheEnginesPasswordOnlyInAFile() throws Exception {
        run("p2v.o=rhv-upload p2v.oc=https://x/ovirt-engine/api p2v.os=d p2v.target.engine-password=hunter2'$HOME");
        assertThat(seen("password")).isEqualTo("hunter2'$HOME");
        assertThat(seen("mode")).isEqualTo("600\n");
        assertThat(seen("v2v")).contains("-op rhv-password");
    }

    @Test
    void namesAFileThatTheServerHas() {
        var output = BuiltIns.plan("p2v.o=rhv-upload p2v.oc=https://x/api p2v.os=d p2v.target.engine-password-file=/f")
                .target().output();
        assertThat(output.arguments()).containsExactly("-op", "/f");
        assertThat(output.files()).isEmpty();
    }

    @Test
    void addsNothingWhereTheServerIsSetUp() {
        assertThat(BuiltIns.plan("p2v.o=glance").target().output().environment()).isEmpty();
        assertThat(BuiltIns.plan("p2v.o=openstack p2v.oo=server-id=s p2v.target.login=cloud p2v.target.cloud=c")
                .target().output().environment()).containsOnlyKeys("OS_CLOUD");
    }
}
