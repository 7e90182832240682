package org.virtp2v.ui.internal.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.ServerSuggestions;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetOptions;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.OutputSettings;

/**
 * An output target and the values of its fields, which are kept while another is chosen. The target itself is made when
 * it is first chosen; one that is broken has no fields. UI thread only.
 */
public final class TargetForm {
    private final TargetDescription description;
    private final boolean installed;
    private final GivenOutput given;
    private final WritableValue<List<String>> networks = new WritableValue<>(List.of(), List.class);
    private @Nullable Content content;

    /** The parts that are known when the target has been made. */
    private record Content(@Nullable OutputTarget target, Set<VirtV2vOption> options, List<FormField> fields,
            WritableValue<String> misc) {
        Content(@Nullable OutputTarget target, Set<VirtV2vOption> options, List<FormField> fields, List<String> misc) {
            this(target, options, fields, new WritableValue<>(String.join(",", misc), String.class));
        }
    }

    /**
     * @param installed
     *            whether there is a target of its own for the mode
     * @param given
     *            the values in the settings
     */
    TargetForm(TargetDescription description, boolean installed, GivenOutput given) {
        this.description = description;
        this.installed = installed;
        this.given = given;
    }

    private Content content() {
        Content made = content;
        if (made == null) {
            OutputTarget target = description.target();
            List<TargetField> fields = target.fields();
            // The plan reports the fault of a broken one.
            made = new Content(description.fault() == null ? target : null, target.options(),
                    fields.stream().map(field -> given.fill(field, description)).toList(), given.misc(fields));
            content = made;
        }
        return made;
    }

    /** Its description. */
    public TargetDescription description() {
        return description;
    }

    /** Whether there is a target of its own for the mode, so that its name says more than the mode's. */
    public boolean isInstalled() {
        return installed;
    }

    /** The target itself; null: it is broken. */
    public @Nullable OutputTarget target() {
        return content().target();
    }

    /** Its fields, in order. */
    public List<FormField> fields() {
        return content().fields();
    }

    /** The {@code -oo} that no field stands for, separated by commas. */
    public IObservableValue<String> misc() {
        return content().misc();
    }

    /** The networks that the conversion server suggests. */
    IObservableValue<List<String>> networks() {
        return networks;
    }

    /** Whether one of virt-v2v's options can be given, and no field stands for it. */
    public boolean takes(VirtV2vOption option) {
        return content().options().contains(option) && find(option).isEmpty();
    }

    /** Whether {@code -oa} can be given. */
    public boolean takesAllocation() {
        return content().options().contains(VirtV2vOption.ALLOCATION);
    }

    /** Whether {@code -oo} can be given that no field stands for. */
    public boolean takesMisc() {
        return content().options().contains(VirtV2vOption.MISC);
    }

    private Optional<FormField> find(VirtV2vOption option) {
        return fields().stream().filter(f -> f.field().isFor(option)).findFirst();
    }

    /** Whether a field means something now. */
    public boolean isActive(FormField field) {
        return TargetOptions.isActive(field.field(), values());
    }

    /** The values that mean something now, with defaults where there are none. */
    Map<String, Secret> values() {
        Map<String, Secret> values = new HashMap<>();
        for (FormField field : fields()) {
            String text = field.effective();
            if (!text.isEmpty() && TargetOptions.isActive(field.field(), values)) {
                values.put(field.field().key(), new Secret(text));
            }
        }
        return values;
    }

    /** The values that the server's suggestions may depend on: all but the place of the disks. */
    public Map<String, String> askedWith() {
        Map<String, String> asked = new LinkedHashMap<>();
        fields().stream().filter(f -> !f.isSecret() && !f.field().isFor(VirtV2vOption.STORAGE))
                .forEach(f -> asked.put(f.field().key(), f.effective()));
        asked.put(VirtV2vOption.MISC.flag(), String.join("\n", typedMisc()));
        return asked;
    }

    /** Whether a field has that key. */
    public boolean hasField(String key) {
        return fields().stream().anyMatch(f -> f.field().key().equals(key));
    }

    /** The field of that key. */
    Optional<FormField> field(@Nullable String key) {
        return fields().stream().filter(f -> f.field().key().equals(key)).findFirst();
    }

    /** Whether the field of that key has to be filled in, and nobody has typed into it yet. */
    public boolean isAsked(@Nullable String key) {
        return field(key).filter(FormField::isAsked).isPresent();
    }

    /** Whether the field of that key is a secret. */
    boolean isSecret(String key) {
        return fields().stream().anyMatch(f -> f.isSecret() && f.field().key().equals(key));
    }

    /** Writes the fields that stand for options of virt-v2v. */
    OutputSettings write(OutputSettings output) {
        Map<String, Secret> values = values();
        OutputSettings written = output;
        for (FormField field : fields()) {
            Secret value = values.get(field.field().key());
            String text = value == null ? field.kept() : value.reveal();
            if (!text.isEmpty()) {
                written = TargetOptions.write(field.field(), text, written);
            }
        }
        return written;
    }

    /** The values of the other fields, where they are not the defaults. */
    Map<String, Secret> ownValues() {
        Map<String, Secret> values = values();
        Map<String, Secret> own = new LinkedHashMap<>();
        fields().stream().filter(f -> f.field().option() == null && f.isChanged()).map(f -> f.field().key())
                .filter(values::containsKey).forEach(key -> own.put(key, values.get(key)));
        return own;
    }

    /** The secrets among virt-v2v's options that are given. */
    List<TargetField> secretOptions() {
        Map<String, Secret> values = values();
        return fields().stream().filter(f -> f.isSecret() && f.field().option() != null).map(FormField::field)
                .filter(field -> values.containsKey(field.key())).toList();
    }

    /** The {@code -oo} that are typed as they are. */
    List<String> typedMisc() {
        return Arrays.stream(misc().getValue().split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    /** The first {@code -oo} that a field stands for and that is typed as it is, too. */
    Optional<VirtV2vOption> typedTwice() {
        OutputSettings typed = OutputSettings.NONE.withMisc(typedMisc());
        for (FormField each : fields()) {
            VirtV2vOption option = each.field().option();
            if (option != null && TargetOptions.otherMisc(List.of(each.field()), typed).size() < typed.misc().size()) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** Takes over the suggestions of the conversion server. */
    public void suggest(ServerSuggestions.Found found) {
        fields().forEach(f -> f.suggest(found.values().getOrDefault(f.field().key(), List.of())));
        networks.setValue(found.networks());
    }
}
