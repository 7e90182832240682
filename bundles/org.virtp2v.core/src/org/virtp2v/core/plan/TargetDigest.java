package org.virtp2v.core.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.virtp2v.core.output.TargetFile;
import org.virtp2v.core.output.TargetOutput;

/**
 * Tells two places of a target apart that the settings of the output do not: by its further options and the content of
 * its files. Secrets are no part of it.
 */
final class TargetDigest {
    private TargetDigest() {
    }

    /** SHA-256 in hexadecimal digits. */
    static String of(TargetOutput output) {
        Stream<String> files = Stream.of(TargetFile.Use.INPUT, TargetFile.Use.SCRIPT).map(output::files)
                .flatMap(List::stream).flatMap(file -> Stream.of(file.name(), file.content().reveal()));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Stream.concat(output.arguments().stream(), files)
                    .forEach(part -> digest.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
