package org.virtp2v.core.trial;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.v2v.ServerProgram;

/** The files that a test boot needs in the remote directory. */
public final class TrialFiles {
    private static final String SETTINGS = "trial.json";
    /** Says whether libguestfs may use KVM, and so whether QEMU may. */
    private static final String BACKEND_SETTINGS = "LIBGUESTFS_BACKEND_SETTINGS";
    /** With KVM a system that starts at all has shown it by then. */
    private static final Duration WITH_KVM = Duration.ofMinutes(3);
    /** QEMU's emulation takes some ten times as long. */
    private static final Duration WITHOUT_KVM = Duration.ofMinutes(10);

    private TrialFiles() {
    }

    /**
     * The files of the test boot of the plan's guest; none may take the directory with it when there is no room for it.
     */
    public static List<RemoteFile> of(ConversionPlan plan) {
        List<RemoteFile> files = new ArrayList<>(ServerProgram.TRIAL.files(RemoteFile.Kind.OPTIONAL));
        files.add(RemoteFile.optional(SETTINGS, settings(plan).getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    private static String settings(ConversionPlan plan) {
        OutputSettings output = plan.output();
        Secret backend = plan.virtV2v().variables().get(BACKEND_SETTINGS);
        return Json.object().with("target", output.type()).with("guest", plan.guest().name())
                .with("os", output.storage())
                .with("connection", output.connection()).with("sudo", plan.login().sudo())
                .with("backend_settings", backend == null ? null : backend.reveal())
                .with("seconds", Json.object().with("kvm", WITH_KVM.toSeconds()).with("tcg", WITHOUT_KVM.toSeconds()))
                + "\n";
    }
}
