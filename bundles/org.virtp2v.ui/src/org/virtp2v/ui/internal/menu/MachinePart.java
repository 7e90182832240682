package org.virtp2v.ui.internal.menu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.Desktop;
import org.virtp2v.ui.internal.model.Probed;
import org.virtp2v.ui.internal.model.WizardModel;

/** What there is to do with this machine besides: a shell, a further look at its disks, switching it off. */
final class MachinePart implements MenuPart {
    private static final Messages TEXT = Messages.beside(MachinePart.class);

    private final WizardModel model;
    private final Questions questions;
    private boolean left;

    /** Something to do. */
    private record Deed(String name, Doing doing) {
    }

    /** Does it. */
    private interface Doing {
        void run() throws InterruptedException;
    }

    MachinePart(WizardModel model, Questions questions) {
        this.model = model;
        this.questions = questions;
    }

    /** Whether the program ends, because the machine does, or to start again in another language. */
    boolean isLeft() {
        return left;
    }

    @Override
    public String title() {
        return TEXT.get("machine");
    }

    @Override
    public boolean run() throws InterruptedException {
        Desktop desktop = model.input().desktop();
        List<Deed> deeds = new ArrayList<>();
        deeds.add(new Deed(TEXT.get("machine.shell"), questions.terminal()::openShell));
        deeds.add(new Deed(TEXT.get("machine.look"), this::look));
        desktop.languages().stream().skip(1).forEach(
                language -> deeds.add(new Deed(language.name(), () -> startAgainIn(desktop, language))));
        if (model.input().kiosk()) {
            deeds.add(new Deed(TEXT.get("machine.reboot"), () -> end(desktop.reboot())));
            deeds.add(new Deed(TEXT.get("machine.off"), () -> end(desktop.shutDown())));
        }
        int chosen = questions.choose(TEXT.get("number"), deeds.stream().map(Deed::name).toList(), -1);
        if (chosen >= 0) {
            deeds.get(chosen).doing().run();
        }
        return false;
    }

    /** Looks at the machine, or once more. */
    void look() throws InterruptedException {
        questions.say(TEXT.get("machine.looking"));
        model.probed(Probed.look(model.input()));
    }

    private void startAgainIn(Desktop desktop, Desktop.Language language) {
        try {
            desktop.startAgainIn(language.tag());
            left = true;
        } catch (IOException e) {
            questions.say(String.valueOf(e.getMessage()));
        }
    }

    private void end(CompletableFuture<Void> ending) {
        try {
            ending.join();
            left = true;
        } catch (CompletionException e) {
            questions.say(String.valueOf(e.getCause().getMessage()));
        }
    }
}
