package org.virtp2v.targets;

import java.net.URL;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Logger;

import org.eclipse.core.runtime.ContributorFactoryOSGi;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.RegistryFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.text.Messages;
import org.virtp2v.targets.internal.BuiltInTargets;

/**
 * The targets that plug-ins contribute to the extension point {@value #POINT}. A fault of a contribution is logged, and
 * it is left out. This runs inside the OSGi framework, which there is only with a plug-in.
 */
public final class Contributions implements Supplier<List<TargetDescription>> {
    /** The extension point; {@code schema/outputTargets.exsd} describes it. */
    public static final String POINT = "org.virtp2v.targets.outputTargets";

    private static final Messages TEXT = Messages.beside(Contributions.class);
    private static final Logger LOG = Logger.getLogger(Contributions.class.getName());
    /** After those that say where they belong. */
    private static final int LAST = 1000;

    private final IExtensionRegistry registry;

    /** Those of the framework's registry. */
    public Contributions() {
        this(RegistryFactory.getRegistry());
    }

    Contributions(IExtensionRegistry registry) {
        this.registry = registry;
    }

    /** Reads the contributions, in no particular order. Of two with the same name the first counts. */
    @Override
    public List<TargetDescription> get() {
        List<TargetDescription> found = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        BuiltInTargets.all().forEach(target -> ids.add(target.id()));
        for (IConfigurationElement element : registry.getConfigurationElementsFor(POINT)) {
            TargetDescription description = description(element);
            if (description != null && !ids.add(description.id())) {
                LOG.warning(TEXT.get("twice", description.id(), element.getContributor().getName()));
            } else if (description != null) {
                found.add(description);
            }
        }
        return found;
    }

    private static @Nullable TargetDescription description(IConfigurationElement element) {
        String contributor = element.getContributor().getName();
        for (String attribute : List.of("id", "name", "mode", "class")) {
            String value = element.getAttribute(attribute);
            if (value == null || value.isBlank()) {
                LOG.warning(TEXT.get("incomplete", contributor, attribute));
                return null;
            }
        }
        return new TargetDescription(element.getAttribute("id"), element.getAttribute("name"),
                Objects.requireNonNullElse(element.getAttribute("about"), ""), element.getAttribute("mode"),
                order(element, contributor), icon(element, contributor),
                () -> make(element, contributor));
    }

    private static int order(IConfigurationElement element, String contributor) {
        String order = element.getAttribute("order");
        try {
            return order == null ? LAST : Integer.parseInt(order);
        } catch (NumberFormatException e) {
            LOG.warning(TEXT.get("badOrder", contributor, order));
            return LAST;
        }
    }

    private static @Nullable URL icon(IConfigurationElement element, String contributor) {
        String icon = element.getAttribute("icon");
        Bundle bundle = icon == null ? null : ContributorFactoryOSGi.resolve(element.getContributor());
        URL url = bundle == null ? null : bundle.getEntry(icon);
        if (icon != null && url == null) {
            LOG.warning(TEXT.get("noIcon", contributor, icon));
        }
        return url;
    }

    private static OutputTarget make(IConfigurationElement element, String contributor) {
        try {
            return (OutputTarget) element.createExecutableExtension("class");
        } catch (CoreException | ClassCastException e) {
            throw new IllegalStateException(TEXT.get("notMade", element.getAttribute("class"), contributor,
                    String.valueOf(e.getMessage())), e);
        }
    }
}
