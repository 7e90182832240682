package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Json;

/**
 * How often and how long a conversion was without its connections to the server.
 *
 * @param outages
 *            how often; connections that were lost together count once
 * @param away
 *            how long in all
 * @param links
 *            the connections that were lost at least once, the control connection first, then by disk
 */
public record ConnectionReport(int outages, Duration away, List<LinkReport> links) {
    /** Nothing was lost. */
    public static final ConnectionReport NONE = new ConnectionReport(0, Duration.ZERO, List.of());

    public ConnectionReport {
        links = List.copyOf(links);
    }

    /**
     * One connection.
     *
     * @param number
     *            which disk it carries, counted from 1; 0: it is the control connection
     * @param disk
     *            the name of that disk; null: it is the control connection
     * @param outages
     *            how often it was lost
     * @param away
     *            how long in all
     * @param attempts
     *            how often it was tried to make it again, with success or without
     */
    public record LinkReport(int number, @Nullable String disk, int outages, Duration away, int attempts) {

        private Json json() {
            return Json.object().with("connection", disk == null ? "control" : "disk")
                    .with("number", disk == null ? null : number).with("name", disk).with("outages", outages)
                    .with("seconds", ConversionReport.seconds(away)).with("attempts", attempts);
        }
    }

    /** How often it was tried to make a connection again, all together. */
    public int attempts() {
        return links.stream().mapToInt(LinkReport::attempts).sum();
    }

    /** All of it as JSON; the guide describes the members (parts/progress.adoc). */
    Json json() {
        return Json.object().with("outages", outages).with("seconds", ConversionReport.seconds(away))
                .with("connections", links.stream().map(LinkReport::json).toList());
    }
}
