package org.virtp2v.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.targets.Dropins;

/**
 * The plug-ins, in an OSGi framework of their own, which is started only when there is one. The program itself runs
 * from the class path; those of its bundles that plug-ins may require are installed in the framework besides, with
 * class loaders of their own. Only the model, which is what the program and its plug-ins speak of, is the program's:
 * the packages of {@code org.virtp2v.core}.
 */
final class PlugIns implements AutoCloseable {
    private static final Path LOCAL_DROPINS = Path.of("/usr/local/lib/virt-p2v/dropins");
    /** The bundles that make extensions of plugin.xml, in the user's language. */
    private static final Set<String> REGISTRY = Set.of("org.eclipse.equinox.common", "org.eclipse.equinox.registry");
    private static final String TARGETS = "org.virtp2v.targets";
    /** The bundles that plug-ins may require, with what these import. Others come with a plug-in. */
    private static final Set<String> API = Set.of("org.virtp2v.core", "com.google.gson", TARGETS,
            "org.eclipse.equinox.common", "org.eclipse.equinox.registry");
    private static final String CONTRIBUTIONS = "org.virtp2v.targets.Contributions";
    private static final long STOP_LIMIT_MILLIS = 5_000;

    private final Path home;
    private final List<Path> folders;
    private @Nullable PlugInStorage storage;
    private @Nullable Framework framework;

    /**
     * @param home
     *            where the program is installed
     */
    PlugIns(Path home) {
        this.home = home;
        this.folders = List.of(home.resolve("dropins"), LOCAL_DROPINS);
    }

    /**
     * The targets of the plug-ins. Starts the framework if there is a plug-in. May be called from any thread, once.
     *
     * @throws IllegalStateException
     *             when the framework does not start
     */
    synchronized List<TargetDescription> targets() {
        if (!Dropins.areIn(folders)) {
            return List.of();
        }
        try {
            return contributions(start());
        } catch (BundleException | IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("The OSGi framework for plug-ins does not start", e);
        }
    }

    private BundleContext start() throws BundleException, IOException {
        PlugInStorage made = PlugInStorage.make();
        storage = made;
        Map<String, String> configuration = new HashMap<>();
        configuration.put(Constants.FRAMEWORK_STORAGE, made.directory().toString());
        configuration.put(Constants.FRAMEWORK_BOOTDELEGATION, "org.virtp2v.core.*");
        configuration.put(Constants.FRAMEWORK_BUNDLE_PARENT, Constants.FRAMEWORK_BUNDLE_PARENT_APP);
        configuration.put("osgi.instance.area", "@none");
        configuration.put("osgi.user.area", "@none");
        Framework started = ServiceLoader.load(FrameworkFactory.class, PlugIns.class.getClassLoader()).iterator().next()
                .newFramework(configuration);
        framework = started;
        started.start();
        BundleContext context = started.getBundleContext();
        installOwn(context);
        // Extensions are those of resolved bundles.
        context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class).resolveBundles(null);
        for (Bundle bundle : context.getBundles()) {
            if (REGISTRY.contains(bundle.getSymbolicName())) {
                bundle.start(Bundle.START_TRANSIENT);
            }
        }
        Dropins.install(context, folders);
        return context;
    }

    private void installOwn(BundleContext context) throws BundleException, IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(home.resolve("plugins"), "*_*.jar")) {
            for (Path jar : jars) {
                String file = jar.getFileName().toString();
                if (API.contains(file.substring(0, file.indexOf('_')))) {
                    context.installBundle("reference:" + jar.toUri());
                }
            }
        }
    }

    /** Read by a class inside the framework, whose extension registry is not a class of ours. */
    private static List<TargetDescription> contributions(BundleContext context) throws ReflectiveOperationException {
        Bundle targets = Stream.of(context.getBundles()).filter(bundle -> TARGETS.equals(bundle.getSymbolicName()))
                .findFirst().orElseThrow(() -> new IllegalStateException("There is no bundle " + TARGETS));
        Object contributions = targets.loadClass(CONTRIBUTIONS).getConstructor().newInstance();
        List<?> found = (List<?>) ((Supplier<?>) contributions).get();
        return found.stream().map(TargetDescription.class::cast).toList();
    }

    /** Stops the framework if it was started, and removes its storage. */
    @Override
    public synchronized void close() {
        try {
            Framework started = framework;
            if (started != null) {
                started.stop();
                started.waitForStop(STOP_LIMIT_MILLIS);
            }
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (storage != null) {
                storage.remove();
            }
        }
    }
}
