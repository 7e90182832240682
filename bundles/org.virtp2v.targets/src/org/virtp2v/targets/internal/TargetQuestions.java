package org.virtp2v.targets.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.text.Messages;

/** Questions that several targets ask the conversion server. */
final class TargetQuestions {
    /** The exit code of a shell, and so of the answer, for a missing program. */
    static final int NO_SUCH_PROGRAM = 127;
    private static final Messages TEXT = Messages.beside(TargetQuestions.class);

    private TargetQuestions() {
    }

    /** A problem for a file of a field that cannot be read; nothing when it can, or the field is empty. */
    static Optional<TargetFinding> unreadable(String key, TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        String file = input.text(key);
        ServerQuestions.Answer answer = input.has(key) ? server.ask(List.of("test", "-r", file)) : null;
        return answer == null || answer.status() == 0 ? Optional.empty()
                : Optional.of(bad(answer, TEXT.get("file.unreadable", TEXT.get(key), file),
                        TEXT.get("file.unreadable.advice", file)));
    }

    /** A problem, but for a program that could not be run as the user that virt-v2v will run as: that may see more. */
    static TargetFinding bad(ServerQuestions.Answer answer, String seen, String advice) {
        return answer.asVirtV2v() ? TargetFinding.problem(seen, advice)
                : TargetFinding.warning(TEXT.get("asOtherUser", seen), advice);
    }

    /**
     * Problems for the {@code -oo} that neither we nor the server's virt-v2v know. A newer virt-v2v has more of them,
     * and names those in its answer to {@code -oo ?}.
     *
     * @param known
     *            names that every virt-v2v knows
     */
    static List<TargetFinding> unknownOptions(TargetInput input, ServerQuestions server, List<String> known)
            throws ConnectionException, ServerException, InterruptedException {
        List<String> names = names(input).stream().filter(name -> !known.contains(name)).distinct().toList();
        if (names.isEmpty()) {
            return List.of();
        }
        String mode = input.output().type();
        ServerQuestions.Answer answer = server
                .ask(List.of("virt-v2v", VirtV2vOption.MODE.flag(), mode, VirtV2vOption.MISC.flag(), "?"));
        List<TargetFinding> findings = new ArrayList<>();
        for (String name : names) {
            if (answer.status() == 0 && !answer.output().matches("(?s).*-oo " + java.util.regex.Pattern.quote(name)
                    + "(?![\\w-]).*")) {
                findings.add(TargetFinding.problem(TEXT.get("option.unknown", name, mode),
                        TEXT.get("option.unknown.advice", name)));
            }
        }
        return findings;
    }

    /** The names of all {@code -oo}. */
    static List<String> names(TargetInput input) {
        return input.output().misc().stream().map(option -> option.split("=", 2)[0]).toList();
    }

    /** The end of a program's error output. */
    static String complaint(ServerQuestions.Answer answer) {
        List<String> lines = answer.errors().lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.isEmpty() ? TEXT.get("answer.silent", String.valueOf(answer.status())) : lines.getLast();
    }
}
