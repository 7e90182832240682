package org.virtp2v.help;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.doc.Guide;
import org.virtp2v.help.Book.Place;
import org.virtp2v.help.Chapter.Kind;
import org.virtp2v.help.Chapter.Line;
import org.virtp2v.help.Chapter.Look;
import org.virtp2v.help.Chapter.Span;

class BookReaderTest {

    private static Book read(String content) throws IOException {
        String page = "<!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><body><h1>Guide</h1><div id='content'>"
                + content
                + "</div></body></html>";
        return BookReader.read(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    }

    private static Chapter chapter(String content) throws IOException {
        return read("<h2 id='one'>One</h2>" + content).chapters().get(0);
    }

    private static Book guide() throws IOException {
        try (InputStream page = Guide.open(Guide.PAGE)) {
            return BookReader.read(page);
        }
    }

    @Test
    void makesAChapterOfEachSecondHeading() throws IOException {
        Book book = read(
                "<div class='sect1'><h2 id='a'>First</h2><div><p>x</p><h3 id='a-b'>Below</h3><p>y</p></div></div>"
                        + "<div class='sect1'><h2 id='c'>Second</h2></div>");
        assertThat(book.chapters()).extracting(Chapter::title).containsExactly("First", "Second");
        assertThat(book.chapters().get(0).text()).isEqualTo("First\nx\nBelow\ny\n");
        assertThat(book.chapters().get(0).sections()).containsExactly(new Chapter.Section("Below", 8));
        assertThat(book.place("a-b")).isEqualTo(new Place(0, 8));
        assertThat(book.place("c")).isEqualTo(new Place(1, 0));
        assertThat(book.place("nowhere")).isEqualTo(new Place(0, 0));
    }

    @Test
    void knowsWhatWordsLookLike() throws IOException {
        Chapter chapter = chapter(
                "<p>A <code>b</code> and\n <strong>c</strong>, <em>d</em>, <a href='#one'>e\nf</a>.</p>");
        assertThat(chapter.text()).isEqualTo("One\nA b and c, d, e f.\n");
        assertThat(chapter.spans()).containsExactly(new Span(6, 1, Look.CODE, null), new Span(12, 1, Look.STRONG, null),
                new Span(15, 1, Look.EMPHASIS, null), new Span(18, 3, Look.LINK, "one"));
        assertThat(chapter.linkAt(20)).isEqualTo(chapter.spans().get(3));
        assertThat(chapter.linkAt(21)).isNull();
    }

    @Test
    void indentsLists() throws IOException {
        Chapter chapter = chapter("<ul><li><p>a</p><ol><li><p>b</p></li><li><p>c</p></li></ol></li></ul>"
                + "<dl><dt>d</dt><dd><p>e</p><p>f</p></dd></dl>");
        assertThat(chapter.text()).isEqualTo("One\n•  a\n1.  b\n2.  c\nd\ne\nf\n");
        assertThat(chapter.lines().subList(1, 7)).containsExactly(new Line(Kind.ITEM, 1, 3, true),
                new Line(Kind.ITEM, 2, 4, true),
                new Line(Kind.ITEM, 2, 4, true), new Line(Kind.TERM, 0, 0, true), new Line(Kind.PARAGRAPH, 1, 0, false),
                new Line(Kind.PARAGRAPH, 1, 0, true));
    }

    @Test
    void keepsTheLinesOfCode() throws IOException {
        Chapter chapter = chapter("<pre>a  b\n\n  c</pre>");
        assertThat(chapter.text()).isEqualTo("One\na  b\n\n  c\n");
        assertThat(chapter.lines()).extracting(Line::kind).containsExactly(Kind.TITLE, Kind.CODE, Kind.CODE, Kind.CODE);
    }

    @Test
    void separatesTheColumnsOfTables() throws IOException {
        Chapter chapter = chapter("<table><colgroup><col/></colgroup><thead><tr><th>a</th><th>b</th></tr></thead>"
                + "<tbody><tr><td><p>c</p></td><td><p>d</p></td></tr></tbody></table>");
        assertThat(chapter.text()).isEqualTo("One\na\tb\nc\td\n");
        assertThat(chapter.lines()).extracting(Line::kind).containsExactly(Kind.TITLE, Kind.TABLE_HEAD, Kind.TABLE_ROW);
    }

    @Test
    void showsNotesAndPictures() throws IOException {
        Chapter chapter = chapter(
                "<div class='admonitionblock note'><table><tr><td class='icon'><div class='title'>Note</div></td>"
                        + "<td class='content'>Careful.</td></tr></table></div><div class='imageblock'><img src='p.png' alt='A picture'/></div>");
        assertThat(chapter.text()).isEqualTo("One\nNote: Careful.\n\uFFFC\n");
        assertThat(chapter.pictures()).containsExactly(new Chapter.Picture(19, "p.png", "A picture"));
        assertThat(chapter.lines()).extracting(Line::kind).containsExactly(Kind.TITLE, Kind.NOTE, Kind.PICTURE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "<video/>", "<p><video/></p>", "<table><video/></table>", "<p>" })
    void refusesWhatItDoesNotKnow(String content) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> chapter(content));
    }

    @ParameterizedTest
    @ValueSource(strings = { "step-server", "step-machine", "step-summary", "step-conversion", "wizard" })
    void hasHelpForEveryStep(String id) throws IOException {
        assertThat(guide().anchors()).containsKey(id);
    }

    @Test
    void knowsAllOfTheGuide() throws IOException {
        Book guide = guide();
        List<String> targets = guide.chapters().stream().flatMap(c -> c.links().stream()).map(Span::target).toList();
        assertThat(targets).isNotEmpty().allMatch(guide.anchors()::containsKey);
        for (Chapter chapter : guide.chapters()) {
            assertThat(chapter.lines()).as(chapter.title()).hasSize((int) chapter.text().lines().count());
            for (Chapter.Picture picture : chapter.pictures()) {
                Guide.open(picture.name()).close();
            }
        }
    }
}
