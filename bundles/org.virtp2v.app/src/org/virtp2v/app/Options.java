package org.virtp2v.app;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;
import org.virtp2v.app.option.OptionParser;
import org.virtp2v.app.option.UsageException;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.text.Messages;

/**
 * The program's options, as the C program has them.
 *
 * @param action
 *            the action
 * @param commandLine
 *            the text in the place of the kernel command line; null: the kernel's own, or that of the file
 * @param commandLineFile
 *            the file with the text in the place of the kernel command line, {@code -} for standard input; null: none
 * @param colours
 *            whether to colour the output even where it does not go to a terminal
 * @param iso
 *            whether this is the live image
 * @param resume
 *            whether a conversion that is waiting on the server is to go on, and no new one to begin
 * @param data
 *            the directory with the settings and keys of a site; null: there is none
 * @param wizard
 *            whether the wizard opens, whatever the settings say
 * @param menu
 *            whether the menu for terminals opens, whatever the settings say
 * @param nbdServers
 *            the NBD servers to try
 * @param testDisks
 *            absolute paths of images that stand for this machine's disks
 * @param progress
 *            how the conversion is shown
 */
record Options(Action action, @Nullable String commandLine, @Nullable String commandLineFile, boolean colours,
        boolean iso, boolean resume, @Nullable String data, boolean wizard, boolean menu, List<NbdServer> nbdServers,
        List<String> testDisks,
        Progress progress) {

    private static final Messages TEXT = Messages.beside(Options.class);
    private static final List<String> COLOUR_SPELLINGS = List.of("color", "colors", "colour", "colours");

    /** The action of the program. */
    enum Action {
        CONVERT, HELP, VERSION, SHORT_OPTIONS, LONG_OPTIONS
    }

    /** The format of standard output. */
    enum Progress {
        /** Text for people. */
        TEXT,
        /** One JSON object a line, for programs. */
        JSON;

        private String optionName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the program's arguments.
     *
     * @throws UsageException
     *             when they cannot be understood; the message says which
     */
    static Options parse(String... arguments) throws UsageException {
        CommandLine line = OptionParser.parse(definitions(), arguments);
        Action action = action(line);
        if (action == Action.CONVERT && !line.getArgList().isEmpty()) {
            throw new UsageException(TEXT.get("unusedArguments", String.join(" ", line.getArgList())));
        }
        if (values(line, "cmdline-file").size() + (line.hasOption("cmdline") ? 1 : 0) > 1) {
            throw new UsageException(TEXT.get("twoCommandLines"));
        }
        if (line.hasOption("wizard") && line.hasOption("menu")) {
            throw new UsageException(TEXT.get("wizardAndMenu"));
        }
        boolean colours = COLOUR_SPELLINGS.stream().anyMatch(line::hasOption);
        return new Options(action, line.getOptionValue("cmdline"), line.getOptionValue("cmdline-file"), colours,
                line.hasOption("iso"), line.hasOption("resume"), line.getOptionValue("data"), line.hasOption("wizard"),
                line.hasOption("menu"), nbdServers(line), testDisks(line), progress(line));
    }

    /** Whether somebody is to choose, whatever the settings say. */
    boolean interactive() {
        return wizard || menu;
    }

    /** Whether something stands for the kernel command line. */
    boolean replacesKernelCommandLine() {
        return commandLine != null || commandLineFile != null;
    }

    /** The options that {@code --short-options} or {@code --long-options} lists, one a line. */
    static String list(Action action) {
        var lines = new StringBuilder();
        for (Option option : definitions().getOptions()) {
            String name = action == Action.SHORT_OPTIONS ? option.getOpt() : option.getLongOpt();
            if (name != null && !isHidden(option)) {
                lines.append(action == Action.SHORT_OPTIONS ? "-" : "--").append(name).append('\n');
            }
        }
        return lines.toString();
    }

    private static boolean isHidden(Option option) {
        return option.getLongOpt().endsWith("-options");
    }

    private static org.apache.commons.cli.Options definitions() {
        var options = new org.apache.commons.cli.Options();
        options.addOption(Option.builder().longOpt("help").get());
        options.addOption(Option.builder().longOpt("cmdline").hasArg().get());
        options.addOption(Option.builder().longOpt("cmdline-file").hasArg().get());
        options.addOption(Option.builder().longOpt("data").hasArg().get());
        COLOUR_SPELLINGS.forEach(spelling -> options.addOption(Option.builder().longOpt(spelling).get()));
        options.addOption(Option.builder().longOpt("iso").get());
        options.addOption(Option.builder().longOpt("menu").get());
        options.addOption(Option.builder().longOpt("nbd").hasArg().get());
        options.addOption(Option.builder().longOpt("progress").hasArg().get());
        options.addOption(Option.builder().longOpt("resume").get());
        options.addOption(Option.builder().longOpt("test-disk").hasArg().get());
        options.addOption(Option.builder("v").longOpt("verbose").get());
        options.addOption(Option.builder("V").longOpt("version").get());
        options.addOption(Option.builder().longOpt("wizard").get());
        options.addOption(Option.builder().longOpt("short-options").get());
        options.addOption(Option.builder().longOpt("long-options").get());
        return options;
    }

    private static Action action(CommandLine line) {
        if (line.hasOption("help")) {
            return Action.HELP;
        }
        if (line.hasOption("version")) {
            return Action.VERSION;
        }
        if (line.hasOption("short-options")) {
            return Action.SHORT_OPTIONS;
        }
        return line.hasOption("long-options") ? Action.LONG_OPTIONS : Action.CONVERT;
    }

    private static Progress progress(CommandLine line) throws UsageException {
        String value = line.getOptionValue("progress", Progress.TEXT.optionName());
        for (Progress progress : Progress.values()) {
            if (progress.optionName().equals(value)) {
                return progress;
            }
        }
        String known = String.join(", ", Arrays.stream(Progress.values()).map(Progress::optionName).toList());
        throw new UsageException(TEXT.get("unknownProgress", value, known));
    }

    private static List<NbdServer> nbdServers(CommandLine line) throws UsageException {
        String value = line.getOptionValue("nbd");
        if (value == null) {
            return NbdServer.DEFAULT_ORDER;
        }
        var names = Arrays.stream(value.split(",")).map(String::strip).toList();
        for (String name : names) {
            if (NbdServer.named(name).isEmpty()) {
                String known = String.join(", ", NbdServer.DEFAULT_ORDER.stream().map(NbdServer::optionName).toList());
                throw new UsageException(TEXT.get("unknownNbdServer", name, known));
            }
        }
        return names.stream().flatMap(name -> NbdServer.named(name).stream()).toList();
    }

    private static List<String> testDisks(CommandLine line) throws UsageException {
        List<String> disks = values(line, "test-disk");
        for (String disk : disks) {
            if (!disk.startsWith("/")) {
                throw new UsageException(TEXT.get("relativeTestDisk", disk));
            }
        }
        return disks;
    }

    private static List<String> values(CommandLine line, String option) {
        return Stream.ofNullable(line.getOptionValues(option)).flatMap(Arrays::stream).toList();
    }
}
