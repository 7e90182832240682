package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class CommandLineBytesTest {

    @Test
    void readsUtf8() {
        var line = CommandLineBytes.decode("p2v.name=Büro-PC p2v.password=ä€".getBytes(StandardCharsets.UTF_8));

        assertThat(line.text()).isEqualTo("p2v.name=Büro-PC p2v.password=ä€");
        assertThat(line.doubtfulKeys()).isEmpty();
    }

    @Test
    void survivesWordsOfOthersThatAreNotUtf8() throws SettingsException {
        var line = CommandLineBytes.decode(bytes("root=LABEL=Büro p2v.server=conv quiet\n"));

        assertThat(line.text()).isEqualTo("root=LABEL=Büro p2v.server=conv quiet\n");
        assertThat(line.doubtfulKeys()).isEmpty();
        assertThat(SettingsReader.read(line.text()).settings().server().host()).isEqualTo("conv");
    }

    @Test
    void takesForLatin1WhatIsNotUtf8AndSaysSo() {
        var line = CommandLineBytes.decode(bytes("p2v.name=Büro p2v.password=\"ä ö\" \"p2v.post=echo ß\" p2v.os=/x"));

        assertThat(line.text()).isEqualTo("p2v.name=Büro p2v.password=\"ä ö\" \"p2v.post=echo ß\" p2v.os=/x");
        assertThat(line.doubtfulKeys()).containsExactly("p2v.name", "p2v.password", "p2v.post");
    }

    @Test
    void readsEachWordByItself() {
        var both = new ByteArrayOutputStream();
        both.writeBytes("p2v.name=Büro ".getBytes(StandardCharsets.UTF_8));
        both.writeBytes(bytes("root=LABEL=ü"));

        var line = CommandLineBytes.decode(both.toByteArray());

        assertThat(line.text()).isEqualTo("p2v.name=Büro root=LABEL=ü");
        assertThat(line.doubtfulKeys()).isEmpty();
    }

    @Test
    void takesEveryByte() {
        var all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }

        assertThat(CommandLineBytes.decode(all).text()).hasSize(256);
        assertThat(CommandLineBytes.decode(new byte[0]).text()).isEmpty();
        assertThat(CommandLineBytes.decode(new byte[] { (byte) 0xC3 }).text()).isEqualTo("Ã");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
