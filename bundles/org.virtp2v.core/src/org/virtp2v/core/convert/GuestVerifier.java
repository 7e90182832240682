package org.virtp2v.core.convert;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.GuestCheck;
import org.virtp2v.core.server.GuestCheck.Fault;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.text.Messages;

/**
 * Sees to it that a conversion succeeds only when the guest has been seen on the server: after success the machine may
 * be switched off, and erased.
 */
final class GuestVerifier {
    private static final Messages TEXT = Messages.beside(GuestVerifier.class);

    private final String server;
    private final RemoteRun remote;
    private final Consumer<String> warnings;

    /**
     * @param server
     *            name of the server in messages
     * @param remote
     *            the run, which has ended without an error
     * @param warnings
     *            receives a warning when a part of the guest could not be verified
     */
    GuestVerifier(String server, RemoteRun remote, Consumer<String> warnings) {
        this.server = server;
        this.remote = remote;
        this.warnings = warnings;
    }

    /**
     * Looks at the guest.
     *
     * @param guard
     *            dismissed as soon as the guest's state is known: the output stays, complete or not
     * @throws ServerException
     *             when the guest is not complete, or the server does not answer
     * @throws ConnectionException
     *             when it cannot be asked any more
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    void run(RunGuard guard) throws ServerException, ConnectionException, InterruptedException {
        GuestCheck check = look(guard);
        guard.dismiss();
        if (!check.faults().isEmpty()) {
            String faults = check.faults().stream().map(GuestVerifier::text).collect(Collectors.joining("; "));
            throw new ServerException(ServerException.Reason.GUEST_INCOMPLETE,
                    TEXT.get("guestIncomplete", server, faults,
                            remote.directory() + "/virt-v2v-conversion-log.txt"),
                    null);
        }
        List<String> unseen = check.unseen();
        if (!unseen.isEmpty()) {
            warnings.accept(TEXT.get("guestUnseen", server, String.join(", ", unseen)));
        }
    }

    private GuestCheck look(RunGuard guard) throws ServerException, ConnectionException, InterruptedException {
        try {
            return remote.verify();
        } catch (ConnectionException e) {
            guard.dismiss();
            throw new ConnectionException(e.reason(), notVerified(e), e);
        } catch (ServerException e) {
            guard.dismiss();
            throw new ServerException(e.reason(), notVerified(e), e);
        }
    }

    private String notVerified(ConversionException cause) {
        return TEXT.get("guestNotVerified", server, cause.getMessage());
    }

    private static String text(Fault fault) {
        return switch (fault) {
            case GuestCheck.Missing f -> TEXT.get("fault.missing", f.file());
            case GuestCheck.Empty f -> TEXT.get("fault.empty", f.file());
            case GuestCheck.TooSmall f -> tooSmall(f);
            case GuestCheck.NotNamed f -> TEXT.get("fault.notNamed", f.disk(), f.where());
            case GuestCheck.NotDefined f -> TEXT.get("fault.notDefined", f.guest());
        };
    }

    private static String tooSmall(GuestCheck.TooSmall fault) {
        String bytes = ByteSize.format(fault.bytes());
        String needed = ByteSize.format(fault.needed());
        // A size that is short by little would read the same.
        return bytes.equals(needed)
                ? TEXT.get("fault.tooSmallBytes", fault.file(), Long.toString(fault.bytes()),
                        Long.toString(fault.needed()))
                : TEXT.get("fault.tooSmall", fault.file(), bytes, needed);
    }
}
