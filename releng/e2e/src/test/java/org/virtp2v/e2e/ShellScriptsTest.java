package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What shellcheck says of the shell scripts, at its lowest severity: those of the tree, which are found by their names
 * and first lines, and the one that is put together.
 */
class ShellScriptsTest {
    /** A shell that shellcheck knows, or what tells it the shell of a file that is only read by one. */
    private static final Pattern FIRST_LINE = Pattern
            .compile("#!\\s*/\\S*?(/|/env\\s+)(ba|da|k)?sh\\b.*|# shellcheck .*\\bshell=.*");

    @Test
    void thereIsNothingToSayOfAnyScriptOfTheTree() throws Exception {
        List<String> scripts = scripts();
        assertThat(scripts).contains("mvnw", ".ci/run", "releng/verify", "releng/lab/conversion-server",
                "product/launcher/virt-p2v", "product/share/virt-p2v/media/functions",
                "product/share/bash-completion/completions/virt-p2v",
                "releng/image/overlay/etc/initramfs-tools/scripts/virt-p2v",
                "bundles/org.virtp2v.nbd/src/org/virtp2v/nbd/internal/supervise.sh");

        assertThat(findings(scripts)).isEmpty();
    }

    @Test
    void thereIsNothingToSayOfTheScriptOfAKickstart(@TempDir Path work) throws Exception {
        Path product = Files.createDirectories(work.resolve("product/bin")).resolve("virt-p2v");
        Checkout.program(product, "#!/bin/sh\necho virt-p2v 9.9.9\n");
        Checkout.run("tar", "-c", "-C", work.toString(), "-f", work.resolve("product.tar").toString(), "product");
        Kickstart kickstart = new Kickstart(work.resolve("p2v.ks"));
        Checkout.run(Checkout.PRODUCT.resolveSibling("virt-p2v-make-kickstart").toString(), "-o",
                kickstart.file().toString(), "--product", work.resolve("product.tar").toString(), "fedora");

        assertThat(findings(List.of(kickstart.script(work).toString()))).isEmpty();
    }

    @Test
    void aScriptWithAMistakeIsNotClean(@TempDir Path work) throws Exception {
        Path script = Files.writeString(work.resolve("mistake"), "#!/usr/bin/env bash\nrm -f $1\n");

        assertThat(isScript(script)).isTrue();
        assertThat(findings(List.of(script.toString()))).contains("mistake:2:", "SC2086");
    }

    /** What shellcheck prints, a finding a line; nothing when it finds nothing. */
    private static String findings(List<String> scripts) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("shellcheck", "--external-sources", "--severity=style", "--format=gcc", "--"));
        command.addAll(scripts);
        Checkout.Ended ended = Checkout.end(new ProcessBuilder(command).directory(Checkout.DIR.toFile()));
        assertThat(ended.code() == 0).as(ended.output()).isEqualTo(ended.output().isEmpty());
        return ended.output();
    }

    /** The scripts that git knows or would add, by their paths in the checkout. */
    private static List<String> scripts() throws IOException, InterruptedException {
        String files = Checkout.run("git", "-c", "safe.directory=*", "-C", Checkout.DIR.toString(), "ls-files", "-z",
                "--cached", "--others", "--exclude-standard");
        List<String> scripts = new ArrayList<>();
        for (String file : files.split("\0")) {
            Path path = Checkout.DIR.resolve(file);
            if (Files.isRegularFile(path) && isScript(path)) {
                scripts.add(file);
            }
        }
        return scripts;
    }

    private static boolean isScript(Path file) throws IOException {
        if (file.toString().endsWith(".sh")) {
            return true;
        }
        // of a picture, too, a line can be read so
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            char[] start = new char[120];
            int length = Math.max(0, reader.read(start));
            return FIRST_LINE.matcher(new String(start, 0, length).lines().findFirst().orElse("")).matches();
        }
    }
}
