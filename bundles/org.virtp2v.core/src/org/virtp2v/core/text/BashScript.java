package org.virtp2v.core.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A bash program that is a file beside a class, constant but for a head of assignments. Values reach it by these alone,
 * so that nothing in a value can become a part of the program. Immutable.
 *
 * <p>
 * The file begins with {@code #!/bin/bash}; the head comes after that line.
 */
public final class BashScript {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z_0-9]*");

    private final String first;
    private final String head;
    private final String body;

    private BashScript(String first, String head, String body) {
        this.first = first;
        this.head = head;
        this.body = body;
    }

    /**
     * Reads a program.
     *
     * @param place
     *            the class beside which it is
     * @param name
     *            the file's name, such as {@code upload.sh}
     */
    public static BashScript beside(Class<?> place, String name) {
        String text = read(place, name);
        int end = text.indexOf('\n') + 1;
        if (!text.startsWith("#!") || end == 0) {
            throw new IllegalArgumentException(name + " does not begin with #!");
        }
        return new BashScript(text.substring(0, end), "", text.substring(end));
    }

    /**
     * The same with the functions of another file before it.
     *
     * @param place
     *            the class beside which that is
     * @param name
     *            its name; it begins with {@code #!} too
     */
    public BashScript including(Class<?> place, String name) {
        return new BashScript(first, head, beside(place, name).body + body);
    }

    /** The same with a variable that has this text. */
    public BashScript with(String variable, String value) {
        return assigned(variable, Bash.quote(value));
    }

    /** The same with a variable that has this number. */
    public BashScript with(String variable, long value) {
        return assigned(variable, Long.toString(value));
    }

    /** The same with a variable that is {@code true} or {@code false}. */
    public BashScript with(String variable, boolean value) {
        return assigned(variable, Boolean.toString(value));
    }

    /** The same with an array of these texts. */
    public BashScript with(String variable, List<String> values) {
        return assigned(variable, "(" + Bash.quote(values) + ")");
    }

    /** The whole program. */
    public String text() {
        return first + head + body;
    }

    private BashScript assigned(String variable, String value) {
        if (!NAME.matcher(variable).matches()) {
            throw new IllegalArgumentException("not a variable: " + variable);
        }
        return new BashScript(first, head + variable + "=" + value + "\n", body);
    }

    private static String read(Class<?> place, String name) {
        try (InputStream in = place.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no " + name + " beside " + place.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
