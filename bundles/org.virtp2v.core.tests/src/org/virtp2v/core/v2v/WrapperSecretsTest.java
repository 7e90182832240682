package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.testing.Plans;

/** How keys and passwords get to virt-v2v, and that nothing of them stays behind. */
class WrapperSecretsTest extends RecordedWrapperFixture {
    @ParameterizedTest
    @CsvSource({ "'', 0", "p2v.sudo, 0", "'', 1", "p2v.sudo, 1" })
    void handsOnWhatTheTargetAddsAndLeavesNoSecretBehind(String sudo, int code) throws Exception {
        Path out = Files.createDirectory(dir.resolve("out"));
        installTarget(sudo + " p2v.target.dir=" + out);
        Run run = bash(code, WrapperScript.FILE_NAME);
        assertThat(run.code()).isEqualTo(code);
        assertThat(received()).containsSubsequence("--extra", "it's $w", "--root", "first");
        assertThat(Path.of(arguments + ".seen")).hasContent("hunter2'$HOME\nhunter2'$HOME\nit's $w");
        assertThat(dir.resolve("v2v-version")).hasContent("none");
        Files.delete(Path.of(arguments + ".seen"));
        try (var files = Files.list(dir)) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty()
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("hunter2"));
        }
        assertThat(run.output()).doesNotContain("hunter2");
        assertThat(Files.exists(out.resolve("next.sh"))).isEqualTo(code == 0);
        if (code == 0) {
            assertThat(out.resolve("next.sh")).isExecutable();
            assertThat(run.output()).contains(out + "/next.sh");
        }
    }

    private static final String KEYS = "p2v.key=/dev/sda2:key:s3cret p2v.key=all:clevis p2v.key=U-U-I-D:key:oth3r";

    /** Lets virt-v2v write down what is in files with secrets, and then do something. */
    private void installReader(List<RemoteFile> files, String end) throws Exception {
        for (var file : files) {
            Files.write(dir.resolve(file.name()), file.content());
        }
        program(dir.resolve("bin/virt-v2v"), """
                #!/bin/bash
                [ "$1" = --version ] && exit 0
                printf '%%s\\0' "$@" > "$ARGUMENTS"
                cat %s > "$ARGUMENTS.secrets"
                """.formatted(files.stream().map(RemoteFile::name).collect(Collectors.joining(" "))) + end);
    }

    private void assertNotLeftBehind(String... secrets) {
        for (String file : List.of(WrapperScript.FILE_NAME, "environment", "virt-v2v-conversion-log.txt")) {
            assertThat(dir.resolve(file)).content().doesNotContain(secrets);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1 })
    void handsKeysOnInFilesAndRemovesThem(int code) throws Exception {
        installReader(KeyFiles.of(plan(KEYS)), "exit ${CODE:-0}\n");
        assertThat(run(KEYS, false, code).code()).isEqualTo(code);
        assertThat(received()).containsSubsequence("--key", "/dev/sda2:file:disk-key-1", "--key", "all:clevis", "--key",
                "U-U-I-D:file:disk-key-2", "--root", "first");
        assertThat(Path.of(arguments + ".secrets")).hasContent("s3cret\noth3r");
        assertThat(dir).isDirectoryNotContaining("glob:**/disk-key-*");
        assertNotLeftBehind("s3cret", "oth3r");
    }

    @ParameterizedTest
    @ValueSource(strings = { "TERM", "HUP", "INT" })
    void removesKeysWhenASignalEndsIt(String signal) throws Exception {
        installReader(KeyFiles.of(plan(KEYS)), "kill -" + signal + " $(cat wrapper)\nsleep 5\n");
        Files.writeString(dir.resolve("start"), "echo $$ > wrapper; exec bash " + WrapperScript.FILE_NAME + "\n");
        Files.writeString(dir.resolve(WrapperScript.FILE_NAME),
                WrapperScript.of(Plans.of(server + "p2v.disks=/a " + KEYS), Ports.DIRECT, false, "1.0.0"));
        var builder = new ProcessBuilder("bash", "start").directory(dir.toFile()).redirectErrorStream(true)
                .redirectOutput(dir.resolve("out").toFile());
        builder.environment().put("PATH", dir.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("ARGUMENTS", arguments.toString());
        builder.start().waitFor();
        assertThat(dir).isDirectoryNotContaining("glob:**/disk-key-*");
    }

    private static final String PASSWORDS = "p2v.v2v=--root-password=locked:password:s3cret p2v.v2v=--update"
            + " \"p2v.v2v=--password bob:password:a b:thi$rd\" p2v.v2v=--password=eve:file:/root/x"
            + " p2v.v2v=--sm-credentials=me:password:oth3r";

    @ParameterizedTest
    @ValueSource(ints = { 0, 1 })
    void handsPasswordsInFurtherOptionsOnInFilesAndRemovesThem(int code) throws Exception {
        installReader(OptionFiles.of(plan(PASSWORDS)), "exit ${CODE:-0}\n");
        assertThat(run(PASSWORDS, false, code).code()).isEqualTo(code);
        assertThat(received()).endsWith("--root-password=locked:file:option-password-1", "--update",
                "--password=bob:file:option-password-2", "--password=eve:file:/root/x",
                "--sm-credentials=me:file:option-password-3", "physical.xml");
        assertThat(Path.of(arguments + ".secrets")).hasContent("s3cret\na b:thi$rd\noth3r");
        assertThat(dir).isDirectoryNotContaining("glob:**/option-password-*");
        assertNotLeftBehind("s3cret", "oth3r", "thi$rd");
    }
}
