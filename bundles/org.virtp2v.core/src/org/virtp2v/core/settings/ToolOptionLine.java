package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.text.Bash;

/**
 * Several further options of virt-v2v on one line, as somebody would type them at a shell: words with blanks between
 * them, and quotes and backslashes as in sh(1). Nothing else means anything: no {@code $}, no {@code *}. A value is
 * joined to its option with an equals sign, or is the next word when that does not begin with a hyphen.
 */
public final class ToolOptionLine {
    private static final String AFTER_BACKSLASH_IN_QUOTES = "\"\\$`";
    private final String line;
    private int at;

    private ToolOptionLine(String line) {
        this.line = line;
    }

    /**
     * The options.
     *
     * @throws BadValueException
     *             when a quote is not closed, a word is no option, or an option cannot be given
     */
    public static List<ToolOption> parse(String line) {
        List<String> words = new ToolOptionLine(line).words();
        List<ToolOption> options = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            ToolOption option = option(words.get(i));
            boolean open = option.value() == null && i + 1 < words.size() && !words.get(i + 1).startsWith("-");
            options.add(open ? ToolOption.of(option.name(), words.get(++i)) : option);
        }
        return options;
    }

    /** The options on one line, which is read back as the same ones. */
    public static String write(List<ToolOption> options) {
        return options.stream().map(ToolOptionLine::write).collect(Collectors.joining(" "));
    }

    private static String write(ToolOption option) {
        Secret value = option.value();
        if (value == null) {
            return option.name();
        }
        List<String> words = option.words("");
        // After a blank, a hyphen would begin the next option.
        String joint = words.size() == 1 ? "" : value.reveal().startsWith("-") ? "=" : " ";
        return words.getFirst() + joint + Bash.quote(value.reveal());
    }

    private static ToolOption option(String word) {
        try {
            return ToolOption.parse(word);
        } catch (BadValueException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw ReservedOptions.refused("noOption", ToolOption.hide(word));
        }
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        for (String word = next(); word != null; word = next()) {
            words.add(word);
        }
        return words;
    }

    private @Nullable String next() {
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        if (at == line.length()) {
            return null;
        }
        StringBuilder word = new StringBuilder();
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            char c = line.charAt(at++);
            switch (c) {
                case '\'' -> quoted('\'', word);
                case '"' -> quoted('"', word);
                case '\\' -> word.append(at < line.length() ? line.charAt(at++) : c);
                default -> word.append(c);
            }
        }
        return word.toString();
    }

    private void quoted(char quote, StringBuilder word) {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == quote) {
                return;
            }
            boolean escapes = quote == '"' && c == '\\' && at < line.length()
                    && AFTER_BACKSLASH_IN_QUOTES.indexOf(line.charAt(at)) >= 0;
            word.append(escapes ? line.charAt(at++) : c);
        }
        throw ReservedOptions.refused("openQuote", String.valueOf(quote));
    }
}
