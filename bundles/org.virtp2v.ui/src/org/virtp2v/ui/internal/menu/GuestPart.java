package org.virtp2v.ui.internal.menu;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.settings.FirmwareChoice;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.GuestModel;
import org.virtp2v.ui.internal.model.WizardModel;

/** What the guest is like. */
record GuestPart(WizardModel model, Questions questions) implements MenuPart {
    private static final Messages TEXT = Messages.beside(GuestPart.class);

    private GuestModel guest() {
        return model.known().guest();
    }

    @Override
    public String title() {
        return TEXT.get("guest");
    }

    @Override
    public String state() {
        return TEXT.get("guest.state", guest().name().getValue(), guest().vcpus().getValue(),
                guest().memory().getValue());
    }

    /** What is wrong with a value is said with all problems, before the start; a number must be one at once. */
    @Override
    public boolean run() {
        return ask("guest.name", guest().name(), typed -> typed.isBlank() ? TEXT.get("guest.noName") : null)
                && vcpus() && ask("guest.memory", guest().memory(), GuestPart::number) && firmware();
    }

    private boolean vcpus() {
        return guest().topology().getValue() || ask("guest.vcpus", guest().vcpus(), GuestPart::number);
    }

    private boolean ask(String label, IObservableValue<String> value, Function<String, @Nullable String> check) {
        String answer = questions.text(TEXT.get(label), value.getValue(), check);
        if (answer != null) {
            value.setValue(answer);
        }
        return answer != null;
    }

    private static @Nullable String number(String typed) {
        return typed.matches("[1-9][0-9]{0,8}") ? null : TEXT.get("guest.noNumber");
    }

    private boolean firmware() {
        List<FirmwareChoice> all = Arrays.asList(FirmwareChoice.values());
        int chosen = questions.choose(TEXT.get("guest.firmware"),
                all.stream().map(each -> TEXT.get("guest.firmware." + each)).toList(),
                all.indexOf(guest().firmware().getValue()));
        if (chosen >= 0) {
            guest().firmware().setValue(all.get(chosen));
        }
        return chosen >= 0;
    }
}
