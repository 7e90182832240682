package org.virtp2v.help;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.virtp2v.help.Book.Place;

/** Where the reader has been, as web browsers keep it. */
final class History {
    private final Deque<Place> before = new ArrayDeque<>();
    private final Deque<Place> after = new ArrayDeque<>();
    private @Nullable Place here;

    /** The reader goes to a place. */
    void go(Place place) {
        if (here != null && !here.equals(place)) {
            before.push(here);
            after.clear();
        }
        here = place;
    }

    /** The reader is here now, without having gone: the chapter was scrolled. */
    void stay(Place place) {
        here = place;
    }

    /** The reader goes back; empty where that is not possible. */
    Optional<Place> back() {
        return move(before, after);
    }

    /** The reader goes forward again; empty where that is not possible. */
    Optional<Place> forward() {
        return move(after, before);
    }

    private Optional<Place> move(Deque<Place> from, Deque<Place> to) {
        if (from.isEmpty() || here == null) {
            return Optional.empty();
        }
        to.push(here);
        here = from.pop();
        return Optional.of(here);
    }

    boolean canGoBack() {
        return !before.isEmpty();
    }

    boolean canGoForward() {
        return !after.isEmpty();
    }
}
