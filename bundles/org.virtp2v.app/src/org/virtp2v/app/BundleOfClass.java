package org.virtp2v.app;

import java.security.CodeSource;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.connect.FrameworkUtilHelper;

/**
 * Tells the framework which bundle a class is from that came from the class path, by the jar that it was in. The framework
 * finds this in {@code META-INF/services}.
 */
public final class BundleOfClass implements FrameworkUtilHelper {
    private static volatile @Nullable BundleContext context;

    /** From now on classes are from bundles of this framework. */
    static void in(BundleContext framework) {
        context = framework;
    }

    @Override
    public Optional<Bundle> getBundle(Class<?> type) {
        BundleContext bundles = context;
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (bundles == null || source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        String jar = source.getLocation().getPath();
        return Optional.ofNullable(bundles.getBundle(Bundles.location(jar.substring(jar.lastIndexOf('/') + 1))));
    }
}
