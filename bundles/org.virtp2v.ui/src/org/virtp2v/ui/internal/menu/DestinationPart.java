package org.virtp2v.ui.internal.menu;

import java.util.Arrays;
import java.util.List;

import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.ServerSuggestions;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.OutputSettings.Allocation;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.FormField;
import org.virtp2v.ui.internal.model.OutputModel;
import org.virtp2v.ui.internal.model.TargetForm;
import org.virtp2v.ui.internal.model.WizardModel;

/** Where the guest goes: the output target, and its fields. */
record DestinationPart(WizardModel model, Questions questions) implements MenuPart {
    private static final Messages TEXT = Messages.beside(DestinationPart.class);

    private OutputModel output() {
        return model.known().output();
    }

    @Override
    public String title() {
        return TEXT.get("destination");
    }

    @Override
    public String state() {
        return name(output().chosen().getValue());
    }

    private static String name(TargetForm form) {
        return form.isInstalled() ? form.description().name()
                : TEXT.get("destination.mode", form.description().mode());
    }

    @Override
    public boolean run() throws InterruptedException {
        ServerInfo server = model.server().tested().getValue();
        List<TargetForm> offered = output().offered(server);
        questions.heading(TEXT.get("destination.list"));
        int chosen = questions.choose(TEXT.get("number"), offered.stream().map(DestinationPart::name).toList(),
                offered.indexOf(output().chosen().getValue()));
        if (chosen < 0) {
            return false;
        }
        TargetForm form = offered.get(chosen);
        output().chosen().setValue(form);
        if (server != null) {
            suggest(form);
        }
        for (FormField field : form.fields()) {
            if (form.isActive(field) && !fill(field)) {
                return false;
            }
        }
        return format(form) && allocation(form);
    }

    /** Whoever gives no suggestions does not keep anybody from typing. */
    private void suggest(TargetForm form) throws InterruptedException {
        OutputTarget target = form.target();
        if (target == null) {
            return;
        }
        ServerLogin login = model.login();
        try {
            form.suggest(ServerSuggestions.ask(target, model.targetInput(), model.input().engine().servers(), login,
                    model.session().dialog(login.address(), ServerSuggestions.NOBODY)));
        } catch (ConversionException e) {
            questions.say(TEXT.get("destination.noSuggestions", String.valueOf(e.getMessage())));
        }
    }

    private boolean fill(FormField field) {
        TargetField about = field.field();
        if (!about.help().isEmpty()) {
            questions.say("\n" + about.help());
        }
        String now = field.value().getValue();
        String answer = switch (about.kind()) {
            case FLAG -> {
                Boolean flag = questions.yes(about.label(), "true".equals(now));
                yield flag == null ? null : String.valueOf(flag);
            }
            case CHOICE -> {
                List<TargetField.Choice> choices = field.choices();
                int index = questions.choose(about.label(), choices.stream().map(TargetField.Choice::label).toList(),
                        choices.stream().map(TargetField.Choice::value).toList().indexOf(now));
                yield index < 0 ? null : choices.get(index).value();
            }
            case SECRET -> {
                Secret secret = questions.secret(about.label(), !now.isEmpty());
                yield secret == null ? null : secret.reveal().isEmpty() ? now : secret.reveal();
            }
            case TEXT, PATH, LIST -> questions.suggested(about.label(), now, field.suggestions().getValue());
        };
        if (answer != null) {
            field.value().setValue(answer);
        }
        return answer != null;
    }

    private boolean format(TargetForm form) {
        if (!form.takes(VirtV2vOption.FORMAT)) {
            return true;
        }
        String format = questions.text(TEXT.get("destination.format"), output().format().getValue(), any -> null);
        if (format != null) {
            output().format().setValue(format);
        }
        return format != null;
    }

    private boolean allocation(TargetForm form) {
        if (!form.takesAllocation()) {
            return true;
        }
        List<Allocation> all = Arrays.asList(Allocation.values());
        int chosen = questions.choose(TEXT.get("destination.allocation"),
                all.stream().map(each -> TEXT.get("destination.allocation." + each)).toList(),
                all.indexOf(output().allocation().getValue()));
        if (chosen >= 0) {
            output().allocation().setValue(all.get(chosen));
        }
        return chosen >= 0;
    }
}
