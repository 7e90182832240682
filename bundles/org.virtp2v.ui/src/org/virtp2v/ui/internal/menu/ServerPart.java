package org.virtp2v.ui.internal.menu;

import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.preflight.ServerPreflight;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.ServerModel;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.server.ServerAddress;
import org.virtp2v.ui.internal.server.ServerText;

/** Which conversion server, how to log in there, and the test of both. */
record ServerPart(WizardModel model, Questions questions) implements MenuPart {
    private static final Messages TEXT = Messages.beside(ServerPart.class);
    /** The same words as in the wizard. */
    private static final Messages WORDS = Messages.beside(ServerText.class);

    /** Whether there is a server; says so if there is none. */
    static boolean isChosen(WizardModel model, Questions questions) {
        if (isMissing(model)) {
            questions.say(TEXT.get("server.missing"));
            return false;
        }
        return true;
    }

    private static boolean isMissing(WizardModel model) {
        return model.server().host().getValue().isBlank();
    }

    @Override
    public String title() {
        return TEXT.get("server");
    }

    @Override
    public String state() {
        ServerModel server = model.server();
        if (isMissing(model)) {
            return TEXT.get("notChosen");
        }
        ServerInfo tested = server.tested().getValue();
        String name = TEXT.get("server.name", server.username().getValue(), server.host().getValue());
        return tested == null ? TEXT.get("server.notTested", name)
                : TEXT.get("server.tested", name, tested.version());
    }

    @Override
    public boolean run() throws InterruptedException {
        return host() && user() && logIn() && sudo() && test();
    }

    private boolean host() {
        ServerModel server = model.server();
        String host = questions.text(TEXT.get("server.host"), server.host().getValue(), typed -> ServerText
                .host(ServerAddress.split(typed).map(ServerAddress::host).orElse(typed)));
        if (host == null) {
            return false;
        }
        server.host().setValue(host);
        ServerAddress.split(host).ifPresent(this::split);
        String port = questions.text(TEXT.get("server.port"), server.port().getValue(), ServerText::port);
        if (port != null) {
            server.port().setValue(port);
        }
        return port != null;
    }

    private void split(ServerAddress parts) {
        String user = parts.user();
        String port = parts.port();
        if (user != null) {
            model.server().username().setValue(user);
        }
        if (port != null) {
            model.server().port().setValue(port);
        }
        model.server().host().setValue(parts.host());
    }

    private boolean user() {
        String user = questions.text(TEXT.get("server.user"), model.server().username().getValue(), ServerText::user);
        if (user != null) {
            model.server().username().setValue(user);
        }
        return user != null;
    }

    private boolean logIn() {
        ServerModel server = model.server();
        questions.say(WORDS.get("identity.help"));
        String identity = questions.text(TEXT.get("server.identity"), server.identityUrl().getValue(),
                ServerText::identity);
        if (identity == null) {
            return false;
        }
        server.identityUrl().setValue(identity);
        return !identity.isEmpty() || password(server);
    }

    private boolean password(ServerModel server) {
        Secret typed = questions.secret(TEXT.get("server.password"), !server.password().getValue().isEmpty());
        if (typed != null && !typed.reveal().isEmpty()) {
            server.password().setValue(typed.reveal());
        }
        return typed != null;
    }

    private boolean sudo() {
        boolean root = model.server().username().getValue().strip().equals("root");
        Boolean sudo = root ? Boolean.FALSE
                : questions.yes(TEXT.get("server.sudo"), model.server().sudo().getValue());
        if (sudo != null) {
            model.server().sudo().setValue(sudo);
        }
        return sudo != null;
    }

    private boolean test() throws InterruptedException {
        ServerLogin login = model.login();
        questions.heading(TEXT.get("server.testing", login.address()));
        ServerDialog dialog = model.session().dialog(login.address(), new TerminalDialog(questions, login.address()));
        try {
            ServerInfo info = test(login, dialog);
            model.server().tested().setValue(info);
            questions.say(TEXT.get("server.ready", info.version()));
            return true;
        } catch (ConversionException e) {
            questions.say(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private ServerInfo test(ServerLogin login, ServerDialog dialog)
            throws ConversionException, InterruptedException {
        try (ServerAccess access = model.input().engine().servers().access(login, dialog)) {
            return new ServerPreflight(login, model.input().settings().virtV2v().variables(),
                    questions.terminal().checks(login)).run(access);
        }
    }
}
