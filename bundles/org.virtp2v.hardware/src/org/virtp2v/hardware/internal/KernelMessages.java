package org.virtp2v.hardware.internal;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.settings.CommandLineSecrets;
import org.virtp2v.core.settings.Key;

/**
 * The kernel's messages for others. The kernel repeats its command line in them: cut off where it is long, in several
 * lines, in quotes. No such text is passed on: in its place stands the command line as it is known here, without
 * secrets.
 */
final class KernelMessages {
    /** Also of dracut and systemd, which log there. */
    private static final Pattern COMMAND_LINE = Pattern.compile("(?i)command line(?: parameters)?(?:: *| *\")(?=\\S)");
    private static final Pattern OUR_KEY = Pattern.compile("(?i)(?<![\\w-])" + Pattern.quote(Key.PREFIX) + "\\w");
    /** The time that dmesg puts first, or the level before it. */
    private static final Pattern HEAD = Pattern.compile("^(?:<\\d+>)?(?:\\[[^]]*\\] )?");
    private static final String LEFT_OUT = "(left out: this repeats the kernel command line)";

    private final String commandLine;
    private boolean printed;
    /** A line without a time goes on with the one before. */
    private boolean leavesOut;

    private KernelMessages(String commandLine) {
        this.commandLine = CommandLineSecrets.hide(commandLine);
    }

    /**
     * The messages as others may see them.
     *
     * @param messages
     *            what dmesg prints
     * @param commandLine
     *            the kernel command line; empty when it is not known
     */
    static String forOthers(String messages, String commandLine) {
        KernelMessages kernel = new KernelMessages(commandLine);
        StringJoiner lines = new StringJoiner("\n");
        for (String line : List.of(messages.split("\n", -1))) {
            lines.add(kernel.line(line));
        }
        return lines.toString();
    }

    private String line(String line) {
        int head = headLength(line);
        boolean goesOn = leavesOut && head == 0 && !line.isEmpty();
        Matcher repeated = COMMAND_LINE.matcher(line);
        boolean names = repeated.find();
        leavesOut = goesOn || names || OUR_KEY.matcher(line).find();
        if (!leavesOut) {
            return line;
        }
        String before = line.substring(0, names && !goesOn ? repeated.end() : head);
        if (!names || goesOn || printed || commandLine.isEmpty() || !isWhole(line)) {
            return before + LEFT_OUT;
        }
        printed = true;
        return before + commandLine;
    }

    private static int headLength(String line) {
        Matcher head = HEAD.matcher(line);
        return head.find() ? head.end() : 0;
    }

    /** "Unknown kernel command line parameters" has a part of it only. */
    private static boolean isWhole(String line) {
        return !line.toLowerCase(Locale.ROOT).contains("parameters");
    }
}
