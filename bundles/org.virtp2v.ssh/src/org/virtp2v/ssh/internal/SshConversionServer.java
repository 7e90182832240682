package org.virtp2v.ssh.internal;

import java.util.List;
import java.util.function.Supplier;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.connection.CipherChoice;
import org.virtp2v.ssh.internal.connection.CipherWarmUp;
import org.virtp2v.ssh.internal.identity.Credentials;
import org.virtp2v.ssh.internal.identity.IdentitySource;
import org.virtp2v.ssh.internal.identity.Passphrases;

import com.jcraft.jsch.Identity;

/** The way to conversion servers over SSH (RFC 4251 to 4254). It keeps nothing between two runs. */
public final class SshConversionServer implements ConversionServer {
    private final SshOptions options;
    private final Supplier<CipherChoice> ciphers;
    private final CipherWarmUp warmUp = new CipherWarmUp();

    public SshConversionServer() {
        this(SshOptions.standard());
    }

    public SshConversionServer(SshOptions options) {
        this(options, CipherChoice::ofThisProcessor);
    }

    public SshConversionServer(SshOptions options, Supplier<CipherChoice> ciphers) {
        this.options = options;
        this.ciphers = ciphers;
    }

    @Override
    public ServerAccess access(ServerLogin login, ServerDialog dialog)
            throws ConnectionException, InterruptedException {
        CipherChoice choice = ciphers.get();
        warmUp.start(choice);
        String url = login.identityUrl();
        List<Identity> identities = List.of();
        if (url != null) {
            IdentitySource source = new IdentitySource(url);
            Identity key = source.parse(source.fetch(options.fetchLimit()),
                    new Passphrases(source.shown(), login.passphrase(), dialog));
            identities = source.withCertificate(key, options.fetchLimit().dividedBy(6));
        }
        return new SshServerAccess(login, options,
                new ServerConnector(login, new Credentials(login, identities), dialog, choice, options));
    }
}
