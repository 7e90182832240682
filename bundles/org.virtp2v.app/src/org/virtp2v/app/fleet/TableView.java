package org.virtp2v.app.fleet;

import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.app.fleet.RunView.State;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.core.text.TerminalFilter;

/** The fleet as lines of text: a table for each server, what goes on or hangs first, then what ended last. */
final class TableView {
    private static final Messages TEXT = Messages.beside(TableView.class);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int GUEST = 18;
    private static final int PERCENT = 5;
    private static final int RATE = 9;
    private static final int LEFT = 8;
    /** Of a cause. */
    private static final int MOST_LINES = 4;

    private final boolean colours;
    private final int columns;
    private final ZoneId zone;
    private final int stateWidth = Stream.of(State.values()).mapToInt(state -> state.title().length()).max().orElse(0);

    /**
     * @param colours
     *            whether to use colours
     * @param columns
     *            no line is longer; 0: there is no limit
     * @param zone
     *            for times
     */
    TableView(boolean colours, int columns, ZoneId zone) {
        this.colours = colours;
        this.columns = columns;
        this.zone = zone;
    }

    /**
     * The lines.
     *
     * @param rows
     *            how many there may be; what does not fit is counted
     */
    List<String> lines(FleetView fleet, int rows) {
        List<String> all = new ArrayList<>();
        all.add(bold(cut(CLOCK.format(fleet.at().atZone(zone)) + "  " + fleet.summary())));
        for (ServerView server : fleet.servers()) {
            all.add("");
            all.add(bold(cut(server.address())));
            String problem = server.problem();
            if (problem != null) {
                wrapped("  ", plain(problem)).forEach(line -> all.add(styled("1;31", line)));
            }
            notes(server).forEach(note -> wrapped("  ", note).forEach(line -> all.add(styled("2", line))));
            if (!server.runs().isEmpty()) {
                all.add(styled("2", cut(head())));
            }
            server.runs().forEach(run -> all.addAll(rows(run)));
        }
        if (all.size() <= rows) {
            return all;
        }
        List<String> shown = new ArrayList<>(all.subList(0, rows - 1));
        shown.add(styled("2", cut(TEXT.get("more", String.valueOf(all.size() - shown.size())))));
        return shown;
    }

    private static List<String> notes(ServerView server) {
        List<String> notes = new ArrayList<>();
        String key = server.hostKey();
        if (key != null) {
            notes.add(TEXT.get("unknownKey", key));
        }
        if (!server.everybody()) {
            notes.add(TEXT.get("ownOnly", server.user()));
        }
        if (server.runs().isEmpty() && server.problem() == null) {
            notes.add(TEXT.get("noRuns"));
        }
        return notes;
    }

    private String head() {
        return "  " + left(TEXT.get("column.guest"), GUEST) + " " + left(TEXT.get("column.state"), stateWidth) + " "
                + right("%", PERCENT) + " " + right("MB/s", RATE) + " " + right(TEXT.get("column.left"), LEFT) + " "
                + TEXT.get("column.detail");
    }

    /** What has no room in the row stands below it. */
    private List<String> rows(RunView run) {
        Integer percent = run.percent();
        Long rate = run.bytesPerSecond();
        Duration time = run.left();
        boolean shows = run.state() != State.FINISHED && run.state() != State.LOSSES;
        String line = "  " + left(run.guest().isEmpty() ? run.run().directory() : run.guest(), GUEST) + " "
                + left(run.state().title(), stateWidth) + " "
                + right(percent == null || !shows ? "" : percent + " %", PERCENT) + " "
                + right(rate == null ? "" : Numbers.decimal(rate / 1e6, 1), RATE) + " "
                + right(time == null ? "" : Numbers.time(time), LEFT);
        String detail = detail(run);
        List<String> lines = columns > 0 && line.length() + 1 + detail.length() > columns
                ? Stream.concat(Stream.of(line), wrapped("    ", plain(detail)).stream()).toList()
                : List.of(line + " " + detail);
        return lines.stream().map(each -> styled(style(run.state()), cut(each.stripTrailing()))).toList();
    }

    private static String detail(RunView run) {
        Duration took = run.took();
        return run.state() == State.FINISHED && took != null ? TEXT.get("took", Times.age(took)) : run.detail();
    }

    /** A text in a few lines, broken between words; what does not fit is left out. */
    private List<String> wrapped(String indent, String text) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        int width = columns - indent.length();
        while (columns > 0 && rest.length() > width && lines.size() < MOST_LINES - 1) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > 0 ? blank : width;
            lines.add(indent + rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        lines.add(cut(indent + rest));
        return lines;
    }

    private static @Nullable String style(State state) {
        return switch (state) {
            case LOST, FAILED -> "1;31";
            case RUNNING -> "32";
            case LOSSES -> "33";
            case WAITING -> null;
            case FINISHED, CANCELLED -> "2";
        };
    }

    private String bold(String text) {
        return styled("1", text);
    }

    private String styled(@Nullable String style, String text) {
        return colours && style != null ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
    }

    private String cut(String text) {
        return columns > 0 && text.length() > columns ? text.substring(0, columns - 1) + "…" : text;
    }

    private static String left(String text, int width) {
        String plain = plain(text);
        return plain.length() > width ? plain.substring(0, width - 1) + "…"
                : plain + " ".repeat(width - plain.length());
    }

    private static String right(String text, int width) {
        return text.length() >= width ? text : " ".repeat(width - text.length()) + text;
    }

    private static String plain(String text) {
        return TerminalFilter.plain(text).replace('\n', ' ').replace('\t', ' ');
    }
}
