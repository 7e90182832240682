package org.virtp2v.core.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.mode.Storage;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.LibvirtPool;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.ToolVariables;

/**
 * The needs of a plan's output mode on the server, see virt-v2v(1): where the guest goes, under which names, and which
 * programs virt-v2v runs for it.
 */
final class OutputNeeds {
    /** Since this version virt-v2v copies with nbdkit and nbdcopy. */
    private static final ToolVersion PIPELINE_OF_NBDKIT = new ToolVersion("2");

    private final ConversionPlan plan;
    private final OutputSettings output;
    private final ToolVersion version;

    /**
     * @param version
     *            virt-v2v's, such as {@code 2.2.0}
     */
    OutputNeeds(ConversionPlan plan, String version) {
        this.plan = plan;
        this.output = plan.output();
        this.version = new ToolVersion(version);
    }

    /** Whether the guest goes to a directory of the server. */
    private boolean isFiles() {
        return plan.target().storage() instanceof Storage.Directory;
    }

    /** Whether there is a place on the server to look at. */
    boolean hasStorage() {
        return isFiles() || isLibvirt();
    }

    /** Programs that virt-v2v runs. */
    List<String> tools() {
        List<String> tools = new ArrayList<>();
        if (version.isAtLeast(PIPELINE_OF_NBDKIT)) {
            tools.add("nbdkit");
            tools.add("nbdcopy");
        }
        if (hasStorage() && "qcow2".equals(output.format())) {
            tools.add("qemu-img");
        }
        tools.addAll(plan.target().tools());
        return tools;
    }

    /**
     * What to look for.
     *
     * @param further
     *            programs besides {@link #tools()}
     */
    SurveyRequest request(List<String> further) {
        String directory = directory();
        return new SurveyRequest(directory, directory == null ? List.of() : files(directory),
                Stream.concat(tools().stream(), further.stream()).toList(), libvirt(), virtV2v());
    }

    private SurveyRequest.VirtV2v virtV2v() {
        return new SurveyRequest.VirtV2v(plan.login().sudo(), plan.content().windows(),
                ToolVariables.ofTools(plan.virtV2v().variables()));
    }

    /**
     * The known properties of the place the guest goes to; a relative directory begins where no check can look before.
     */
    Place storage(ServerFacts facts) {
        String given = output.storage();
        return isFiles() && directory() == null ? Place.unknown("-os " + (given == null ? "" : given))
                : facts.storage();
    }

    /** Absolute path of the directory that the guest goes to; null: there is none, or it is not known. */
    private @Nullable String directory() {
        String storage = output.storage();
        return isFiles() && storage != null && storage.startsWith("/") ? storage : null;
    }

    /** Those of the plan's files that are made there; virt-v2v overwrites those that exist. */
    private List<String> files(String directory) {
        String parent = directory.endsWith("/") ? directory : directory + "/";
        return plan.fileNames().stream().map(parent::concat).toList();
    }

    private SurveyRequest.@Nullable Libvirt libvirt() {
        LibvirtPool pool = LibvirtPool.of(plan);
        return pool == null ? null : new SurveyRequest.Libvirt(pool.uri(), pool.name(), plan.guest().name());
    }

    boolean isLibvirt() {
        return plan.target().storage() instanceof Storage.Pool;
    }
}
