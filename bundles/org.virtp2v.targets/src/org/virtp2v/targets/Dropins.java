package org.virtp2v.targets;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.virtp2v.core.text.Messages;

/**
 * Plug-ins that were put into a folder: every bundle there, a jar file or a folder with a manifest, is there for the
 * program that runs. Nothing about them is kept for the next start. Unusable ones are logged, and the others are still
 * installed.
 */
public final class Dropins {
    private static final Messages TEXT = Messages.beside(Dropins.class);
    private static final Logger LOG = Logger.getLogger(Dropins.class.getName());

    private Dropins() {
    }

    /** Whether there is anything in the folders that may be a plug-in; they need not exist. */
    public static boolean areIn(List<Path> folders) {
        return folders.stream().anyMatch(folder -> !bundles(folder).isEmpty());
    }

    /**
     * Installs the bundles in the folders, those in order, and in each by name.
     *
     * @param context
     *            of the bundle on whose behalf it is done
     * @param folders
     *            folders, which need not exist
     */
    public static void install(BundleContext context, List<Path> folders) {
        List<Bundle> bundles = new ArrayList<>();
        for (Path folder : folders) {
            for (Path file : bundles(folder)) {
                try {
                    bundles.add(context.installBundle("reference:" + file.toUri()));
                } catch (BundleException e) {
                    LOG.warning(TEXT.get("dropin.notInstalled", file, reason(e)));
                }
            }
        }
        // All are there before the first is resolved: they may need each other.
        for (Bundle bundle : bundles) {
            try {
                if (bundle.getHeaders().get("Fragment-Host") == null) {
                    bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
                }
            } catch (BundleException e) {
                LOG.warning(TEXT.get("dropin.notStarted", bundle.getSymbolicName(), reason(e)));
            }
        }
    }

    private static String reason(BundleException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).strip();
    }

    private static List<Path> bundles(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (entry.toString().endsWith(".jar") || Files.exists(entry.resolve("META-INF/MANIFEST.MF"))) {
                    found.add(entry);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warning(TEXT.get("dropin.folder", folder, e.getMessage()));
        }
        found.sort(null);
        return found;
    }
}
