package org.virtp2v.ui.internal.menu;

import java.util.List;

import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.MenuTerminal;
import org.virtp2v.ui.internal.model.WizardModel;

/**
 * The menu: what is chosen, each with a number. Enter goes on with the next entry, so that whoever only presses it and
 * answers is led as by the wizard.
 */
public final class MainMenu {
    private static final Messages TEXT = Messages.beside(MainMenu.class);
    private static final String LEAVE = "0";

    private final Questions questions;
    private final MachinePart machine;
    private final List<MenuPart> parts;
    private int next;

    public MainMenu(WizardModel model, MenuTerminal terminal) {
        questions = new Questions(terminal);
        machine = new MachinePart(model, questions);
        Runnable afterwards = this::afterConversion;
        parts = List.of(new ServerPart(model, questions), new DisksPart(model, questions),
                new GuestPart(model, questions), new DestinationPart(model, questions),
                new NetworkPart(model, questions), new OptionsPart(model, questions),
                new StartPart(model, questions, afterwards), new WaitingPart(model, questions, afterwards), machine);
    }

    /** Shows it until it is left, or the input has ended. */
    public void run() {
        try {
            questions.heading(TEXT.get("welcome"));
            machine.look();
            while (questions.terminal().isOpen() && !machine.isLeft() && step()) {
                // What is there to do is in the condition.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there is another one. */
    private boolean step() throws InterruptedException {
        show();
        String typed = questions.text(TEXT.get("which"), Integer.toString(next + 1), any -> null);
        if (typed == null || typed.equals(LEAVE)) {
            return questions.terminal().isOpen() && !questions.isSure(TEXT.get("leave.sure"));
        }
        int index = Questions.index(typed, parts.size());
        if (index < 0) {
            questions.say(TEXT.get("noNumber", typed, Integer.toString(parts.size())));
        } else {
            next = index;
            if (parts.get(index).run() && next == index) {
                next = Math.min(index + 1, parts.size() - 1);
            }
        }
        return true;
    }

    private void show() {
        questions.heading(TEXT.get("title"));
        for (int i = 0; i < parts.size(); i++) {
            MenuPart part = parts.get(i);
            String state = part.state();
            questions.say(TEXT.get(state.isEmpty() ? "entry" : "entryState", Integer.toString(i + 1), part.title(),
                    state));
        }
        questions.say(TEXT.get("entry", LEAVE, TEXT.get("leave")));
    }

    /** What there is to do with the machine is what is wanted most often then. */
    private void afterConversion() {
        next = parts.indexOf(machine);
    }
}
