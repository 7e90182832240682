package org.virtp2v.app;

import java.net.URL;
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
        URL file = fileOf(type);
        if (bundles == null || file == null || !"jar".equals(file.getProtocol())) {
            return Optional.empty();
        }
        String jar = file.getPath().substring(0, file.getPath().lastIndexOf("!/"));
        return Optional.ofNullable(bundles.getBundle(Bundles.location(jar.substring(jar.lastIndexOf('/') + 1))));
    }

    /** The file of a class in its jar. A class out of an AOT cache does not always have a code source that tells. */
    static @Nullable URL fileOf(Class<?> type) {
        return type.getResource("/" + type.getName().replace('.', '/') + ".class");
    }
}
