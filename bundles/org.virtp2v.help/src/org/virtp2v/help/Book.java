package org.virtp2v.help;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The guide: its chapters, and the places of its ids. Immutable.
 *
 * @param chapters
 *            in order, at least one
 * @param anchors
 *            the place of each id
 */
record Book(List<Chapter> chapters, Map<String, Place> anchors) {
    Book {
        chapters = List.copyOf(chapters);
        anchors = Map.copyOf(anchors);
    }

    /**
     * A place in the guide.
     *
     * @param chapter
     *            its number, from 0
     * @param position
     *            in the chapter's text
     */
    record Place(int chapter, int position) {
    }

    /** The place of an id; the beginning where there is no such id. */
    Place place(String id) {
        return anchors.getOrDefault(id, new Place(0, 0));
    }

    /**
     * Looks for words in all chapters, without regard to case, from a place on, and once around.
     *
     * @param words
     *            the words of the search, not empty
     * @param from
     *            where to begin
     * @param forward
     *            whether to search forward
     * @return where they begin; empty: they are nowhere
     */
    Optional<Place> find(String words, Place from, boolean forward) {
        String wanted = words.toLowerCase(Locale.ROOT);
        for (int i = 0; i <= chapters.size(); i++) {
            int chapter = Math.floorMod(from.chapter() + (forward ? i : -i), chapters.size());
            String text = chapters.get(chapter).text().toLowerCase(Locale.ROOT);
            int start = i > 0 ? forward ? 0 : text.length() : from.position();
            int position = forward ? text.indexOf(wanted, start) : start < 0 ? -1 : text.lastIndexOf(wanted, start);
            if (position >= 0) {
                return Optional.of(new Place(chapter, position));
            }
        }
        return Optional.empty();
    }

    /** How often words are in all chapters, without regard to case. */
    int count(String words) {
        String wanted = words.toLowerCase(Locale.ROOT);
        int count = 0;
        for (Chapter chapter : chapters) {
            String text = chapter.text().toLowerCase(Locale.ROOT);
            for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length())) {
                count++;
            }
        }
        return count;
    }
}
