package org.virtp2v.ui.internal.login;

import org.eclipse.swt.widgets.Shell;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ui.internal.model.Session;

/**
 * A dialog with the user for answers that the session does not know yet.
 *
 * @param remembering
 *            the questions of the connection
 * @param user
 *            the dialogs
 */
public record SessionDialog(ServerDialog remembering, UserDialog user) {

    /** A dialog for one log-in. */
    public static SessionDialog of(Shell parent, Session session, ServerLogin login) {
        UserDialog user = new UserDialog(parent, login.address());
        return new SessionDialog(session.dialog(login.address(), user), user);
    }

    /** Closes the dialog that is open, and answers no to everything from now on. UI thread only. */
    public void dismiss() {
        user.dismiss();
    }
}
