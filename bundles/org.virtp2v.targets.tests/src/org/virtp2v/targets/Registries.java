package org.virtp2v.targets;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import org.eclipse.core.runtime.ContributorFactorySimple;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.spi.RegistryContributor;
import org.eclipse.core.runtime.spi.RegistryStrategy;
import org.jspecify.annotations.Nullable;

/** Extension registries of their own, without bundles. */
final class Registries {
    static final String POINT = "<extension-point id=\"outputTargets\" name=\"%outputTargets\"/>";

    private Registries() {
    }

    /** A registry with the plug-in that declares the extension point, and others. */
    static IExtensionRegistry of(String first, String... others) throws CoreException {
        IExtensionRegistry registry = RegistryFactory.createRegistry(new Strategy(), null, null);
        add(registry, "org.virtp2v.targets", first);
        for (int i = 0; i < others.length; i++) {
            add(registry, "other" + i, others[i]);
        }
        return registry;
    }

    private static void add(IExtensionRegistry registry, String name, String xml) {
        var contributor = ContributorFactorySimple.createContributor(name);
        registry.addContribution(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)), contributor, false,
                name, null, null);
    }

    /** Finds classes where the tests are. */
    private static final class Strategy extends RegistryStrategy {
        Strategy() {
            super(null, null);
        }

        @Override
        public Object createExecutableExtension(RegistryContributor contributor, String className,
                @Nullable String overriddenContributorName) throws CoreException {
            try {
                return Class.forName(className, true, Registries.class.getClassLoader()).getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new CoreException(Status.error(e.toString(), e));
            }
        }
    }
}
