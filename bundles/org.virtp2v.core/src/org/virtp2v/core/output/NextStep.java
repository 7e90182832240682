package org.virtp2v.core.output;

import java.util.List;

/**
 * Something to do after a conversion has succeeded.
 *
 * @param text
 *            what it is, in a sentence or two
 * @param commands
 *            commands to copy that do it on the conversion server, one a line; words in capitals stand for what only
 *            the user knows. Everybody may see them: no secrets
 */
public record NextStep(String text, List<String> commands) {
    public NextStep {
        commands = List.copyOf(commands);
    }

    /** One that has no command. */
    public static NextStep of(String text) {
        return new NextStep(text, List.of());
    }
}
