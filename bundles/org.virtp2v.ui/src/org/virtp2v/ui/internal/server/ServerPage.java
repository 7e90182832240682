package org.virtp2v.ui.internal.server;

import java.util.Map;
import java.util.Objects;

import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.Resumable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.preflight.ServerPreflight;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ui.internal.checks.CheckList;
import org.virtp2v.ui.internal.checks.CheckRun;
import org.virtp2v.ui.internal.conversion.ConversionPage;
import org.virtp2v.ui.internal.form.Fields;
import org.virtp2v.ui.internal.login.SessionDialog;
import org.virtp2v.ui.internal.login.UserDialog;
import org.virtp2v.ui.internal.model.ServerModel;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.shell.StepPage;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.ButtonBar;
import org.virtp2v.widgets.Widgets;

/** Where the conversion server is and how to log in; the test connection. */
public final class ServerPage extends StepPage implements CheckRun.Watcher {
    private final WizardModel model;
    private final Background background;
    private final CheckRun test;
    private final WaitingSearch search;
    private final ConversionPage conversion;
    private @Nullable Parts parts;
    /** Whether there was a test, of these values or of others. */
    private boolean tested;

    /** What is made when the page is shown for the first time. */
    private record Parts(ServerFields fields, Button button, CheckList checks) {
    }

    /**
     * @param conversion
     *            the page that goes on with a conversion that is waiting, or ends it
     */
    public ServerPage(WizardModel model, Background background, ConversionPage conversion) {
        super("server", Icon.SERVER);
        this.model = model;
        this.background = background;
        this.test = new CheckRun(background, this);
        this.search = new WaitingSearch(model, background);
        this.conversion = conversion;
        setPageComplete(false);
    }

    @Override
    protected String choice() {
        return model.server().host().getValue().strip();
    }

    @Override
    protected void createContent(Composite content) {
        new WaitingBanner(content, model, new WaitingBanner.Actions(this::goOn, this::end, this::askForWaiting),
                this::contentResized);
        Composite form = Widgets.grid(content, 2);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(Widgets.WIDE_GAP, Widgets.WIDE_GAP).applyTo(form);
        fill(form, false);
        LanguageField.add(form, model.input().desktop(), () -> window().leave(CancelCause.USER),
                why -> setMessage(why, IMessageProvider.ERROR));
        KeyboardField.add(form, model.input().desktop(), background,
                why -> setMessage(why, IMessageProvider.ERROR));
        ServerModel server = model.server();
        ServerFields fields = new ServerFields(form, server);
        new Label(form, SWT.NONE);
        // Wide enough for both of its texts.
        Button button = Widgets.button(form, SWT.PUSH, "server.test", text().get("test"), this::testOrStop);
        GridDataFactory.createFrom((GridData) button.getLayoutData()).align(SWT.BEGINNING, SWT.CENTER)
                .indent(Fields.iconRoom(button), 0).applyTo(button);
        new Label(form, SWT.NONE);
        CheckList checks = new CheckList(form, "server.checks", this::contentResized);
        GridDataFactory.fillDefaults().grab(true, false).indent(Fields.iconRoom(button), 0).applyTo(checks.control());
        parts = new Parts(fields, button, checks);
        server.host().addChangeListener(e -> changed());
        server.port().addChangeListener(e -> changed());
        server.username().addChangeListener(e -> changed());
        server.password().addChangeListener(e -> changed());
        server.identityUrl().addChangeListener(e -> changed());
        server.sudo().addChangeListener(e -> changed());
        judge();
    }

    private Parts parts() {
        return Objects.requireNonNull(parts, "createContent comes first");
    }

    /** A test of other values is of no use. */
    private void changed() {
        tested |= test.isRunning();
        stop();
        search.stop();
        setPageComplete(false);
        parts().checks().clear();
        judge();
        if (tested && getErrorMessage() == null && getMessage() == null) {
            setMessage(text().get("changed"), IMessageProvider.INFORMATION);
        }
        choiceChanged();
    }

    /** Shows the problems and warnings of the fields as they are. */
    private void judge() {
        boolean both = !model.server().password().getValue().isEmpty()
                && !model.server().identityUrl().getValue().isBlank();
        setErrorMessage(parts().fields().mistake());
        setMessage(both ? text().get("both") : null, IMessageProvider.WARNING);
    }

    private void testOrStop() {
        if (test.isRunning()) {
            stop();
            setMessage(text().get("stopped"), IMessageProvider.INFORMATION);
            return;
        }
        parts().fields().begin();
        String mistake = parts().fields().mistake();
        if (mistake != null) {
            setErrorMessage(mistake);
            return;
        }
        ServerLogin login = model.login();
        Map<String, Secret> variables = model.input().settings().virtV2v().variables();
        search.stop();
        parts().checks().clear();
        setErrorMessage(null);
        setMessage(text().get("testing", login.address()), IMessageProvider.NONE);
        setPageComplete(false);
        test.start(model.input().engine().servers(), login, SessionDialog.of(getShell(), model.session(), login),
                (access, listener) -> new ServerPreflight(login, variables, listener).run(access));
        showButton();
    }

    private void stop() {
        test.stop();
        parts().checks().stopped();
        showButton();
    }

    private void showButton() {
        parts().button().setText(text().get(test.isRunning() ? "stop" : "test"));
        updateButtons();
    }

    @Override
    public void started(Check check) {
        parts().checks().started(check);
    }

    @Override
    public void checked(CheckResult result) {
        parts().checks().checked(result);
    }

    @Override
    public void onlyLeft(Check check) {
        // There is none that takes longer.
    }

    @Override
    public void retrying(String why, int seconds) {
        setMessage(text().get("retrying", why, Integer.toString(seconds)), IMessageProvider.WARNING);
    }

    @Override
    public void succeeded(ServerInfo server) {
        tested = true;
        model.server().tested().setValue(server);
        setMessage(text().get("succeeded", server.version()), IMessageProvider.INFORMATION);
        setPageComplete(true);
        showButton();
        search.start();
    }

    private void goOn(Resumable waiting) {
        try {
            conversion.goOn(waiting);
            window().showPage(conversion);
        } catch (SourceException e) {
            setErrorMessage(e.getMessage());
        }
    }

    private void end(Resumable waiting) {
        if (conversion.askAndEnd(waiting)) {
            window().showPage(conversion);
        }
    }

    /** The server may want to know something that only the user can answer. */
    private void askForWaiting() {
        search.start(new UserDialog(getShell(), model.login().address()));
    }

    @Override
    public void failed(Exception why) {
        tested = true;
        parts().checks().stopped();
        showButton();
        String message = message(why);
        setErrorMessage(firstLine(message));
        boolean identity = !model.server().identityUrl().getValue().isBlank();
        FailedField.of(why, identity).ifPresent(key -> parts().fields().fail(key, message));
    }

    static String message(Exception why) {
        return why.getMessage() == null ? why.toString() : why.getMessage();
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    @Override
    protected void updateButtons() {
        super.updateButtons();
        if (test.isRunning()) {
            // A second Enter must not stop the test that the first one has started.
            getShell().setDefaultButton(null);
        } else if (!isPageComplete()) {
            ButtonBar.setDefault(parts().button());
        }
    }

    @Override
    protected void entered() {
        super.entered();
        if (model.waiting().isOutdated()) {
            search.start();
        }
    }

    @Override
    protected void left() {
        test.stop();
    }

    @Override
    protected @Nullable Control firstField() {
        return parts().fields().host();
    }
}
