package org.virtp2v.app.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.virtp2v.app.fleet.RunView.State;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;

/**
 * The fleet as one page that needs nothing besides: no script, no picture; light or dark as the browser likes it, which
 * loads it again by itself. It is XML, too. What servers tell is escaped, and the page forbids the browser to run or
 * load anything.
 */
final class HtmlView {
    private static final Messages TEXT = Messages.beside(HtmlView.class);

    private final StringBuilder html = new StringBuilder();
    private final ZoneId zone;
    private final Duration interval;

    private HtmlView(ZoneId zone, Duration interval) {
        this.zone = zone;
        this.interval = interval;
    }

    /**
     * The page.
     *
     * @param zone
     *            for times
     * @param interval
     *            after which the browser loads it again
     */
    static String of(FleetView fleet, ZoneId zone, Duration interval) {
        return new HtmlView(zone, interval).write(fleet);
    }

    private String write(FleetView fleet) {
        html.append("<!DOCTYPE html>\n<html lang=\"").append(escaped(TEXT.get("html.language"))).append("\">\n<head>\n")
                .append("<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width\"/>\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
                .append("style-src 'unsafe-inline'\"/>\n<meta http-equiv=\"refresh\" content=\"")
                .append(Math.max(1, interval.toSeconds())).append("\"/>\n");
        element("title", "", "virt-p2v: " + fleet.summary());
        html.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n<header>\n");
        element("h1", "", TEXT.get("html.heading"));
        String when = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM).withLocale(Locale.getDefault())
                .format(fleet.at().atZone(zone));
        element("time", "datetime=\"" + fleet.at() + "\"", TEXT.get("html.at", when));
        html.append("</header>\n<ul class=\"counts\">\n");
        for (State state : State.values()) {
            if (fleet.count(state) > 0) {
                html.append("<li class=\"").append(state.word()).append("\"><b>").append(fleet.count(state))
                        .append("</b>").append(escaped(state.title())).append("</li>\n");
            }
        }
        html.append("</ul>\n");
        fleet.servers().forEach(this::server);
        return html.append("</body>\n</html>\n").toString();
    }

    private void server(ServerView server) {
        html.append("<section>\n");
        element("h2", "", server.address());
        String problem = server.problem();
        if (problem != null) {
            element("p", "class=\"problem\"", problem);
        }
        if (!server.everybody()) {
            element("p", "class=\"note\"", TEXT.get("ownOnly", server.user()));
        }
        String key = server.hostKey();
        if (key != null) {
            element("p", "class=\"note\"", TEXT.get("unknownKey", key));
        }
        if (server.runs().isEmpty()) {
            element("p", "class=\"note\"", TEXT.get("noRuns"));
        } else {
            html.append("<table>\n<thead><tr>");
            element("th", "", TEXT.get("html.guest"));
            element("th", "", TEXT.get("html.state"));
            element("th", "class=\"number\"", "%");
            element("th", "", TEXT.get("html.progress"));
            element("th", "class=\"number\"", TEXT.get("html.rate"));
            element("th", "class=\"number\"", TEXT.get("html.left"));
            element("th", "", TEXT.get("html.detail"));
            html.append("</tr></thead>\n<tbody>\n");
            server.runs().forEach(this::run);
            html.append("</tbody>\n</table>\n");
        }
        html.append("</section>\n");
    }

    private void run(RunView run) {
        html.append("<tr class=\"").append(run.state().word()).append("\"><td class=\"guest\" title=\"")
                .append(escaped(run.run().directory())).append("\">")
                .append(escaped(run.guest().isEmpty() ? run.run().directory() : run.guest()));
        if (!run.machine().isEmpty() && !run.machine().equals(run.guest())) {
            element("span", "class=\"machine\"", run.machine());
        }
        html.append("</td>");
        element("td", "class=\"state\"", run.state().title());
        Integer percent = run.percent();
        element("td", "class=\"number\"", percent == null ? "" : percent.toString());
        html.append("<td>");
        if (percent != null) {
            html.append("<progress max=\"100\" value=\"").append(percent.intValue()).append("\"></progress>");
        }
        html.append("</td>");
        Long rate = run.bytesPerSecond();
        element("td", "class=\"number\"", rate == null ? "" : Times.rate(rate));
        Duration left = run.left();
        element("td", "class=\"number\"", left == null ? "" : Numbers.time(left));
        element("td", "class=\"detail\"", detail(run));
        html.append("</tr>\n");
    }

    private static String detail(RunView run) {
        Duration took = run.took();
        String text = took != null && run.state() != State.WAITING ? TEXT.get("took", Times.age(took)) : "";
        text = run.detail().isEmpty() ? text : text.isEmpty() ? run.detail() : run.detail() + " · " + text;
        return run.warnings() == 0 ? text
                : (text.isEmpty() ? "" : text + " · ") + TEXT.get("warnings", String.valueOf(run.warnings()));
    }

    private void element(String name, String attributes, String text) {
        html.append('<').append(name).append(attributes.isEmpty() ? "" : " ").append(attributes).append('>')
                .append(escaped(text)).append("</").append(name).append('>');
    }

    /** For text and for attributes in double quotes. */
    static String escaped(@Nullable String text) {
        return Objects.requireNonNullElse(text, "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                .replace("\"", "&quot;").replace("'", "&#39;");
    }

    private static String style() {
        try (InputStream in = HtmlView.class.getResourceAsStream("status.css")) {
            return new String(Objects.requireNonNull(in, "status.css").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
