package org.virtp2v.app.fleet;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;
import org.virtp2v.app.option.UsageException;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.text.Messages;
import org.virtp2v.exec.TerminalSize;

/** {@code virt-p2v-fleet status}: all runs of some servers, as a table, as JSON, as a page, and for Prometheus. */
final class StatusCommand implements FleetCommand {
    private static final Messages TEXT = Messages.beside(StatusCommand.class);
    /** A server did not tell. */
    static final int UNREACHABLE = 2;
    /** A run failed, or nothing is heard of its machine. */
    static final int ATTENTION = 3;
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int LONGEST_INTERVAL = 3600;
    private static final int DAYS = 1;
    private static final int MOST_DAYS = 36_500;
    /** For servers that answer at once, before the first table is shown. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(1500);
    private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final PrintStream out;
    private final PrintStream err;
    private final @Nullable Screen screen;
    private final ConversionServer servers;

    /**
     * @param out
     *            standard output
     * @param err
     *            standard error
     * @param screen
     *            the terminal that standard output is; null: it is none
     * @param servers
     *            leads to servers
     */
    StatusCommand(PrintStream out, PrintStream err, @Nullable Screen screen, ConversionServer servers) {
        this.out = out;
        this.err = err;
        this.screen = screen;
        this.servers = servers;
    }

    @Override
    public String name() {
        return "status";
    }

    @Override
    public Options options() {
        return new Options().addOption(Option.builder().longOpt("server").hasArg().get())
                .addOption(Option.builder("i").longOpt("identity").hasArg().get())
                .addOption(Option.builder().longOpt("host-key").hasArg().get())
                .addOption(Option.builder().longOpt("sudo").get())
                .addOption(Option.builder().longOpt("days").hasArg().get())
                .addOption(Option.builder().longOpt("once").get())
                .addOption(Option.builder().longOpt("interval").hasArg().get())
                .addOption(Option.builder().longOpt("json").get())
                .addOption(Option.builder().longOpt("html").hasArg().get())
                .addOption(Option.builder().longOpt("prometheus").hasArg().get());
    }

    @Override
    public int run(CommandLine line) throws UsageException, InterruptedException {
        List<ServerLogin> logins = logins(line);
        Duration shown = Duration.ofDays(number(line, "days", 0, MOST_DAYS, DAYS));
        Duration interval = interval(line);
        Display display = display(line, interval);
        var dialog = new KeyDialog();
        List<ServerPoller> pollers = logins.stream()
                .map(login -> new ServerPoller(servers, login, dialog, shown, interval)).toList();
        List<Thread> threads = new ArrayList<>();
        for (ServerPoller poller : pollers) {
            threads.add(Thread.ofPlatform().name("server").daemon().start(poller));
        }
        try {
            return watch(pollers, interval, display);
        } catch (IOException e) {
            throw new UsageException(TEXT.get("notWritten", String.valueOf(e.getMessage())));
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    /** Shows it once, or until it is interrupted. */
    private static int watch(List<ServerPoller> pollers, @Nullable Duration interval, Display display)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        for (ServerPoller poller : pollers) {
            if (interval == null) {
                poller.await();
            } else {
                poller.await(FIRST_LOOK.minusNanos(System.nanoTime() - begin));
            }
        }
        while (true) {
            FleetView fleet = new FleetView(Instant.now(), pollers.stream().map(ServerPoller::latest).toList());
            display.show(fleet);
            if (interval == null) {
                return !fleet.isComplete() ? UNREACHABLE : fleet.needsSomebody() ? ATTENTION : Fleet.SUCCESS;
            }
            Thread.sleep(interval);
        }
    }

    private List<ServerLogin> logins(CommandLine line) throws UsageException {
        List<String> named = Stream.ofNullable(line.getOptionValues("server")).flatMap(Arrays::stream)
                .flatMap(value -> Arrays.stream(value.split(","))).map(String::strip).filter(s -> !s.isEmpty())
                .distinct().toList();
        if (named.isEmpty()) {
            throw new UsageException(TEXT.get("noServers"));
        }
        if (!line.getArgList().isEmpty()) {
            throw new UsageException(TEXT.get("unusedArguments", String.join(" ", line.getArgList())));
        }
        String identity = line.hasOption("identity") ? line.getOptionValue("identity") : usualKey();
        if (identity == null) {
            throw new UsageException(TEXT.get("noIdentity"));
        }
        HostKeyPolicy policy = new HostKeyPolicy.AcceptOnce();
        String key = line.getOptionValue("host-key");
        if (key != null) {
            try {
                policy = HostKeyPolicy.parse(key);
            } catch (IllegalArgumentException e) {
                throw new UsageException(TEXT.get("badHostKey", key));
            }
        }
        List<ServerLogin> logins = new ArrayList<>();
        for (String server : named) {
            logins.add(FleetServer.parse(server, identity, line.hasOption("sudo"), policy));
        }
        return logins;
    }

    private static @Nullable String usualKey() {
        return USUAL_KEYS.stream().map(key -> Path.of(System.getProperty("user.home"), ".ssh", key))
                .filter(Files::isReadable).map(Path::toString).findFirst().orElse(null);
    }

    /** Null: it is shown once. */
    private @Nullable Duration interval(CommandLine line) throws UsageException {
        if (line.hasOption("once")) {
            return null;
        }
        boolean table = screen != null && !line.hasOption("json");
        if (line.hasOption("interval")) {
            return Duration.ofSeconds(number(line, "interval", 1, LONGEST_INTERVAL, 0));
        }
        return table ? INTERVAL : null;
    }

    private static int number(CommandLine line, String option, int least, int most, int otherwise)
            throws UsageException {
        String value = line.getOptionValue(option);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("\\d{1,6}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
            throw new UsageException(
                    TEXT.get("badNumber", "--" + option, value, String.valueOf(least), String.valueOf(most)));
        }
        return Integer.parseInt(value);
    }

    /** Where the fleet is shown. */
    private interface Display {
        void show(FleetView fleet) throws IOException, InterruptedException;
    }

    private Display display(CommandLine line, @Nullable Duration interval) throws UsageException {
        List<Display> all = new ArrayList<>();
        ZoneId zone = ZoneId.systemDefault();
        if (line.hasOption("html")) {
            OutputFile file = new OutputFile(Path.of(line.getOptionValue("html")));
            Duration again = interval == null ? Duration.ofSeconds(30) : interval;
            all.add(fleet -> file.write(HtmlView.of(fleet, zone, again)));
        }
        if (line.hasOption("prometheus")) {
            String name = line.getOptionValue("prometheus");
            if (!name.endsWith(".prom")) {
                throw new UsageException(TEXT.get("notProm", name));
            }
            OutputFile file = new OutputFile(Path.of(name));
            all.add(fleet -> file.write(PrometheusView.of(fleet)));
        }
        Screen terminal = screen;
        if (line.hasOption("json")) {
            all.add(fleet -> json(JsonView.of(fleet)));
        } else if (terminal != null && interval != null) {
            all.add(fleet -> {
                TerminalSize size = TerminalSize.of("/dev/tty");
                terminal.show(new TableView(true, size.columns(), zone).lines(fleet, size.rows() - 1));
            });
        } else if (interval == null || all.isEmpty()) {
            all.add(fleet -> new TableView(screen != null, 0, zone).lines(fleet, Integer.MAX_VALUE)
                    .forEach(out::println));
        }
        return fleet -> {
            for (Display display : all) {
                display.show(fleet);
            }
            err.flush();
        };
    }

    private void json(Json object) {
        out.print(object + "\n");
        out.flush();
    }
}
