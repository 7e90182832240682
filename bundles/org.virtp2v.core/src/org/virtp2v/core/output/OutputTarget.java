package org.virtp2v.core.output;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.mode.GuestFiles;
import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.mode.Storage;
import org.virtp2v.core.server.ServerQuestions;

/**
 * A kind of output, such as files or a libvirt guest. An implementation has a constructor without parameters and no
 * state; its methods may be called from any thread, and but for those that are handed {@link ServerQuestions} they do
 * not block.
 */
public interface OutputTarget {
    /** virt-v2v's options about the output, beside the mode; in the order in which they are judged. */
    Set<VirtV2vOption> ALL_OPTIONS = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(VirtV2vOption.CONNECTION,
            VirtV2vOption.STORAGE, VirtV2vOption.FORMAT, VirtV2vOption.ALLOCATION, VirtV2vOption.MISC)));

    /** Its fields, in the order they are shown. A field that depends on another comes after it. */
    List<TargetField> fields();

    /** Those of {@link #ALL_OPTIONS} that may be given with it, beside those its fields stand for. */
    default Set<VirtV2vOption> options() {
        return ALL_OPTIONS;
    }

    /**
     * The problems with the fields, apart from those that the fields declare: their kinds, and which are required.
     *
     * @return empty when nothing is
     */
    default List<TargetProblem> check(TargetInput input) {
        return List.of();
    }

    /** The additions to virt-v2v's options that fields stand for. Called only when there is no problem. */
    default TargetOutput output(TargetInput input) {
        return TargetOutput.NONE;
    }

    /**
     * Where the guest goes, so the place that the preflight checks and the name that the run claims; as the output mode
     * has it unless the target knows better. Asked only when nothing is wrong, as are the next two.
     */
    default Storage storage(TargetInput input) {
        return OutputMode.of(input.output().type()).storage();
    }

    /**
     * The files that virt-v2v makes there; as the output mode has it unless the target knows better. A guest is refused
     * when one of them exists, and those of a run that failed are removed. The target's own scripts are not among them.
     */
    default GuestFiles files(TargetInput input) {
        Collection<String> options = Stream
                .concat(input.output().misc().stream(), output(input).arguments().stream()).toList();
        return OutputMode.of(input.output().type()).files(input.guest().name(), input.guest().disks(), options);
    }

    /** Names of programs that must be on the conversion server, beside those that virt-v2v always needs. */
    default List<String> tools(TargetInput input) {
        return OutputMode.of(input.output().type()).tools();
    }

    /** A summary of the output, in one sentence or two; empty: virt-v2v's options are shown as they are. */
    default String summary(TargetInput input) {
        return "";
    }

    /**
     * What to do after the conversion has succeeded: how the guest is started there. What is the same for every kind of
     * output is added to it. Called only when there is no problem.
     */
    default List<NextStep> nextSteps(TargetInput input) {
        return List.of();
    }

    /**
     * Looks on the conversion server, before the conversion, whether it can succeed. It changes nothing there.
     *
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when the server does not answer in time
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    default List<TargetFinding> inspect(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return List.of();
    }

    /**
     * Values that the conversion server suggests for a field, such as its storage pools.
     *
     * @param input
     *            the values so far, which need not be complete
     * @return empty when it suggests none
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when the server does not answer in time
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    default List<String> suggestions(String key, TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return List.of();
    }

    /**
     * The networks that the guest can be connected to, as the conversion server knows them.
     *
     * @param input
     *            the values so far, which need not be complete
     * @return empty when it does not know
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when the server does not answer in time
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    default List<String> networks(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return List.of();
    }
}
