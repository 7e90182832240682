package org.virtp2v.ui.internal.menu;

import java.util.List;

import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.preflight.Preflight;
import org.virtp2v.core.preflight.PreflightListener;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Labels;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.summary.SummaryText;

/** Says what will happen, checks whether it can, and converts when that is what the user wants. */
record StartPart(WizardModel model, Questions questions, Runnable afterwards) implements MenuPart {
    private static final Messages TEXT = Messages.beside(StartPart.class);
    /** The same words as in the wizard. */
    private static final Messages WORDS = Messages.beside(SummaryText.class);

    @Override
    public String title() {
        return TEXT.get("start");
    }

    @Override
    public boolean run() throws InterruptedException {
        if (!ServerPart.isChosen(model, questions)) {
            return false;
        }
        Planning planning = model.plan();
        switch (planning) {
            case Planning.Refused refused -> {
                questions.heading(WORDS.get("heading.problems"));
                list(refused.problems());
            }
            case Planning.Ready ready -> {
                show(ready);
                boolean passed = check(ready.plan());
                if (questions.terminal().isOpen() && isWanted(passed)) {
                    convert(passed);
                    afterwards.run();
                }
            }
        }
        return false;
    }

    private void list(List<PlanProblem> problems) {
        problems.forEach(problem -> questions.say(TEXT.get("start.point", problem.message())));
    }

    private void show(Planning.Ready ready) {
        questions.heading(WORDS.get("heading.plan"));
        ServerInfo server = model.server().tested().getValue();
        for (SummaryText.Row row : SummaryText.of(ready.plan(), model.known().machine(), server)) {
            questions.say(TEXT.get("start.row", row.subject(), row.text().replace("\n", "\n    ")));
        }
        if (!ready.warnings().isEmpty()) {
            questions.heading(WORDS.get("heading.warnings"));
            list(ready.warnings());
        }
    }

    /** Whether the checks have found no problem. */
    private boolean check(ConversionPlan plan) throws InterruptedException {
        model.testBoot().outdate();
        if (!plan.testConnection()) {
            questions.say(WORDS.get("skipped"));
            return true;
        }
        questions.heading(WORDS.get("heading.checks"));
        ServerLogin login = plan.login();
        TerminalDialog dialog = new TerminalDialog(questions, login.address());
        try (ServerAccess access = model.input().engine().servers().access(login,
                model.session().dialog(login.address(), dialog))) {
            ServerInfo info = Preflight.awaited(plan, watching(questions.terminal().checks(login))).run(access);
            model.server().tested().setValue(info);
            return true;
        } catch (ConversionException e) {
            questions.say(String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** One of the checks says whether the finished guest can be tried. */
    private PreflightListener watching(PreflightListener shown) {
        return new PreflightListener() {
            @Override
            public void started(Check check) {
                shown.started(check);
            }

            @Override
            public void checked(CheckResult result) {
                if (result.check() == Check.TEST_BOOT) {
                    model.testBoot().checked(result.verdict());
                }
                shown.checked(result);
            }

            @Override
            public void onlyLeft(Check check) {
                shown.onlyLeft(check);
            }

            @Override
            public void tested(ServerInfo server) {
                shown.tested(server);
            }
        };
    }

    private boolean isWanted(boolean passed) {
        if (!passed) {
            return questions.isSure(Labels.plain(WORDS.get("anyway")));
        }
        if (model.testBoot().isPossible() && !model.instant().isWanted()) {
            questions.say("\n" + WORDS.get("testBoot.tip"));
            Boolean wanted = questions.yes(Labels.plain(WORDS.get("testBoot")), model.testBoot().isOn());
            if (wanted == null) {
                return false;
            }
            model.testBoot().choose(wanted);
        }
        return questions.isSure(TEXT.get("start.sure"));
    }

    private void convert(boolean passed) throws InterruptedException {
        if (model.plan(!passed) instanceof Planning.Ready ready) {
            ConversionPlan plan = ready.plan();
            TerminalDialog dialog = new TerminalDialog(questions, plan.login().address());
            Engine engine = model.input().engine();
            questions.terminal().convert(plan, listener -> engine.conversion(plan, listener,
                    model.session().dialog(plan.login().address(), dialog), dialog));
        }
    }
}
