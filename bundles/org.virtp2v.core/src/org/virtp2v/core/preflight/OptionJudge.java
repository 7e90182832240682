package org.virtp2v.core.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.server.VirtV2vOptions;
import org.virtp2v.core.server.VirtV2vOptions.Argument;
import org.virtp2v.core.settings.ToolOption;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Spelling;

/**
 * Judges whether virt-v2v on the server takes the further options. It knows what it lists itself: a version says
 * little, as distributions bring features to old ones.
 */
public final class OptionJudge {
    private static final Messages TEXT = Messages.beside(OptionJudge.class);
    /** What names begin with: {@code --}. */
    private static final int MARKS = 2;

    private OptionJudge() {
    }

    /**
     * Asks virt-v2v for its options.
     *
     * @return null when it does not tell
     */
    static @Nullable VirtV2vOptions ask(ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        ServerQuestions.Answer answer = server.ask(List.of("virt-v2v", VirtV2vOptions.HELP));
        return answer.status() == 0 ? VirtV2vOptions.parse(answer.output()).orElse(null) : null;
    }

    /**
     * Why virt-v2v does not take an option, and what may be meant; nothing when it takes it, or its options are not
     * known.
     */
    public static Optional<String> refusal(ToolOption option, ServerInfo server) {
        VirtV2vOptions known = server.options();
        if (known == null) {
            return Optional.empty();
        }
        Argument argument = known.arguments().get(option.name());
        if (argument == null) {
            return Optional.of(nearest(option.name(), known.arguments().keySet())
                    .map(near -> TEXT.get("option.near", option.name(), server.version(), near))
                    .orElseGet(() -> TEXT.get("option.missing", option.name(), server.version())));
        }
        return switch (argument) {
            case NONE -> option.value() == null ? Optional.empty()
                    : Optional.of(TEXT.get("option.value", option.name()));
            case REQUIRED -> option.value() == null ? Optional.of(TEXT.get("option.noValue", option.name()))
                    : Optional.empty();
            case OPTIONAL -> Optional.empty();
        };
    }

    /** The option that one is the beginning of, or else a spelling of. */
    private static Optional<String> nearest(String name, Set<String> known) {
        List<String> sorted = known.stream().sorted().toList();
        List<String> longer = sorted.stream().filter(each -> each.startsWith(name)).toList();
        return longer.size() == 1 ? Optional.of(longer.getFirst()) : Spelling.nearest(name, sorted, MARKS);
    }

    static CheckResult judge(List<ToolOption> options, ServerInfo server) {
        if (server.options() == null) {
            return CheckResult.warning(Check.VIRT_V2V_OPTIONS, TEXT.get("options.unknown", server.version()),
                    TEXT.get("options.unknown.advice", names(options)));
        }
        List<ToolOption> wrong = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (ToolOption option : options) {
            refusal(option, server).ifPresent(reason -> {
                wrong.add(option);
                reasons.add(reason);
            });
        }
        return wrong.isEmpty()
                ? CheckResult.ok(Check.VIRT_V2V_OPTIONS, TEXT.get("options.ok", names(options), server.version()))
                : CheckResult.problem(Check.VIRT_V2V_OPTIONS,
                        TEXT.get("options.wrong", names(wrong), server.version()), String.join(" ", reasons));
    }

    private static String names(List<ToolOption> options) {
        return options.stream().map(ToolOption::name).distinct().collect(Collectors.joining(", "));
    }
}
