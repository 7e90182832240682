package org.virtp2v.core.server;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;

/**
 * The run that has a guest's name on the conversion server. Who it is was read from a file that anybody there can
 * write, so it is only shown.
 *
 * @param guest
 *            the guest's name
 * @param address
 *            the machine that is converted, as the server sees it; empty: not known
 * @param user
 *            the remote user; empty: not known
 * @param since
 *            when the run began, by this machine's clock
 * @param directory
 *            the run's remote directory; empty: not known
 */
public record ClaimHolder(String guest, String address, String user, Instant since, String directory) {
    private static final Messages TEXT = Messages.beside(ClaimHolder.class);
    private static final int LONGEST = 300;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DATE_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /**
     * Parses the output of {@code claim_report}.
     *
     * @param lines
     *            each a word and its value; others do not matter
     * @param now
     *            this machine's time
     */
    public static ClaimHolder parse(List<String> lines, Instant now) {
        Map<String, String> values = new HashMap<>();
        for (String line : lines) {
            String[] parts = line.split(" ", 2);
            values.putIfAbsent(parts[0], parts.length == 1 ? "" : harmless(parts[1]));
        }
        // The server's clock may be wrong; how long ago it was is right.
        long ago = seconds(values.get("now")) - seconds(values.get("since"));
        boolean known = values.containsKey("now") && values.containsKey("since") && ago > 0;
        return new ClaimHolder(values.getOrDefault("guest", ""), values.getOrDefault("address", ""),
                values.getOrDefault("user", ""), known ? now.minus(Duration.ofSeconds(ago)) : now,
                values.getOrDefault("directory", ""));
    }

    /**
     * A line about it: {@code web1 is being converted by 192.0.2.7 (root, since 10:04, /tmp/virt-p2v-…) on conv1}.
     *
     * @param server
     *            name of the server in messages
     * @param here
     *            the time zone of the time in the text
     */
    public String describe(String server, ZoneId here) {
        ZonedDateTime begun = since.atZone(here);
        boolean today = begun.toLocalDate().equals(LocalDate.now(here));
        return TEXT.get("holder", orUnknown(guest), orUnknown(address), orUnknown(user),
                (today ? TIME : DATE_AND_TIME).format(begun), orUnknown(directory), server);
    }

    private static String orUnknown(String text) {
        return text.isEmpty() ? "?" : text;
    }

    private static String harmless(String text) {
        StringBuilder result = new StringBuilder();
        text.codePoints().limit(LONGEST).map(c -> isPrintable(c) ? c : '?').forEach(result::appendCodePoint);
        return result.toString();
    }

    /** Also without the characters that turn or hide what stands around them. */
    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    /** Seconds since 1970; 0 when it is no such number. */
    private static long seconds(@Nullable String text) {
        return text != null && text.matches("\\d{1,11}") ? Long.parseLong(text) : 0;
    }
}
