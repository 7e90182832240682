package org.virtp2v.core.output;

import java.util.List;

import org.virtp2v.core.text.Json;

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

    /** It as JSON; the guide describes the members (parts/progress.adoc). */
    public Json json() {
        return Json.object().with("text", text).with("commands", commands);
    }

    /** One that has no command. */
    public static NextStep of(String text) {
        return new NextStep(text, List.of());
    }
}
