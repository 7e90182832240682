package org.virtp2v.ui.internal.model;

import java.util.stream.Stream;

import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetOptions;
import org.virtp2v.core.output.TargetSettings;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.ServerSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsWriter;

/**
 * The choices as a kernel command line, without secrets, and with the host key that was accepted in this session: an
 * unattended run has nobody who could be asked about it. UI thread only.
 *
 * @param model
 *            has the choices
 */
public record CommandLine(WizardModel model) {

    /**
     * Writes it.
     *
     * @param forMany
     *            whether to leave out what only this machine has: the name of the guest
     * @throws IllegalStateException
     *             when the machine has not been looked at
     */
    public SettingsWriter.Writing write(boolean forMany) {
        Settings chosen = model.settings();
        Settings settings = forMany ? chosen.withGuest(chosen.guest().withName(defaults(chosen).guest().name()))
                : chosen;
        ServerSettings held = settings.server();
        if (held.host() != null) {
            settings = settings.withServer(
                    held.withHostKeyPolicy(model.session().policy(held.login().address(), held.hostKeyPolicy())));
        }
        TargetForm form = model.known().output().chosen().getValue();
        OutputSettings output = settings.output();
        for (TargetField secret : form.secretOptions()) {
            output = TargetOptions.write(secret, "", output);
        }
        SettingsWriter.Writing writing = SettingsWriter.write(settings.withOutput(output), defaults(settings),
                form::isSecret);
        return new SettingsWriter.Writing(writing.line(), Stream.concat(writing.leftOut().stream(),
                form.secretOptions().stream().map(TargetField::commandLineKey)).toList());
    }

    /** The settings when only the output is given: those that differ go into the command line. */
    private Settings defaults(Settings chosen) {
        Targets targets = model.input().engine().targets();
        String type = chosen.output().type();
        Settings bare = Settings.NONE.withOutput(OutputSettings.NONE.withType(type)).withTarget(chosen.target());
        try {
            bare = TargetSettings.resolve(bare, targets);
        } catch (SettingsException e) {
            // A broken target has no defaults.
        }
        Settings standard = Defaults.forOutput(type, model.known().machine(), model.input().testDisks(),
                () -> chosen.guest().name());
        OutputSettings filled = bare.output().withType(standard.output().type());
        return standard.withOutput(
                filled.storage() == null ? filled.withStorage(standard.output().storage()) : filled);
    }
}
