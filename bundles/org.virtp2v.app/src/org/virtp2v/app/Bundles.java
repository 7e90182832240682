package org.virtp2v.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.RegistryFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;
import org.virtp2v.targets.Dropins;

/**
 * The OSGi framework with the program's bundles and plug-ins, which is started when something of it is asked for. The
 * product's bundles are on the class path too, and their classes are taken from there, by the bundles as by
 * {@link Main}: only such classes are in the JVM's AOT cache linked, and are there at once. A plug-in has a class loader
 * of its own, as everywhere in OSGi. Methods may be called from any thread.
 */
final class Bundles implements AutoCloseable {
    /** Where the program is installed; the launcher tells. */
    private static final String INSTALL_AREA = "osgi.install.area";
    private static final String PLUG_INS = "plugins";
    private static final Path LOCAL_DROPINS = Path.of("/usr/local/lib/virt-p2v/dropins");
    /** OSGi Compendium 112.4.1. */
    private static final String SERVICE_COMPONENT = "Service-Component";
    /** What makes extensions of plugin.xml, in the user's language, and services of components. */
    private static final Set<String> EXTENDERS = Set.of("org.eclipse.equinox.common", "org.eclipse.equinox.registry",
            "org.apache.felix.scr");
    /** Components are there as soon as their bundles are; this is for a slow machine. */
    private static final long SERVICE_LIMIT_MILLIS = 30_000;
    private static final long STOP_LIMIT_MILLIS = 5_000;

    private @Nullable Framework framework;

    /**
     * The service of a type.
     *
     * @throws IllegalStateException
     *             when no bundle provides it, or the framework does not start
     */
    <T> T service(Class<T> type) {
        var tracker = new ServiceTracker<T, T>(context(), type, null);
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

    /**
     * The bundles' and the plug-ins' extensions.
     *
     * @throws IllegalStateException
     *             when the framework does not start
     */
    IExtensionRegistry registry() {
        context();
        return RegistryFactory.getRegistry();
    }

    private synchronized BundleContext context() {
        if (framework == null) {
            framework = start();
        }
        return framework.getBundleContext();
    }

    private static Framework start() {
        Map<String, String> configuration = new HashMap<>();
        System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith("osgi."))
                .forEach(name -> configuration.put(name, System.getProperty(name)));
        configuration.put("osgi.parentClassloader", "app");
        configuration.put(Constants.FRAMEWORK_BOOTDELEGATION,
                "org.virtp2v.*,org.eclipse.*,org.apache.felix.*,org.osgi.*");
        Path home = Path.of(System.getProperty(INSTALL_AREA));
        Framework framework = ServiceLoader.load(FrameworkFactory.class, Bundles.class.getClassLoader()).iterator().next()
                .newFramework(configuration);
        try {
            framework.start();
            BundleContext context = framework.getBundleContext();
            BundleOfClass.in(context);
            install(context, home);
            for (Bundle bundle : context.getBundles()) {
                if (EXTENDERS.contains(bundle.getSymbolicName())
                        || bundle.getHeaders("").get(SERVICE_COMPONENT) != null) {
                    bundle.start(Bundle.START_TRANSIENT);
                }
            }
            Dropins.install(context, List.of(home.resolve("dropins"), LOCAL_DROPINS));
            return framework;
        } catch (BundleException | IOException e) {
            throw new IllegalStateException("The OSGi framework does not start", e);
        }
    }

    /** The framework keeps what is installed, so that this has something to do only when the product is assembled. */
    private static void install(BundleContext context, Path home) throws BundleException, IOException {
        if (context.getBundles().length > 1) {
            return;
        }
        try (Stream<Path> jars = Files.list(home.resolve(PLUG_INS))) {
            for (Path jar : jars.filter(jar -> !jar.getFileName().toString().startsWith("org.eclipse.osgi_")).sorted()
                    .toList()) {
                context.installBundle(location(jar.getFileName().toString()));
            }
        }
        // Extensions are those of resolved bundles.
        context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class).resolveBundles(null);
    }

    /** Where a bundle of the product is, as the framework understands it wherever the product has been moved to. */
    static String location(String jar) {
        return "reference:file:" + PLUG_INS + "/" + jar;
    }

    /** Stops the framework if it was started. */
    @Override
    public synchronized void close() {
        if (framework == null) {
            return;
        }
        try {
            framework.stop();
            framework.waitForStop(STOP_LIMIT_MILLIS);
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
