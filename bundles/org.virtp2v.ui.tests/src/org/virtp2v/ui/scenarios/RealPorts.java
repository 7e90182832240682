package org.virtp2v.ui.scenarios;

import java.time.Clock;

import org.eclipse.core.runtime.RegistryFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.targets.InstalledTargets;

/** The product's own ports, from the OSGi services of their bundles. */
final class RealPorts {
    private static final long LIMIT_MILLIS = 30_000;

    private RealPorts() {
    }

    static Engine engine() throws InterruptedException {
        BundleContext context = FrameworkUtil.getBundle(RealPorts.class).getBundleContext();
        return new Engine(service(context, MachineProbe.class), service(context, BlockExporter.class),
                service(context, ConversionServer.class),
                InstalledTargets.of(RegistryFactory.getRegistry()), "1.0.0", Clock.systemUTC());
    }

    private static <T> T service(BundleContext context, Class<T> type) throws InterruptedException {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context, type, null);
        tracker.open();
        T service = tracker.waitForService(LIMIT_MILLIS);
        if (service == null) {
            throw new AssertionError("No bundle provides " + type.getName());
        }
        return service;
    }
}
