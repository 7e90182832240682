package org.virtp2v.app;

import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.util.tracker.ServiceTracker;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.text.Messages;
import org.virtp2v.targets.Dropins;
import org.virtp2v.targets.InstalledTargets;
import org.virtp2v.ui.NoDisplayException;
import org.virtp2v.ui.Wizard;
import org.virtp2v.ui.WizardInput;

/** The product's application: finds the ports among the OSGi services and hands everything to {@link Program}. */
public final class Application implements IApplication {
    private static final Messages TEXT = Messages.beside(Application.class);
    /** Components are there as soon as their bundles are; this is for a slow machine. */
    private static final long SERVICE_LIMIT_MILLIS = 30_000;
    /** Equinox tells with it, as a URL, where the program is installed. */
    private static final String INSTALL_AREA = "osgi.install.area";
    private static final Path LOCAL_DROPINS = Path.of("/usr/local/lib/virt-p2v/dropins");
    /** OSGi Compendium 135.2. */
    private static final String EXTENDER_NAMESPACE = "osgi.extender";
    /** Set while the product is assembled, which records the start of the wizard. */
    private static final String LEAVE_WHEN_PAINTED = "virtp2v.leaveWhenPainted";

    @Override
    public Object start(IApplicationContext context) {
        context.applicationRunning();
        TemporaryConfiguration.removeAtEnd();
        var arguments = (String[]) context.getArguments().get(IApplicationContext.APPLICATION_ARGS);
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        BundleContext bundle = FrameworkUtil.getBundle(Application.class).getBundleContext();
        String version = shortVersion(bundle.getBundle().getVersion());
        try {
            return new Program(out, err, version, () -> engine(bundle, version), Application::show).run(arguments).code();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.CANCELLED.code();
        } catch (RuntimeException e) {
            err.println(TEXT.get("fault"));
            e.printStackTrace(err);
            return ExitCode.INTERNAL.code();
        }
    }

    private static void show(WizardInput input) throws NoDisplayException {
        var wizard = new Wizard(input);
        if (Boolean.getBoolean(LEAVE_WHEN_PAINTED)) {
            wizard.leaveWhenPainted();
        }
        try (var interruption = new Interruption(wizard::interrupt, Program::giveUp)) {
            wizard.run();
        }
    }

    private static String shortVersion(Version version) {
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }

    private static Engine engine(BundleContext bundle, String version) {
        Dropins.install(bundle, dropins(bundle));
        CompletableFuture<Void> components = CompletableFuture.runAsync(() -> startComponents(bundle.getBundle()));
        return new Engine(new LatePorts.Probe(port(components, bundle, MachineProbe.class)),
                new LatePorts.Exporter(port(components, bundle, BlockExporter.class)),
                new LatePorts.Server(port(components, bundle, ConversionServer.class)),
                InstalledTargets.of(RegistryFactory.getRegistry()), version, Clock.systemUTC());
    }

    /** Beside the program, and where an administrator may put what does not come in a package. */
    private static List<Path> dropins(BundleContext bundle) {
        String home = bundle.getProperty(INSTALL_AREA);
        return home == null ? List.of(LOCAL_DROPINS)
                : List.of(Path.of(URI.create(home.replace(" ", "%20"))).resolve("dropins"), LOCAL_DROPINS);
    }

    private static <T> Supplier<T> port(CompletableFuture<Void> components, BundleContext bundle, Class<T> type) {
        return components.thenApply(started -> service(bundle, type))::join;
    }

    /** What makes services of components costs too much to be started with the program: not every run needs them. */
    private static void startComponents(Bundle bundle) {
        for (BundleWire wire : bundle.adapt(BundleWiring.class).getRequiredWires(EXTENDER_NAMESPACE)) {
            try {
                wire.getProvider().getBundle().start(Bundle.START_TRANSIENT);
            } catch (BundleException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static <T> T service(BundleContext bundle, Class<T> type) {
        var tracker = new ServiceTracker<T, T>(bundle, type, null);
        tracker.open();
        try {
            T service = tracker.waitForService(SERVICE_LIMIT_MILLIS);
            if (service == null) {
                throw new IllegalStateException("No bundle provides " + type.getName());
            }
            return service;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + type.getName(), e);
        }
    }

    @Override
    public void stop() {
        // Signals cancel the conversion through Interruption; there is nothing else to stop.
    }
}
