package org.virtp2v.app;

import java.io.IOException;

import org.virtp2v.core.text.Messages;

/**
 * Runs the user's commands around a conversion ({@code p2v.pre}, {@code p2v.post}, {@code p2v.fail}) through the shell,
 * with this program's own terminal, as system(3) does. Commons Exec pumps streams instead of handing them on, so it
 * cannot do this.
 */
final class Commands {
    private static final Messages TEXT = Messages.beside(Commands.class);
    private final Terminal terminal;

    Commands(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Runs a command and waits for it.
     *
     * @param key
     *            the key it was given with
     * @param command
     *            the command line
     * @return whether its exit code was 0
     */
    boolean run(String key, String command) {
        terminal.line(Terminal.Style.STAGE, TEXT.get("command", key, command));
        try {
            int code = new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start().waitFor();
            if (code != 0) {
                terminal.line(Terminal.Style.ERROR, TEXT.get("commandFailed", key, command, Integer.toString(code)));
            }
            return code == 0;
        } catch (IOException e) {
            terminal.line(Terminal.Style.ERROR, TEXT.get("commandNotRun", key, command, e.getMessage()));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
