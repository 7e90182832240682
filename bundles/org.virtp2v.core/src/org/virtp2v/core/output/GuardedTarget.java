package org.virtp2v.core.output;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.mode.GuestFiles;
import org.virtp2v.core.mode.Storage;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.text.Messages;

/**
 * Stands before the target of a plug-in, which can do anything wrong, and is the only place where that is caught. Where
 * a conversion depends on the answer, a fault becomes a problem that names the target; where it does not, the answer is
 * empty, and the fault is logged. The fixed parts, fields and options, are queried once.
 */
final class GuardedTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(GuardedTarget.class);
    private static final Logger LOG = Logger.getLogger(GuardedTarget.class.getName());

    private final String name;
    private final OutputTarget target;
    private final List<TargetField> fields;
    private final Set<VirtV2vOption> options;

    private GuardedTarget(String name, OutputTarget target) {
        this.name = name;
        this.target = target;
        this.fields = List.copyOf(target.fields());
        this.options = Set.copyOf(target.options());
        // A default that means nothing to virt-v2v is found here, and not by the user.
        fields.forEach(field -> TargetOptions.write(field, field.defaultValue(), OutputSettings.NONE));
    }

    /**
     * Makes a target.
     *
     * @param name
     *            its name for people
     * @return a target that throws only the exceptions that {@link OutputTarget} declares, and a {@link TargetFault}
     *         where it says so
     */
    static OutputTarget make(String name, Supplier<OutputTarget> maker) {
        try {
            OutputTarget target = maker.get();
            // This one comes from here, and is known by its class.
            return target instanceof GenericTarget ? target : new GuardedTarget(name, target);
        } catch (RuntimeException | LinkageError e) {
            return new BrokenTarget(TEXT.get("broken", name, e.toString()));
        }
    }

    /** A question to the plug-in. */
    private interface Question<T> {
        T ask() throws ConnectionException, ServerException, InterruptedException;
    }

    /** A question that is answered without the conversion server. */
    private <T> T local(Supplier<T> question, Function<Throwable, T> otherwise) {
        try {
            return Objects.requireNonNull(question.get());
        } catch (RuntimeException | LinkageError e) {
            return otherwise.apply(e);
        }
    }

    private <T> List<T> remote(Question<List<T>> question, Function<Throwable, List<T>> otherwise)
            throws ConnectionException, ServerException, InterruptedException {
        try {
            return List.copyOf(question.ask());
        } catch (RuntimeException | LinkageError e) {
            return otherwise.apply(e);
        }
    }

    private String broken(Throwable fault) {
        return TEXT.get("broken", name, fault.toString());
    }

    private <T> T refuse(Throwable fault) {
        throw new TargetFault(broken(fault), fault);
    }

    private List<String> noSuggestion(Throwable fault) {
        LOG.log(Level.FINE, name, fault);
        return List.of();
    }

    private List<NextStep> noSteps(Throwable fault) {
        LOG.log(Level.WARNING, name, fault);
        return List.of();
    }

    private String noSummary(Throwable fault) {
        LOG.log(Level.WARNING, name, fault);
        return "";
    }

    @Override
    public List<TargetField> fields() {
        return fields;
    }

    @Override
    public Set<VirtV2vOption> options() {
        return options;
    }

    @Override
    public List<TargetProblem> check(TargetInput input) {
        return local(() -> List.copyOf(target.check(input)), this::refuse);
    }

    @Override
    public TargetOutput output(TargetInput input) {
        return local(() -> target.output(input), this::refuse);
    }

    @Override
    public Storage storage(TargetInput input) {
        return local(() -> target.storage(input), this::refuse);
    }

    @Override
    public GuestFiles files(TargetInput input) {
        return local(() -> target.files(input), this::refuse);
    }

    @Override
    public List<String> tools(TargetInput input) {
        return local(() -> List.copyOf(target.tools(input)), this::refuse);
    }

    @Override
    public String summary(TargetInput input) {
        return local(() -> target.summary(input), this::noSummary);
    }

    @Override
    public List<NextStep> nextSteps(TargetInput input) {
        return local(() -> List.copyOf(target.nextSteps(input)), this::noSteps);
    }

    @Override
    public List<TargetFinding> inspect(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return remote(() -> target.inspect(input, server), fault -> List.of(TargetFinding.warning(
                TEXT.get("broken.inspect", name, fault.toString()), TEXT.get("broken.inspect.advice"))));
    }

    @Override
    public List<String> suggestions(String key, TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return remote(() -> target.suggestions(key, input, server), this::noSuggestion);
    }

    @Override
    public List<String> networks(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return remote(() -> target.networks(input, server), this::noSuggestion);
    }
}
