package org.virtp2v.app;

import java.io.IOException;
import java.io.PrintStream;
import java.net.JarURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;

import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.text.Messages;
import org.virtp2v.targets.InstalledTargets;
import org.virtp2v.ui.NoDisplayException;
import org.virtp2v.ui.Wizard;
import org.virtp2v.ui.WizardInput;

/**
 * What the launcher starts: hands everything to {@link Program}, and ends with its exit code. The engine's ports are
 * services of the bundles, which start when the first of them is used: the window does not wait for that.
 */
public final class Main {
    private static final Messages TEXT = Messages.beside(Main.class);
    /** Set while the product is assembled, which records the start of the wizard. */
    private static final String LEAVE_WHEN_PAINTED = "virtp2v.leaveWhenPainted";

    private Main() {
    }

    /** Runs the program; does not return. */
    public static void main(String[] arguments) {
        TemporaryConfiguration.removeAtEnd();
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments).code());
    }

    private static ExitCode run(PrintStream out, PrintStream err, String... arguments) {
        try (var bundles = new Bundles()) {
            String version = version();
            return new Program(out, err, version, () -> engine(bundles, version), Main::show).run(arguments);
        } catch (InterruptedException e) {
            return ExitCode.CANCELLED;
        } catch (RuntimeException | IOException e) {
            err.println(TEXT.get("fault"));
            e.printStackTrace(err);
            return ExitCode.INTERNAL;
        }
    }

    private static void show(WizardInput input) throws NoDisplayException {
        var wizard = new Wizard(input);
        wizard.whenPainted(StartMark::make);
        if (Boolean.getBoolean(LEAVE_WHEN_PAINTED)) {
            wizard.leaveWhenPainted();
        }
        try (var interruption = new Interruption(wizard::interrupt, Program::giveUp)) {
            wizard.run();
        }
    }

    /** That of this bundle, without its qualifier. */
    private static String version() throws IOException {
        var connection = (JarURLConnection) Objects.requireNonNull(BundleOfClass.fileOf(Main.class)).openConnection();
        var version = new Version(connection.getMainAttributes().getValue(Constants.BUNDLE_VERSION));
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }

    private static Engine engine(Bundles bundles, String version) {
        return new Engine(new LatePorts.Probe(() -> bundles.service(MachineProbe.class)),
                new LatePorts.Exporter(() -> bundles.service(BlockExporter.class)),
                new LatePorts.Server(() -> bundles.service(ConversionServer.class)),
                new LatePorts.Outputs(() -> InstalledTargets.of(bundles.registry())), version, Clock.systemUTC());
    }
}
