package org.virtp2v.help;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.virtp2v.help.Book.Place;

class BookTest {
    private final Book book = new Book(List.of(chapter("a word, a Word"), chapter("nothing"), chapter("the last word")),
            Map.of());

    private static Chapter chapter(String text) {
        return new Chapter("", text, List.of(), List.of(), List.of(), List.of());
    }

    private Place find(int chapter, int position, boolean forward) {
        return book.find("WORD", new Place(chapter, position), forward).orElseThrow();
    }

    @Test
    void findsWordsForwardAndOnceAround() {
        assertThat(find(0, 0, true)).isEqualTo(new Place(0, 2));
        assertThat(find(0, 3, true)).isEqualTo(new Place(0, 10));
        assertThat(find(0, 11, true)).isEqualTo(new Place(2, 9));
        assertThat(find(2, 10, true)).isEqualTo(new Place(0, 2));
    }

    @Test
    void findsWordsBackwards() {
        assertThat(find(2, 8, false)).isEqualTo(new Place(0, 10));
        assertThat(find(0, 9, false)).isEqualTo(new Place(0, 2));
        assertThat(find(0, -1, false)).isEqualTo(new Place(2, 9));
    }

    @Test
    void findsTheOnlyPlaceAgain() {
        assertThat(book.find("nothing", new Place(1, 1), true)).contains(new Place(1, 0));
        assertThat(book.find("nothing", new Place(1, -1), false)).contains(new Place(1, 0));
        assertThat(book.find("nowhere", new Place(1, 0), true)).isEmpty();
    }

    @Test
    void counts() {
        assertThat(book.count("word")).isEqualTo(3);
        assertThat(book.count("nowhere")).isZero();
    }
}
