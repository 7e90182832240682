package org.virtp2v.ui.internal.menu;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.MenuTerminal;

/**
 * The kinds of questions of the menu. Enter keeps what stands in brackets; no answer (null) means that the user wants
 * to go back. What cannot be understood is asked again.
 *
 * @param terminal
 *            where they are asked
 */
record Questions(MenuTerminal terminal) {
    private static final Messages TEXT = Messages.beside(Questions.class);
    private static final String NOTHING = "-";
    /** In all languages of the menu. */
    private static final Set<String> YES = Set.of("y", "yes", "j", "ja");
    private static final Set<String> NO = Set.of("n", "no", "nein");

    /** Writes a line. */
    void say(String text) {
        terminal.line(text);
    }

    /** Writes an empty line, and a heading. */
    void heading(String text) {
        terminal.line("\n" + text);
    }

    /**
     * A line of text.
     *
     * @param label
     *            its name
     * @param now
     *            what it is when Enter is pressed; empty: nothing
     * @param check
     *            says what is wrong with an answer; null: nothing
     */
    @Nullable
    String text(String label, String now, Function<String, @Nullable String> check) {
        while (true) {
            String typed = terminal.ask(now.isEmpty() ? TEXT.get("ask", label) : TEXT.get("askNow", label, now));
            if (typed == null) {
                return null;
            }
            String answer = typed.isEmpty() ? now : typed.equals(NOTHING) ? "" : typed;
            String problem = check.apply(answer);
            if (problem == null) {
                return answer;
            }
            say(problem);
        }
    }

    /** A line of text, or one of those that are suggested, by its number; what it is now stays, also if a number. */
    @Nullable
    String suggested(String label, String now, List<String> suggestions) {
        if (suggestions.isEmpty()) {
            return text(label, now, answer -> null);
        }
        list(suggestions);
        String typed = text(TEXT.get("orNumber", label), now, answer -> null);
        int index = typed == null || typed.equals(now) ? -1 : index(typed, suggestions.size());
        return index < 0 ? typed : suggestions.get(index);
    }

    /** A secret; Enter keeps the one that is there. */
    @Nullable
    Secret secret(String label, boolean given) {
        return terminal.askSecret(TEXT.get(given ? "askSecretNow" : "askSecret", label));
    }

    /**
     * Yes or no.
     *
     * @param now
     *            what Enter means
     */
    @Nullable
    Boolean yes(String question, boolean now) {
        while (true) {
            String typed = terminal.ask(TEXT.get(now ? "askYes" : "askNo", question));
            if (typed == null) {
                return null;
            }
            String word = typed.toLowerCase(Locale.ROOT);
            if (word.isEmpty()) {
                return now;
            }
            if (YES.contains(word) || NO.contains(word)) {
                return YES.contains(word);
            }
            say(TEXT.get("yesOrNo"));
        }
    }

    /** Whether the answer is yes; no answer is none. */
    boolean isSure(String question) {
        return Boolean.TRUE.equals(yes(question, false));
    }

    /**
     * One of several.
     *
     * @param options
     *            their names
     * @param now
     *            the index of the one that Enter takes; below zero: none
     * @return its index; below zero: none
     */
    int choose(String label, List<String> options, int now) {
        list(options);
        while (true) {
            String standard = now < 0 ? "" : Integer.toString(now + 1);
            String typed = text(label, standard, answer -> null);
            if (typed == null || typed.isEmpty()) {
                return -1;
            }
            int index = index(typed, options.size());
            if (index >= 0) {
                return index;
            }
            say(TEXT.get("noNumber", typed, Integer.toString(options.size())));
        }
    }

    /**
     * The index that a number from 1 on stands for.
     *
     * @return below zero: it is none of so many
     */
    static int index(String typed, int count) {
        try {
            int number = Integer.parseInt(typed);
            return number >= 1 && number <= count ? number - 1 : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void list(List<String> options) {
        for (int i = 0; i < options.size(); i++) {
            say(TEXT.get("option", Integer.toString(i + 1), options.get(i)));
        }
    }
}
