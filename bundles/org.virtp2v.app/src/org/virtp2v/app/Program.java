package org.virtp2v.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.app.option.UsageException;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.output.TargetSettings;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.ReadErrorChoice;
import org.virtp2v.core.settings.ResumeChoice;
import org.virtp2v.core.settings.RunSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsDump;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.NoDisplayException;
import org.virtp2v.ui.TextMenu;
import org.virtp2v.ui.WizardInput;

/**
 * The program from its arguments to its exit code. It gets everything it touches handed in, and never exits by itself.
 */
final class Program {
    private static final Messages TEXT = Messages.beside(Program.class);
    private static final int RANDOM_NAME_LENGTH = 8;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final String version;
    private final Supplier<Engine> engines;
    private final Gui gui;

    /**
     * @param in
     *            standard input, for the menu
     * @param out
     *            standard output
     * @param err
     *            standard error
     * @param version
     *            version of this program
     * @param engines
     *            makes the engine when it is needed
     * @param gui
     *            shows the wizard
     */
    Program(InputStream in, PrintStream out, PrintStream err, String version, Supplier<Engine> engines, Gui gui) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.version = version;
        this.engines = engines;
        this.gui = gui;
    }

    /** Runs the program. */
    ExitCode run(String... arguments) throws InterruptedException {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (UsageException e) {
            return usage(e.getMessage() + "\n" + TEXT.get("tryHelp"));
        }
        switch (options.action()) {
            case HELP -> out.print(TEXT.get("help"));
            case VERSION -> out.println("virt-p2v " + version);
            case SHORT_OPTIONS, LONG_OPTIONS -> out.print(Options.list(options.action()));
            case CONVERT -> {
                return configure(options);
            }
        }
        return ExitCode.SUCCESS;
    }

    private ExitCode configure(Options options) throws InterruptedException {
        Configuration configuration;
        try {
            configuration = Configuration.of(options, () -> engines.get().machine(), this::warn);
        } catch (ConfigException e) {
            return error(String.valueOf(e.getMessage()), e.code());
        }
        Engine engine = options.iso() ? OneConversion.of(engines.get(), options) : engines.get();
        Settings given = configuration.settings(options);
        boolean dumps = given.run().dumpConfigAndExit();
        boolean interactive = !dumps
                && (given.server().host() == null || options.interactive() || configuration.missing());
        // The window does not wait for the plug-ins unless one of them is asked for; the wizard does it later anyway.
        if (!interactive || !given.target().isNone()) {
            try {
                given = TargetSettings.resolve(given, engine.targets());
            } catch (SettingsException e) {
                return usage(e.getMessage());
            }
        }
        if (interactive) {
            return interactive(options, given, engine,
                    configuration.wereWanted() ? ExitCode.NO_SETTINGS : ExitCode.USAGE);
        }
        Machine known = configuration.machine();
        Machine machine = known == null ? engine.machine().probe() : known;
        Settings settings = Defaults.complete(given, machine, options.testDisks(), Program::randomName);
        if (dumps) {
            out.print(SettingsDump.of(settings, version, null));
            if (!configuration.tried().isEmpty()) {
                out.print(SettingsDump.origins(configuration.reading(), configuration.tried()));
            }
            return ExitCode.SUCCESS;
        }
        return UnattendedConversion.wantsWaiting(given) ? unattended(options, given, machine, engine)
                : unattended(options, settings, machine, engine);
    }

    private ExitCode interactive(Options options, Settings settings, Engine engine, ExitCode noDisplay) {
        WizardInput input = new WizardInput(engine, settings, options.nbdServers(), options.testDisks(), options.iso(),
                new SystemDesktop(options.iso()), Program::randomName);
        if (options.menu()) {
            return menu(input);
        }
        try {
            gui.run(input);
            return ExitCode.SUCCESS;
        } catch (NoDisplayException e) {
            return error(TEXT.get("noDisplay", e.getMessage()), noDisplay);
        }
    }

    private ExitCode menu(WizardInput input) {
        StartMark.make();
        var terminal = Terminal.ofKind(System.getenv("TERM"), out, Terminal.isStandardOutput());
        try (var keyboard = Keyboard.open(in, Keyboard.STANDARD_INPUT)) {
            TextMenu.run(input, new MenuConsole(terminal, keyboard, err, input.kiosk()));
        }
        return ExitCode.SUCCESS;
    }

    private ExitCode unattended(Options options, Settings settings, Machine machine, Engine engine)
            throws InterruptedException {
        StartMark.make();
        Display display = display(options);
        var powerOff = new PowerOff(display);
        // Where nothing is converted, the commands around a conversion have nothing to do.
        ExitCode code = settings.run().resume() == ResumeChoice.END
                ? convert(options, settings, machine, engine, display, powerOff)
                : unattended(options, settings, machine, engine, display, powerOff);
        powerOff.ifAsked(new SystemDesktop(options.iso()), err);
        return code;
    }

    private ExitCode unattended(Options options, Settings settings, Machine machine, Engine engine, Display display,
            PowerOff powerOff) throws InterruptedException {
        var commands = new Commands(display);
        ExitCode code = ExitCode.COMMAND;
        String pre = settings.run().pre();
        if (pre == null || commands.run("p2v.pre", pre)) {
            code = convert(options, settings, machine, engine, display, powerOff);
        }
        String post = post(options, settings.run());
        if (code == ExitCode.SUCCESS && !post.isEmpty() && !commands.run("p2v.post", post)) {
            return ExitCode.COMMAND;
        }
        String fail = settings.run().fail();
        if (code != ExitCode.SUCCESS && !code.isCancelled() && code != ExitCode.GUEST_WAITS && fail != null) {
            commands.run("p2v.fail", fail);
        }
        return code;
    }

    private Display display(Options options) {
        if (options.progress() == Options.Progress.JSON) {
            return new JsonDisplay(out, version);
        }
        boolean onTerminal = Terminal.isStandardOutput();
        return new TextDisplay(Terminal.standard(out, onTerminal, onTerminal || options.colours()));
    }

    private ExitCode convert(Options options, Settings settings, Machine machine, Engine engine, Display display,
            PowerOff powerOff) throws InterruptedException {
        if (settings.run().onReadError() == ReadErrorChoice.ASK) {
            return usage(TEXT.get("nobodyToAsk"));
        }
        UnattendedConversion work;
        try {
            work = work(options, settings, machine, engine);
        } catch (ConversionException e) {
            err.println(TEXT.get("error", e.getMessage()));
            return ExitCode.of(e);
        }
        if (work == null) {
            return ExitCode.USAGE;
        }
        Conversion conversion = work.conversion().apply(display.conversion(work.plan()));
        Predicate<CancelCause> cancel = new Cancelling(conversion, display)::cancel;
        return ExitCode.of(new Supervision(cancel, options.iso()).run(conversion, powerOff));
    }

    private @Nullable UnattendedConversion work(Options options, Settings settings, Machine machine, Engine engine)
            throws ConversionException, InterruptedException {
        if (UnattendedConversion.wantsWaiting(settings)) {
            return UnattendedConversion.waiting(engine, settings, machine, options.nbdServers());
        }
        ConversionPlan plan = plan(
                Planner.plan(settings, machine, options.nbdServers(), engine.exporter(), engine.targets()));
        return plan == null ? null : UnattendedConversion.begin(engine, plan);
    }

    /** The user does not wait for the cleaning up; NBD servers end without us, virt-v2v when it loses its disks. */
    static void giveUp() {
        Runtime.getRuntime().halt(ExitCode.CANCELLED.code());
    }

    private @Nullable ConversionPlan plan(Planning planning) {
        planning.warnings().stream().map(PlanProblem::message).forEach(this::warn);
        return switch (planning) {
            case Planning.Ready ready -> ready.plan();
            case Planning.Refused refused -> {
                refused.problems().forEach(p -> err.println(TEXT.get("error", p.message())));
                yield null;
            }
        };
    }

    /**
     * The command to run on success; empty: none. The default is the C program's: only a booted live image powers off.
     */
    private static String post(Options options, RunSettings run) {
        String post = run.post();
        if (post != null) {
            return post;
        }
        return !options.replacesKernelCommandLine() && isRoot() ? "poweroff" : "";
    }

    private static boolean isRoot() {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/self/status"));
            // Uid: real, effective, saved, file system.
            return lines.stream().filter(l -> l.startsWith("Uid:")).anyMatch(l -> "0".equals(l.split("\\s+")[2]));
        } catch (IOException e) {
            return false;
        }
    }

    private static String randomName() {
        String characters = "abcdefghijklmnopqrstuvwxyz0123456789";
        var name = new StringBuilder();
        new SecureRandom().ints(RANDOM_NAME_LENGTH, 0, characters.length())
                .forEach(i -> name.append(characters.charAt(i)));
        return name.toString();
    }

    private void warn(String message) {
        err.println(TEXT.get("warningLine", message));
    }

    private ExitCode usage(String message) {
        return error(message, ExitCode.USAGE);
    }

    private ExitCode error(String message, ExitCode code) {
        message.lines().forEach(line -> err.println(TEXT.get("error", line)));
        return code;
    }
}
