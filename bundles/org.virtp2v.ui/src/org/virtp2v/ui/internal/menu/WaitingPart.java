package org.virtp2v.ui.internal.menu;

import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.convert.Resumable;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.WaitingModel;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.server.WaitingText;

/** Conversions of this machine that wait on the server since it lost power or its connection: going on, or ending. */
record WaitingPart(WizardModel model, Questions questions, Runnable afterwards) implements MenuPart {
    private static final Messages TEXT = Messages.beside(WaitingPart.class);

    @Override
    public String title() {
        return TEXT.get("waiting");
    }

    @Override
    public boolean run() throws InterruptedException {
        if (!ServerPart.isChosen(model, questions)) {
            return false;
        }
        try {
            choose(search());
        } catch (ConversionException e) {
            questions.say(String.valueOf(e.getMessage()));
        }
        return false;
    }

    private List<Resumable> search() throws ConversionException, InterruptedException {
        return WaitingModel
                .offered(model.input().engine().waiting(model.login(), model.known().machine(), dialog()));
    }

    private ServerDialog dialog() {
        ServerLogin login = model.login();
        return model.session().dialog(login.address(), new TerminalDialog(questions, login.address()));
    }

    private void choose(List<Resumable> found) throws ConversionException, InterruptedException {
        String host = model.server().host().getValue();
        if (found.isEmpty()) {
            questions.say(TEXT.get("waiting.none", host));
            return;
        }
        List<String> names = new ArrayList<>();
        for (Resumable each : found) {
            WaitingText text = WaitingText.of(each, host);
            names.add(text.headline() + " " + text.detail());
        }
        int index = questions.choose(TEXT.get("number"), names, found.size() == 1 ? 0 : -1);
        if (index >= 0) {
            decide(found.get(index), WaitingText.of(found.get(index), host));
        }
    }

    private void decide(Resumable found, WaitingText text) throws ConversionException, InterruptedException {
        String goOn = text.goOn();
        if (goOn != null && questions.isSure(TEXT.get("waiting.goOn"))) {
            goOn(found);
        } else if (text.ends() && questions.isSure(TEXT.get("waiting.end", found.record().guest()))) {
            Engine engine = model.input().engine();
            ConversionPlan plan = model.recorded(found);
            questions.terminal().convert(plan, listener -> engine.ending(plan, found, listener, dialog()));
        }
    }

    private void goOn(Resumable found) throws ConversionException, InterruptedException {
        Engine engine = model.input().engine();
        ConversionPlan plan = model.rest(found);
        TerminalDialog user = new TerminalDialog(questions, plan.login().address());
        questions.terminal().convert(plan, listener -> engine.resumption(plan, found, listener, dialog(), user));
        afterwards.run();
    }
}
