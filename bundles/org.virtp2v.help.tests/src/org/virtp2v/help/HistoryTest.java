package org.virtp2v.help;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.virtp2v.help.Book.Place;

class HistoryTest {
    private static final Place A = new Place(0, 0);
    private static final Place B = new Place(1, 0);
    private static final Place C = new Place(2, 0);
    private final History history = new History();

    @Test
    void goesBackAndForward() {
        assertThat(history.back()).isEmpty();
        history.go(A);
        assertThat(history.canGoBack()).isFalse();
        history.go(B);
        history.go(C);
        assertThat(history.back()).contains(B);
        assertThat(history.back()).contains(A);
        assertThat(history.canGoBack()).isFalse();
        assertThat(history.forward()).contains(B);
        assertThat(history.canGoForward()).isTrue();
    }

    @Test
    void forgetsWhatWasAheadWhenItGoesElsewhere() {
        history.go(A);
        history.go(B);
        history.back();
        history.go(C);
        assertThat(history.canGoForward()).isFalse();
        assertThat(history.back()).contains(A);
    }

    @Test
    void doesNotGoToWhereItIs() {
        history.go(A);
        history.go(A);
        assertThat(history.canGoBack()).isFalse();
    }

    @Test
    void goesBackToWhereTheReaderHasScrolled() {
        Place scrolled = new Place(0, 70);
        history.go(A);
        history.stay(scrolled);
        history.go(B);
        assertThat(history.back()).contains(scrolled);
    }
}
