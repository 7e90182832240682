package org.virtp2v.ui.internal.server;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

import org.eclipse.core.databinding.DataBindingContext;
import org.eclipse.core.databinding.UpdateValueStrategy;
import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.jface.databinding.swt.ISWTObservableValue;
import org.eclipse.jface.databinding.swt.typed.WidgetProperties;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.FocusListener;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.text.Labels;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.form.FieldIcons;
import org.virtp2v.ui.internal.form.Fields;
import org.virtp2v.ui.internal.model.ServerModel;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** The fields of the page, bound to the model, each decorated with its problem. */
final class ServerFields {
    private static final Messages TEXT = Messages.beside(ServerFields.class);
    private static final int PORT_WIDTH = 64;

    private final DataBindingContext bindings = new DataBindingContext();
    private final Map<Key, Field<?>> fields = new EnumMap<>(Key.class);
    private final ServerModel model;
    private final Text host;
    private boolean pasted;

    /**
     * Creates the fields.
     *
     * @param parent
     *            a grid of two columns
     */
    ServerFields(Composite parent, ServerModel model) {
        this.model = model;
        Widgets.label(parent, TEXT.get("host"));
        Composite address = Widgets.grid(parent, 3);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(address);
        host = text(address, Key.REMOTE_SERVER, "server.host", SWT.NONE, model.host(), ServerText::host);
        host.setToolTipText(TEXT.get("host.help"));
        // Whoever types it letter by letter has not finished before the field is left.
        host.addVerifyListener(e -> pasted = e.text.length() > 1);
        host.addModifyListener(e -> {
            if (pasted) {
                pasted = false;
                splitHost();
            }
        });
        host.addFocusListener(FocusListener.focusLostAdapter(e -> splitHost()));
        // Its label leads to the box around it, as those of other fields with something behind them do.
        Widgets.named(host, Labels.plain(TEXT.get("host")));
        Widgets.label(address, TEXT.get("port"));
        Text port = text(address, Key.REMOTE_PORT, "server.port", SWT.NONE, model.port(), ServerText::port);
        GridDataFactory.fillDefaults().hint(PORT_WIDTH, SWT.DEFAULT).applyTo(port);
        Widgets.label(parent, TEXT.get("username"));
        text(parent, Key.AUTH_USERNAME, "server.username", SWT.NONE, model.username(), ServerText::user);
        Widgets.label(parent, TEXT.get("password"));
        Composite secret = withButton(parent);
        Text password = text(secret, Key.AUTH_PASSWORD, "server.password", SWT.PASSWORD, model.password(), p -> null);
        Widgets.named(password, Labels.plain(TEXT.get("password")));
        char hidden = password.getEchoChar();
        Button eye = Widgets.id(new Button(secret, SWT.TOGGLE), "server.password.show");
        eye.setImage(Icon.EYE.in(new Palette(parent.getDisplay()).foreground()));
        eye.setToolTipText(TEXT.get("password.show"));
        Widgets.named(eye, TEXT.get("password.show"));
        eye.addSelectionListener(SelectionListener
                .widgetSelectedAdapter(e -> password.setEchoChar(eye.getSelection() ? '\0' : hidden)));
        Widgets.label(parent, TEXT.get("identity"));
        Composite key = withButton(parent);
        Text identity = text(key, Key.AUTH_IDENTITY_URL, "server.identity", SWT.NONE, model.identityUrl(),
                ServerText::identity);
        Widgets.named(identity, Labels.plain(TEXT.get("identity")));
        identity.setToolTipText(TEXT.get("identity.help"));
        Widgets.button(key, SWT.PUSH, "server.identity.browse", TEXT.get("browse"), () -> browse(identity));
        new Label(parent, SWT.NONE);
        Button sudo = Widgets.id(new Button(parent, SWT.CHECK), "server.sudo");
        sudo.setText(TEXT.get("sudo"));
        sudo.setToolTipText(TEXT.get("sudo.help"));
        bind(Key.AUTH_SUDO, WidgetProperties.buttonSelection().observe(sudo), model.sudo(), s -> null);
        GridDataFactory.fillDefaults().indent(Fields.iconRoom(sudo), 0).applyTo(sudo);
    }

    /** A field with a button behind it. */
    private static Composite withButton(Composite parent) {
        Composite row = Widgets.grid(parent, 2);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(Widgets.GAP, 0).applyTo(row);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(row);
        return row;
    }

    /** A key that lies on this machine, or on a stick in it. */
    private static void browse(Text identity) {
        FileDialog dialog = new FileDialog(identity.getShell(), SWT.OPEN);
        dialog.setText(TEXT.get("browse.title"));
        String name = dialog.open();
        if (name != null) {
            identity.setText(Path.of(name).toUri().toString());
        }
    }

    /** Gives user and port the fields that they have. */
    private void splitHost() {
        ServerAddress.split(host.getText()).ifPresent(parts -> {
            String user = parts.user();
            String port = parts.port();
            if (user != null) {
                model.username().setValue(user);
            }
            if (port != null) {
                model.port().setValue(port);
            }
            model.host().setValue(parts.host());
            host.setSelection(host.getCharCount());
        });
    }

    private Text text(Composite parent, Key key, String id, int style, IObservableValue<String> value,
            Function<String, @Nullable String> check) {
        Text text = Widgets.id(new Text(parent, SWT.BORDER | style), id);
        // Room for the decoration.
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER)
                .indent(Fields.iconRoom(text), 0).applyTo(text);
        bind(key, WidgetProperties.text(SWT.Modify).observe(text), value, check);
        return text;
    }

    private <T, C extends Control> void bind(Key key, ISWTObservableValue<T> widget, IObservableValue<T> value,
            Function<T, @Nullable String> check) {
        // Before the binding, so that the field knows of a change when the page hears of it from the model.
        Field<T> field = new Field<>(widget, check);
        fields.put(key, field);
        bindings.bindValue(widget, value, asItIs(), asItIs());
        FieldIcons.show(field, SWT.CENTER);
    }

    /** Without the usual converters, which take tens of milliseconds of the start to be made. */
    private static <T> UpdateValueStrategy<T, T> asItIs() {
        return new UpdateValueStrategy<>(false, UpdateValueStrategy.POLICY_UPDATE);
    }

    /** Points at a field that a test has failed of. */
    void fail(Key key, String problem) {
        fields.get(key).fail(problem);
    }

    /** The first mistake in the fields; null: there is none, or none to point at yet. */
    @Nullable
    String mistake() {
        for (Field<?> field : fields.values()) {
            String mistake = field.mistake();
            if (mistake != null) {
                return mistake;
            }
        }
        return null;
    }

    /** A test is about to begin: the last one's failure is forgotten, and empty fields count as mistakes. */
    void begin() {
        splitHost();
        fields.values().forEach(Field::begin);
    }

    /** The first field. */
    Text host() {
        return host;
    }
}
