package org.virtp2v.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;

import org.virtp2v.app.fleet.Fleet;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.text.Messages;
import org.virtp2v.hardware.Hardware;
import org.virtp2v.nbd.Nbd;
import org.virtp2v.ssh.Ssh;
import org.virtp2v.targets.InstalledTargets;
import org.virtp2v.ui.NoDisplayException;
import org.virtp2v.ui.Wizard;
import org.virtp2v.ui.WizardInput;

/**
 * The entry point of the launchers: puts the ports together for {@link Program} or {@link Fleet}, and ends with the
 * exit code of that.
 */
public final class Main {
    private static final Messages TEXT = Messages.beside(Main.class);
    /** Where the program is installed; set by the launcher. */
    static final String HOME = "virtp2v.home";
    /** Set while the product is assembled, which records the start of the wizard: it leaves by itself. */
    private static final String LEAVE_WHEN_PAINTED = "virtp2v.leaveWhenPainted";
    /**
     * Set then, too, for a conversion is recorded as well: what the arguments say is done after the wizard has left.
     */
    private static final String WIZARD_FIRST = "virtp2v.wizardFirst";

    /** The first argument when it was started as virt-p2v-fleet; set by that. */
    private static final String FLEET = "--fleet";

    private Main() {
    }

    /** Runs the program; does not return. */
    public static void main(String[] arguments) {
        var out = new PrintStream(new FilteredStream(System.out), true, StandardCharsets.UTF_8);
        var err = new PrintStream(new FilteredStream(System.err), true, StandardCharsets.UTF_8);
        // What is logged goes there, too.
        System.setErr(err);
        String[] exact = Arguments.exact(arguments);
        if (Boolean.getBoolean(WIZARD_FIRST)) {
            run(out, err, "--cmdline=");
        }
        System.exit(exact.length > 0 && FLEET.equals(exact[0])
                ? fleet(out, err, Arrays.copyOfRange(exact, 1, exact.length))
                : run(out, err, exact).code());
    }

    private static int fleet(PrintStream out, PrintStream err, String... arguments) {
        Path home = Path.of(System.getProperty(HOME));
        try (var plugIns = new PlugIns(home)) {
            PrintStream terminal = Terminal.isStandardOutput()
                    ? new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8)
                    : null;
            return Fleet.of(out, err, terminal, ProgramFile.version(), Ssh.conversionServer(),
                    new InstalledTargets(plugIns::targets), home).run(arguments);
        } catch (InterruptedException e) {
            return ExitCode.CANCELLED.code();
        } catch (RuntimeException | IOException e) {
            return fault(err, e).code();
        }
    }

    private static ExitCode run(PrintStream out, PrintStream err, String... arguments) {
        try (var plugIns = new PlugIns(Path.of(System.getProperty(HOME)))) {
            String version = ProgramFile.version();
            return new Program(System.in, out, err, version, () -> engine(plugIns, version), Main::show).run(arguments);
        } catch (InterruptedException e) {
            return ExitCode.CANCELLED;
        } catch (RuntimeException | IOException e) {
            return fault(err, e);
        }
    }

    private static ExitCode fault(PrintStream err, Exception e) {
        err.println(TEXT.get("fault"));
        e.printStackTrace(err);
        return ExitCode.INTERNAL;
    }

    private static void show(WizardInput input) throws NoDisplayException {
        var wizard = new Wizard(input);
        wizard.whenPainted(StartMark::make);
        if (Boolean.getBoolean(LEAVE_WHEN_PAINTED)) {
            wizard.leaveWhenPainted();
        }
        try (var interruption = new Interruption(cause -> {
            wizard.interrupt(cause);
            return true;
        }, Program::giveUp, Shutdown::isUnderWay)) {
            wizard.run();
        }
    }

    private static Engine engine(PlugIns plugIns, String version) {
        return new Engine(Hardware.probe(), Nbd.exporter(), Ssh.conversionServer(),
                new InstalledTargets(plugIns::targets),
                version, Clock.systemUTC(), Hardware.fileFinder(), Ssh.poster());
    }
}
