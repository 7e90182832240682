package org.virtp2v.app.fleet;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;
import org.virtp2v.app.option.OptionParser;
import org.virtp2v.app.option.UsageException;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.text.Messages;

/** The program virt-p2v-fleet from its arguments to its exit code. It gets everything it touches handed in. */
public final class Fleet {
    private static final Messages TEXT = Messages.beside(Fleet.class);
    private static final String NAME = "virt-p2v-fleet";
    /** The sample menus for booting from the network. */
    private static final String MENUS = "share/virt-p2v/image/pxe";
    /** It did what it was asked for. */
    static final int SUCCESS = 0;
    /** Wrong arguments; nothing was begun. */
    static final int USAGE = 1;

    private final PrintStream out;
    private final PrintStream err;
    private final String version;
    private final List<FleetCommand> commands;

    /**
     * @param out
     *            standard output
     * @param err
     *            standard error
     * @param version
     *            version of this program
     * @param commands
     *            all that there are
     */
    Fleet(PrintStream out, PrintStream err, String version, List<FleetCommand> commands) {
        this.out = out;
        this.err = err;
        this.version = version;
        this.commands = commands;
    }

    /**
     * The program, with all its commands.
     *
     * @param out
     *            standard output, which keeps control sequences from it
     * @param err
     *            standard error, the same
     * @param terminal
     *            standard output itself, where that is a terminal; else null
     * @param servers
     *            leads to conversion servers
     * @param targets
     *            the output targets
     * @param home
     *            where the program is installed
     */
    public static Fleet of(PrintStream out, PrintStream err, @Nullable PrintStream terminal, String version,
            ConversionServer servers, Targets targets, Path home) {
        Screen screen = terminal == null ? null : new Screen(terminal);
        return new Fleet(out, err, version, List.of(new StatusCommand(out, err, screen, servers),
                new InitCommand(out, err, servers, targets, home.resolve(MENUS))));
    }

    /**
     * Runs the program.
     *
     * @return its exit code
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public int run(String... arguments) throws InterruptedException {
        String first = arguments.length == 0 ? "" : arguments[0];
        FleetCommand command = commands.stream().filter(c -> c.name().equals(first)).findAny().orElse(null);
        String[] rest = command == null ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            return run(command, OptionParser.parse(definitions(command), rest));
        } catch (UsageException e) {
            err.println(TEXT.get("error", e.getMessage()));
            err.println(TEXT.get("tryHelp"));
            return USAGE;
        }
    }

    private int run(@Nullable FleetCommand command, CommandLine line) throws UsageException, InterruptedException {
        if (line.hasOption("help")) {
            out.print(TEXT.get(command == null ? "help" : "help." + command.name()));
        } else if (line.hasOption("version")) {
            out.println(NAME + " " + version);
        } else if (line.hasOption("short-options")) {
            list(definitions(command), option -> option.getOpt() == null ? null : "-" + option.getOpt());
        } else if (line.hasOption("long-options")) {
            list(definitions(command), option -> "--" + option.getLongOpt());
        } else if (command != null) {
            return command.run(line);
        } else {
            String names = commands.stream().map(FleetCommand::name).collect(Collectors.joining(", "));
            throw new UsageException(line.getArgList().isEmpty() ? TEXT.get("noCommand", names)
                    : TEXT.get("unknownCommand", line.getArgList().getFirst(), names));
        }
        return SUCCESS;
    }

    /** Of an option what is listed; null when it has none. */
    private interface Spelling {
        @Nullable
        String of(Option option);
    }

    private void list(Options options, Spelling spelling) {
        options.getOptions().stream().filter(option -> !option.getLongOpt().endsWith("-options"))
                .flatMap(option -> Stream.ofNullable(spelling.of(option))).forEach(out::println);
    }

    private static Options definitions(@Nullable FleetCommand command) {
        Options all = command == null ? new Options() : command.options();
        return all.addOption(Option.builder().longOpt("help").get())
                .addOption(Option.builder("V").longOpt("version").get())
                .addOption(Option.builder().longOpt("short-options").get())
                .addOption(Option.builder().longOpt("long-options").get());
    }
}
