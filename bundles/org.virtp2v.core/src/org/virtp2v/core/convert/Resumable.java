package org.virtp2v.core.convert;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.virtp2v.core.plan.RunRecord;
import org.virtp2v.core.server.WaitingRun;

/**
 * A conversion that was left on the server.
 *
 * @param run
 *            how it is there
 * @param record
 *            what it was
 */
public record Resumable(WaitingRun run, RunRecord record) {
    private static final Logger LOG = Logger.getLogger(Resumable.class.getName());

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    /** When something began, for people: in the time of this machine. */
    public static String time(Instant at) {
        return TIME.format(at.atZone(ZoneId.systemDefault()));
    }

    /** Those whose record can be understood. */
    static List<Resumable> of(List<WaitingRun> runs) {
        List<Resumable> understood = new ArrayList<>();
        for (WaitingRun run : runs) {
            try {
                understood.add(new Resumable(run, RunRecord.parse(run.record())));
            } catch (IllegalArgumentException e) {
                // A conversion that just begins has none yet.
                LOG.log(run.record().isBlank() ? Level.FINE : Level.INFO, e,
                        () -> run.directory() + " has no record that can be understood");
            }
        }
        return understood;
    }
}
