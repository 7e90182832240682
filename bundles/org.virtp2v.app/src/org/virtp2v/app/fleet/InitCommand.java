package org.virtp2v.app.fleet;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.virtp2v.app.option.UsageException;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.settings.ServerSettings;
import org.virtp2v.core.text.Messages;

/** {@code virt-p2v-fleet init}: makes the settings and boot menus of many machines from one list, and checks it. */
final class InitCommand implements FleetCommand {
    private static final Messages TEXT = Messages.beside(InitCommand.class);
    /** The files are there, but a server cannot be used, or is too small. */
    static final int SERVER = 2;
    /** Without what a menu would take for its own, and without a password: menus are read by everybody. */
    private static final Pattern URL = Pattern.compile("(https?|ftp)://[A-Za-z0-9.:\\[\\]_-]+(/[A-Za-z0-9._~%+/-]*)?");
    private static final int MOST_NAMES = 5;

    private final PrintStream out;
    private final PrintStream err;
    private final ConversionServer servers;
    private final Targets targets;
    private final Path menus;

    /**
     * @param out
     *            standard output
     * @param err
     *            standard error
     * @param servers
     *            leads to servers
     * @param targets
     *            the output targets
     * @param menus
     *            the directory with the sample menus
     */
    InitCommand(PrintStream out, PrintStream err, ConversionServer servers, Targets targets, Path menus) {
        this.out = out;
        this.err = err;
        this.servers = servers;
        this.targets = targets;
        this.menus = menus;
    }

    @Override
    public String name() {
        return "init";
    }

    @Override
    public Options options() {
        return new Options().addOption(Option.builder("o").longOpt("output").hasArg().get())
                .addOption(Option.builder("u").longOpt("url").hasArg().get())
                .addOption(Option.builder("f").longOpt("force").get())
                .addOption(Option.builder().longOpt("offline").get());
    }

    @Override
    public int run(CommandLine line) throws UsageException, InterruptedException {
        if (line.getArgList().size() != 1 || !line.hasOption("output") || !line.hasOption("url")) {
            throw new UsageException(TEXT.get("init.usage"));
        }
        String url = line.getOptionValue("url");
        if (!URL.matcher(url).matches()) {
            throw new UsageException(TEXT.get("init.url", url));
        }
        Path directory = Path.of(line.getOptionValue("output"));
        try {
            return make(Path.of(line.getArgList().getFirst()), url.endsWith("/") ? url : url + "/", directory,
                    line.hasOption("force"), !line.hasOption("offline"));
        } catch (IOException e) {
            err.println(TEXT.get("error", TEXT.get("init.file", e.toString())));
            return Fleet.USAGE;
        }
    }

    private int make(Path list, String url, Path directory, boolean force, boolean looks)
            throws IOException, InterruptedException {
        MachineList.Reading reading = MachineList.read(list.getFileName().toString(), Files.readString(list), targets);
        if (!reading.problems().isEmpty()) {
            reading.problems().forEach(problem -> err.println(TEXT.get("error", problem)));
            err.println(TEXT.get("init.nothing", Integer.toString(reading.problems().size())));
            return Fleet.USAGE;
        }
        List<FleetMachine> machines = reading.machines();
        var files = new PlanFiles(machines, url, menus);
        List<Path> existing = force ? List.of() : files.existing(directory);
        if (!existing.isEmpty()) {
            err.println(
                    TEXT.get("error", TEXT.get("init.exists", names(existing.stream().map(Path::toString).toList()))));
            return Fleet.USAGE;
        }
        List<String> unusable = looks ? new ServerRoom(servers).problems(machines) : List.of();
        files.write(directory);
        warnings(machines, files).forEach(warning -> err.println(TEXT.get("init.warning", warning)));
        unusable.forEach(problem -> err.println(TEXT.get("init.warning", problem)));
        out.println(TEXT.get("init.done", Integer.toString(machines.size()), Integer.toString(files.names().size()),
                directory.toString(), url));
        return unusable.isEmpty() ? Fleet.SUCCESS : SERVER;
    }

    /** What is missing, or dangerous. */
    private static List<String> warnings(List<FleetMachine> machines, PlanFiles files) {
        List<String> warnings = new ArrayList<>();
        if (!files.secrets().isEmpty()) {
            warnings.add(TEXT.get("init.secrets", names(files.secrets())));
        }
        warn(warnings, machines, "init.noLogin",
                server -> server.password() == null && server.identityUrl() == null);
        warn(warnings, machines, "init.noHostKey",
                server -> server.hostKeyPolicy() instanceof HostKeyPolicy.AcceptOnce);
        return warnings;
    }

    private static void warn(List<String> warnings, List<FleetMachine> machines, String text,
            Predicate<ServerSettings> missing) {
        List<String> names = machines.stream().filter(machine -> missing.test(machine.settings().server()))
                .map(FleetMachine::name).toList();
        if (!names.isEmpty()) {
            warnings.add(TEXT.get(text, names(names)));
        }
    }

    private static String names(List<String> all) {
        String some = all.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return all.size() <= MOST_NAMES ? some
                : TEXT.get("init.more", some, Integer.toString(all.size() - MOST_NAMES));
    }
}
