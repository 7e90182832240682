package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A kickstart that virt-p2v-make-kickstart wrote. */
record Kickstart(Path file) {

    /** The content of a section. */
    List<String> section(String name) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int begin = 0;
        while (!lines.get(begin).startsWith("%" + name)) {
            begin++;
        }
        return lines.subList(begin + 1, begin + lines.subList(begin, lines.size()).indexOf("%end"));
    }

    /** The names of the packages. */
    Set<String> packages() throws IOException {
        return section("packages").stream().filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .collect(Collectors.toSet());
    }

    /** The script that makes the system a live image, as a new file in a directory. */
    Path script(Path directory) throws IOException {
        List<String> lines = new ArrayList<>(section("post"));
        lines.add(0, "#!/bin/sh");
        return Files.write(Files.createTempFile(directory, "post", ".sh"), lines);
    }
}
