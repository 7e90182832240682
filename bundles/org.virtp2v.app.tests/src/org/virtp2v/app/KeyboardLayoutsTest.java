package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.ui.Desktop.Keyboard;

class KeyboardLayoutsTest {
    @TempDir
    private Path directory;

    private Path rules(String text) throws IOException {
        return Files.writeString(directory.resolve("base.lst"), text);
    }

    @Test
    void listsTheLayoutsByNameThePresentOneFirst() throws IOException {
        Path rules = rules("""
                ! model
                  pc105           Generic 105-key PC

                ! layout
                  us              English (US)
                  de              German
                  custom          A user-defined custom Layout
                  fr              French

                ! variant
                  nodeadkeys      de: German (no dead keys)
                """);
        assertThat(KeyboardLayouts.of(rules, "de")).containsExactly(new Keyboard("de", "German"),
                new Keyboard("us", "English (US)"), new Keyboard("fr", "French"));
    }

    @Test
    void hasNoneWhereThereIsNoList() {
        assertThat(KeyboardLayouts.of(directory.resolve("missing"), "us")).isEmpty();
    }
}
