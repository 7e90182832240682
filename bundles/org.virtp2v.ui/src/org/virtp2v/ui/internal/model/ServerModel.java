package org.virtp2v.ui.internal.model;

import java.util.Objects;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.ServerSettings;

/**
 * The model of the page about the conversion server. When one of its fields changes, the last test does not count any
 * more. UI thread only.
 */
public final class ServerModel {
    private final ServerSettings given;
    private final WritableValue<String> host;
    private final WritableValue<String> port;
    private final WritableValue<String> username;
    private final WritableValue<String> password;
    private final WritableValue<String> identityUrl;
    private final WritableValue<Boolean> sudo;
    private final WritableValue<@Nullable ServerInfo> tested = new WritableValue<>(null, ServerInfo.class);

    /**
     * A change takes the last test back before anything else hears of it: general listeners come before those of
     * values, in the order in which they were added.
     */
    ServerModel(ServerSettings server) {
        given = server;
        host = text(server.host());
        port = text(Integer.toString(server.port()));
        username = text(server.username());
        Secret secret = server.password();
        password = text(secret == null ? null : secret.reveal());
        identityUrl = text(server.identityUrl());
        sudo = new WritableValue<>(server.sudo(), Boolean.class);
        sudo.addChangeListener(e -> tested.setValue(null));
    }

    private WritableValue<String> text(@Nullable String value) {
        // The same text in another object is no change.
        WritableValue<String> text = new WritableValue<>(value == null ? "" : value, String.class) {
            @Override
            public void doSetValue(@Nullable String changed) {
                if (!Objects.equals(changed, doGetValue())) {
                    super.doSetValue(changed);
                }
            }
        };
        text.addChangeListener(e -> tested.setValue(null));
        return text;
    }

    /** Name or address; as typed. */
    public IObservableValue<String> host() {
        return host;
    }

    /** SSH port; as typed. */
    public IObservableValue<String> port() {
        return port;
    }

    /** The remote user; as typed. */
    public IObservableValue<String> username() {
        return username;
    }

    /** The password; as typed. */
    public IObservableValue<String> password() {
        return password;
    }

    /** Where the private key is to be had; as typed. */
    public IObservableValue<String> identityUrl() {
        return identityUrl;
    }

    /** Whether virt-v2v is run through sudo. */
    public IObservableValue<Boolean> sudo() {
        return sudo;
    }

    /** The result of a successful test with the fields as they are; null: not tested, or not successfully. */
    public IObservableValue<@Nullable ServerInfo> tested() {
        return tested;
    }

    /**
     * The settings with the values of the fields; those without a field are as given.
     *
     * @throws NumberFormatException
     *             when the port is no number
     */
    public ServerSettings server() {
        String secret = password.getValue();
        return given.withHost(orNull(host.getValue())).withPort(Integer.parseInt(port.getValue().strip()))
                .withUsername(username.getValue().strip()).withPassword(secret.isEmpty() ? null : new Secret(secret))
                .withIdentityUrl(orNull(identityUrl.getValue())).withSudo(sudo.getValue());
    }

    private static @Nullable String orNull(String text) {
        return text.isBlank() ? null : text.strip();
    }
}
