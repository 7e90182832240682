package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.preflight.KnownFault;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.LiveKey;
import org.virtp2v.core.settings.NamedKey;
import org.virtp2v.core.settings.TargetChoice;
import org.virtp2v.doc.Guide;

/** The guide, from which the manual page is made too, describes what the program knows, and nothing else. */
class DocumentationTest {
    private static final Pattern TERM = Pattern.compile("<dt[^>]*>(.*?)</dt>");
    private static final Pattern NAME = Pattern.compile("<code>([^<]+)");

    /** The names that a chapter describes. */
    private static List<String> described(String chapter) throws IOException {
        return terms(chapter).stream().map(term -> term.replaceFirst("=.*", "")).toList();
    }

    /** The terms of the lists of a chapter: names, each with what follows it. */
    private static List<String> terms(String chapter) throws IOException {
        List<String> names = new ArrayList<>();
        Matcher term = TERM.matcher(text(chapter));
        while (term.find()) {
            Matcher name = NAME.matcher(term.group(1));
            while (name.find()) {
                names.add(name.group(1));
            }
        }
        return names;
    }

    private static String text(String chapter) throws IOException {
        String page;
        try (InputStream file = Guide.open(Guide.PAGE)) {
            page = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        int begin = page.indexOf("<h2 id=\"" + chapter + "\"");
        int end = page.indexOf("<h2 ", begin + 1);
        assertThat(begin).as(chapter).isPositive();
        return page.substring(begin, end);
    }

    @Test
    void describesEveryOption() throws IOException {
        assertThat(described("options")).containsExactlyInAnyOrderElementsOf(Stream
                .concat(Options.list(Options.Action.SHORT_OPTIONS).lines(),
                        Options.list(Options.Action.LONG_OPTIONS).lines())
                .toList());
    }

    @Test
    void describesEveryKey() throws IOException {
        // Which fields there are, the targets say.
        Stream<String> fields = Stream.of(Stream.of(TargetChoice.PREFIX + "FIELD"),
                Arrays.stream(NamedKey.values()).map(NamedKey::documented),
                Arrays.stream(LiveKey.values()).map(LiveKey::word)).flatMap(each -> each);
        assertThat(described("keys")).containsExactlyInAnyOrderElementsOf(
                Stream.concat(Arrays.stream(Key.values()).flatMap(Key::forms), fields).toList());
    }

    @Test
    void saysOfEveryKeyWhetherItHasAValueAndOfChoicesWhichThereAre() throws IOException {
        List<String> terms = terms("keys");
        for (Key key : Key.values()) {
            String value = switch (key.kind().form()) {
                case FLAG -> "";
                case CHOICE -> "=" + String.join("\\|", key.kind().choices());
                default -> "=.+";
            };
            assertThat(key.forms()).allSatisfy(form -> assertThat(terms)
                    .filteredOn(term -> term.matches(Pattern.quote(form) + value)).as(form).hasSize(1));
        }
    }

    @Test
    void describesEveryExitCode() throws IOException {
        assertThat(described("exit-codes"))
                .containsExactlyElementsOf(
                        Arrays.stream(ExitCode.values()).map(c -> Integer.toString(c.code())).toList());
    }

    @Test
    void describesEveryKnownFaultOfVirtV2v() throws IOException {
        String chapter = text("preflight");
        String faults = chapter.substring(chapter.indexOf("id=\"preflight-faults\""));
        assertThat(faults.split("<li>")).hasSize(1 + KnownFault.values().length);
        for (KnownFault fault : KnownFault.values()) {
            assertThat(faults).contains(fault.source().contains("release-notes") ? "release notes of"
                    : fault.source().replaceFirst(".*/", ""));
        }
    }
}
