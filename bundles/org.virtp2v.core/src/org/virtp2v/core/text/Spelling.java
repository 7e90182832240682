package org.virtp2v.core.text;

import java.util.Collection;
import java.util.Optional;

/** Finds out which of the words that there are a misspelt one may stand for. */
public final class Spelling {
    private Spelling() {
    }

    /**
     * The nearest word, when it is near enough: a third of its characters may be wrong, but at least one.
     *
     * @param misspelt
     *            the word that there is not
     * @param known
     *            the words that there are
     * @param beginning
     *            how many characters all of these begin with, which say nothing
     */
    public static Optional<String> nearest(String misspelt, Collection<String> known, int beginning) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String word : known) {
            int most = Math.max(1, (word.length() - beginning) / 3);
            // The lengths alone tell of most words that they are too far away.
            int distance = Math.abs(word.length() - misspelt.length()) > most ? Integer.MAX_VALUE
                    : distance(misspelt, word);
            if (distance <= most && distance < least) {
                nearest = word;
                least = distance;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
