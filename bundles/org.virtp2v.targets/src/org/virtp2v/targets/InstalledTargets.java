package org.virtp2v.targets;

import java.net.URL;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Logger;

import org.eclipse.core.runtime.ContributorFactoryOSGi;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.text.Messages;

/**
 * The targets that bundles contribute to the extension point {@value #POINT}. What is wrong with a contribution is logged,
 * and it is left out.
 */
public final class InstalledTargets implements Targets {
    /** The extension point; {@code schema/outputTargets.exsd} tells what it takes. */
    public static final String POINT = "org.virtp2v.targets.outputTargets";

    private static final Messages TEXT = Messages.beside(InstalledTargets.class);
    private static final Logger LOG = Logger.getLogger(InstalledTargets.class.getName());
    /** After those that say where they belong. */
    private static final int LAST = 1000;

    private final List<TargetDescription> all;

    private InstalledTargets(List<TargetDescription> all) {
        this.all = List.copyOf(all);
    }

    /** Reads the contributions. */
    public static InstalledTargets of(IExtensionRegistry registry) {
        List<TargetDescription> found = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (IConfigurationElement element : registry.getConfigurationElementsFor(POINT)) {
            TargetDescription description = description(element);
            if (description != null && !ids.add(description.id())) {
                LOG.warning(TEXT.get("twice", description.id(), element.getContributor().getName()));
            } else if (description != null) {
                found.add(description);
            }
        }
        found.sort(Comparator.comparingInt(TargetDescription::order).thenComparing(TargetDescription::id));
        return new InstalledTargets(found);
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
                element.getAttribute("mode"), order(element, contributor), icon(element, contributor),
                new Maker(element));
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

    @Override
    public List<TargetDescription> all() {
        return all;
    }

    /** Makes the target when it is first asked for, and once. */
    private static final class Maker implements java.util.function.Supplier<OutputTarget> {
        private final IConfigurationElement element;
        private @Nullable OutputTarget made;

        Maker(IConfigurationElement element) {
            this.element = element;
        }

        @Override
        public synchronized OutputTarget get() {
            if (made == null) {
                try {
                    made = (OutputTarget) element.createExecutableExtension("class");
                } catch (CoreException | ClassCastException e) {
                    throw new IllegalStateException(TEXT.get("notMade", element.getAttribute("class"),
                            element.getContributor().getName(), String.valueOf(e.getMessage())), e);
                }
            }
            return made;
        }
    }
}
