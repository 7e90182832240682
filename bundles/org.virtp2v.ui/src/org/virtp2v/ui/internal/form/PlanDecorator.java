package org.virtp2v.ui.internal.form;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.eclipse.core.databinding.observable.value.ComputedValue;
import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.validation.MultiValidator;
import org.eclipse.core.databinding.validation.ValidationStatus;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.jface.databinding.fieldassist.ControlDecorationSupport;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.settings.Key;
import org.virtp2v.ui.internal.model.FormField;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.ui.internal.model.OutputModel;
import org.virtp2v.ui.internal.model.WizardModel;

/**
 * The plan of the choices, made anew with every change, and its problems and warnings, each shown as an icon beside its
 * field. UI thread only.
 */
public final class PlanDecorator {
    /** What is chosen on the page about the machine. */
    private static final Set<Key> MACHINE = EnumSet.of(Key.GUEST_NAME, Key.VCPU_PHYS_TOPO, Key.VCPU_CORES, Key.MEMORY,
            Key.CPU_VENDOR, Key.CPU_MODEL, Key.CPU_ACPI, Key.CPU_APIC, Key.CPU_PAE, Key.RTC_BASIS, Key.RTC_OFFSET,
            Key.FIRMWARE, Key.DISKS, Key.ALLOW_PARTIAL_ARRAYS, Key.EXCLUDE, Key.ENCRYPTION_KEY, Key.REMOVABLE,
            Key.INTERFACES, Key.NETWORK_MAP, Key.ROOT);
    private static final Set<Key> LOG_IN = Set.of(Key.AUTH_PASSWORD, Key.AUTH_IDENTITY_URL);

    private final WizardModel model;
    private final IObservableValue<@Nullable Planning> planning;

    public PlanDecorator(WizardModel model) {
        this.model = model;
        // Without a server there is nothing to plan; it is asked for on the page before.
        planning = ComputedValue.create(() -> model.machine().getValue() == null
                || model.server().tested().getValue() == null ? null : model.plan());
    }

    /** The result of planning; null: it is too early for it. */
    public IObservableValue<@Nullable Planning> planning() {
        return planning;
    }

    /** The problems. */
    public static List<PlanProblem> problems(@Nullable Planning planning) {
        return planning instanceof Planning.Refused refused ? refused.problems() : List.of();
    }

    /**
     * The warnings of what can be mended on these pages: how to log in stands on the page before, which warns of it.
     */
    public static List<PlanProblem> warnings(@Nullable Planning planning) {
        return planning == null ? List.of()
                : planning.warnings().stream().filter(warning -> !LOG_IN.contains(warning.field())).toList();
    }

    /** Whether a problem is about the machine; others are about its destination, or what is chosen nowhere. */
    public static boolean isOfMachine(PlanProblem problem) {
        return MACHINE.contains(problem.field());
    }

    /** Whether a field is only asked for that nobody has filled in yet. */
    public boolean isRequest(PlanProblem problem) {
        MachineModel known = model.machine().getValue();
        return known != null && known.output().chosen().getValue().isAsked(problem.targetField());
    }

    /** Shows beside a field the problems of some settings, but not of a target's field. */
    public void decorate(IObservableValue<?> field, int position, Key... keys) {
        Set<Key> all = Set.of(keys);
        decorate(field, position, problem -> problem.targetField() == null && all.contains(problem.field()));
    }

    /** Shows the problems of a target's field beside it; the result removes them again. */
    public Runnable decorate(IObservableValue<?> field, int position, FormField shown) {
        String key = shown.field().key();
        return decorate(field, position, problem -> key.equals(problem.targetField()), shown::isAsked);
    }

    /** Shows the problems of a target as a whole beside the choice of it. */
    public void decorateTarget(IObservableValue<?> field, int position, OutputModel model) {
        decorate(field, position, problem -> problem.field() == Key.OUTPUT_TYPE
                || problem.field() == Key.TARGET && !hasField(model, problem.targetField()));
    }

    private static boolean hasField(OutputModel model, @Nullable String key) {
        return key != null && model.chosen().getValue().hasField(key);
    }

    private Runnable decorate(IObservableValue<?> field, int position, Predicate<PlanProblem> about) {
        return decorate(field, position, about, () -> false);
    }

    /** Shows problems; as long as they are only requests, not as mistakes. */
    private Runnable decorate(IObservableValue<?> field, int position, Predicate<PlanProblem> about,
            BooleanSupplier asked) {
        MultiValidator validator = new MultiValidator() {
            @Override
            protected IStatus validate() {
                field.getValue();
                IStatus status = status(planning.getValue(), about);
                return status.getSeverity() == IStatus.ERROR && asked.getAsBoolean()
                        ? ValidationStatus.info(status.getMessage()) : status;
            }
        };
        ControlDecorationSupport icons = FieldIcons.show(validator, position);
        return () -> {
            icons.dispose();
            validator.dispose();
        };
    }

    private static IStatus status(@Nullable Planning planning, Predicate<PlanProblem> about) {
        if (planning == null) {
            return ValidationStatus.ok();
        }
        String problems = messages(problems(planning), about);
        String warnings = messages(planning.warnings(), about);
        if (!problems.isEmpty()) {
            return ValidationStatus.error(problems);
        }
        return warnings.isEmpty() ? ValidationStatus.ok() : ValidationStatus.warning(warnings);
    }

    private static String messages(List<PlanProblem> all, Predicate<PlanProblem> about) {
        return all.stream().filter(about).map(PlanProblem::message).collect(Collectors.joining("\n"));
    }
}
