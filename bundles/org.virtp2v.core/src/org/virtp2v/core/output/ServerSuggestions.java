package org.virtp2v.core.output;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.ServerQuestions;

/**
 * Loads a target's suggestions for its fields from the conversion server. It logs in only when the target has a
 * question.
 */
public final class ServerSuggestions {
    private ServerSuggestions() {
    }

    /**
     * The server's suggestions.
     *
     * @param values
     *            values by the keys of the fields; fields without are not in it
     * @param networks
     *            the networks that the guest can be connected to
     */
    public record Found(Map<String, List<String>> values, List<String> networks) {
        /** Nothing. */
        public static final Found NONE = new Found(Map.of(), List.of());

        public Found {
            values = Map.copyOf(values);
            networks = List.copyOf(networks);
        }
    }

    /** For a log-in that must not disturb the user: trusts nobody new, and knows no answers. */
    public static final ServerDialog NOBODY = new ServerDialog() {
        @Override
        public void accepted(HostKey key) {
            // Nobody wants to know.
        }

        @Override
        public boolean trusts(HostKey key) {
            return false;
        }
    };

    /**
     * Asks; blocks.
     *
     * @param input
     *            the values so far
     * @param dialog
     *            asked while logging in
     * @throws ConnectionException
     *             when the server cannot be reached or logged in to, or the connection is lost
     * @throws ServerException
     *             when the server does not answer in time
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public static Found ask(OutputTarget target, TargetInput input, ConversionServer servers, ServerLogin login,
            ServerDialog dialog) throws ConnectionException, ServerException, InterruptedException {
        try (Questions questions = new Questions(servers, login, dialog)) {
            Map<String, List<String>> values = new HashMap<>();
            for (TargetField field : target.fields()) {
                if (field.kind() == Kind.TEXT && TargetOptions.isActive(field, input.values())) {
                    List<String> found = distinct(target.suggestions(field.key(), input, questions));
                    if (!found.isEmpty()) {
                        values.put(field.key(), found);
                    }
                }
            }
            return new Found(values, distinct(target.networks(input, questions)));
        }
    }

    private static List<String> distinct(List<String> answers) {
        return answers.stream().filter(answer -> !answer.isBlank()).distinct().toList();
    }

    /** Logs in at the first question. */
    private static final class Questions implements ServerQuestions, AutoCloseable {
        private final ConversionServer servers;
        private final ServerLogin login;
        private final ServerDialog dialog;
        private @Nullable ServerAccess access;
        private @Nullable ServerInspection inspection;

        Questions(ConversionServer servers, ServerLogin login, ServerDialog dialog) {
            this.servers = servers;
            this.login = login;
            this.dialog = dialog;
        }

        @Override
        public Answer ask(List<String> command) throws ConnectionException, ServerException, InterruptedException {
            return inspection().ask(command);
        }

        private ServerInspection inspection() throws ConnectionException, InterruptedException {
            ServerInspection opened = inspection;
            if (opened == null) {
                opened = access().inspect();
                inspection = opened;
            }
            return opened;
        }

        private ServerAccess access() throws ConnectionException, InterruptedException {
            ServerAccess opened = access;
            if (opened == null) {
                opened = servers.access(login, dialog);
                access = opened;
            }
            return opened;
        }

        @Override
        public void close() {
            if (inspection != null) {
                inspection.close();
            }
            if (access != null) {
                access.close();
            }
        }
    }
}
