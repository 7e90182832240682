package org.virtp2v.core.v2v;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.virtp2v.core.text.TerminalFilter;

/**
 * Parses virt-v2v's output: takes pieces of text as they come, and reports its stages ({@code [  24.4] Opening
 * the source}), warnings, and which disk is being copied. The forms are those of virt-v2v 2.2 to 2.10, with and without
 * colours.
 */
public final class ToolOutput {
    /** The line after which the wrapper shows the end of the log once more: nothing in it is news. */
    static final String FAILED_HEADING = "*** virt-v2v command failed ***";
    /** A line longer than this is not one of virt-v2v's messages; the rest of it is dropped. */
    private static final int LONGEST_LINE = 4096;
    private static final Pattern STAGE = Pattern.compile("\\[ *(\\d{1,9}\\.\\d)\\] (.+)");
    private static final Pattern COPYING = Pattern.compile("Copying disk (\\d{1,6})/(\\d{1,6})");
    private static final Pattern WARNING = Pattern.compile("virt-v2v: warning: (.+)");
    /**
     * What virt-v2v 2.6 and newer warns of for every guest with Linux, because we ask for its debugging: nobody need
     * know.
     */
    private static final Pattern OF_DEBUGGING = Pattern
            .compile("(log file /tmp/builder\\.log: Guestfs\\.Error\\(.*|Guestfs\\.Error\\(\"debug: .*) \\(ignored\\)");

    private final StringBuilder line = new StringBuilder();
    private final Consumer<Message> messages;
    private boolean failed;

    /**
     * @param messages
     *            receives virt-v2v's messages, on the thread that calls {@link #accept}
     */
    public ToolOutput(Consumer<Message> messages) {
        this.messages = messages;
    }

    /** A message of virt-v2v. */
    public sealed interface Message {
        /** It began a stage. */
        record StageBegan(Duration at, String text) implements Message {
            /** The number of the disk that is copied in this stage, counted from 1. */
            public Optional<Integer> copiedDisk() {
                var copying = COPYING.matcher(text);
                return copying.matches() ? Optional.of(Integer.valueOf(copying.group(1))) : Optional.empty();
            }
        }

        /** It warned. */
        record Warned(String text) implements Message {
        }
    }

    /** Takes the next piece. */
    public void accept(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            if (c == '\n' || c == '\r') {
                parse(line.toString());
                line.setLength(0);
            } else if (line.length() < LONGEST_LINE) {
                line.append(c);
            }
        }
    }

    private void parse(String raw) {
        String text = TerminalFilter.plain(raw);
        failed |= text.equals(FAILED_HEADING);
        if (failed) {
            return;
        }
        var stage = STAGE.matcher(text);
        var warning = WARNING.matcher(text);
        if (stage.matches()) {
            long millis = Math.round(Double.parseDouble(stage.group(1)) * 1000);
            messages.accept(new Message.StageBegan(Duration.ofMillis(millis), stage.group(2)));
        } else if (warning.matches() && !OF_DEBUGGING.matcher(warning.group(1)).matches()) {
            messages.accept(new Message.Warned(warning.group(1)));
        }
    }
}
