package org.virtp2v.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.virtp2v.terminal.TerminalSearch.Match;
import org.virtp2v.terminal.TerminalSelection.Position;

class TerminalSearchTest {
    private final TerminalBuffer buffer = new TerminalBuffer();

    private TerminalSearch search(String word) {
        return TerminalSearch.in(buffer.all(), word);
    }

    @Test
    void findsAWordInEitherCase() {
        buffer.accept("Error error\nnothing\nan ERROR");
        assertThat(search("error").matches()).containsExactly(new Match(0, 0), new Match(0, 6), new Match(2, 3));
        assertThat(search("").matches()).isEmpty();
        assertThat(search("aa").matches()).isEmpty();
        assertThat(TerminalSearch.in("aaaa", "aa")).containsExactly(0, 2);
    }

    @Test
    void goesRoundInBothDirections() {
        buffer.accept("x\nx\nx\n");
        TerminalSearch found = search("x");
        Match first = found.next(null);
        assertThat(first).isEqualTo(new Match(0, 0));
        assertThat(found.next(first)).isEqualTo(new Match(1, 0));
        assertThat(found.next(new Match(2, 0))).isEqualTo(first);
        assertThat(found.previous(first)).isEqualTo(new Match(2, 0));
        assertThat(found.previous(null)).isEqualTo(new Match(2, 0));
        assertThat(found.number(new Match(1, 0))).isEqualTo(2);
        assertThat(search("y").next(null)).isNull();
    }

    @Test
    void goesOnFromAPlaceThatIsNoLongerKept() {
        buffer.accept("x\n".repeat(TerminalBuffer.LINES + 5));
        TerminalSearch found = search("x");
        assertThat(found.next(new Match(2, 0))).isEqualTo(new Match(5, 0));
        assertThat(found.number(new Match(2, 0))).isZero();
        assertThat(found.matches()).hasSize(TerminalSearch.MOST);
    }

    @Test
    void selectsOverLines() {
        buffer.accept("first\nsecond\nthird\n");
        TerminalSelection selection = new TerminalSelection();
        assertThat(selection.text(buffer)).isEmpty();
        selection.begin(new Position(2, 2));
        selection.extend(new Position(0, 3));
        assertThat(selection.text(buffer)).isEqualTo("st\nsecond\nth");
        selection.extend(new Position(9, 0));
        assertThat(selection.text(buffer)).isEqualTo("ird");
    }
}
