package org.virtp2v.ssh.internal;

import java.util.function.Consumer;

import org.osgi.service.component.annotations.Component;
import org.virtp2v.core.server.ConnectionException;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;

/** The way to conversion servers over SSH (RFC 4251 to 4254). It keeps nothing between two runs. */
@Component
public final class SshConversionServer implements ConversionServer {
    private final SshOptions options;
    private final CipherWarmUp warmUp = new CipherWarmUp();

    public SshConversionServer() {
        this(SshOptions.standard());
    }

    SshConversionServer(SshOptions options) {
        this.options = options;
    }

    @Override
    public ServerAccess access(ServerLogin login, Consumer<HostKey> unknownHostKey)
            throws ConnectionException, InterruptedException {
        warmUp.start();
        HostKeys hostKeys = new HostKeys(KnownHosts.read(options.knownHosts()), login, unknownHostKey);
        String url = login.identityUrl();
        if (url == null) {
            return new SshServerAccess(login, new Credentials(login, null), hostKeys, options);
        }
        IdentitySource source = new IdentitySource(url);
        byte[] key = source.fetch(options.fetchLimit());
        return new SshServerAccess(login, new Credentials(login, source.parse(key)), hostKeys, options);
    }
}
