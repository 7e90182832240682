package org.virtp2v.core.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of the conversion server's virt-v2v, or its virt-v2v-in-place, as its {@code --help} lists them.
 *
 * @param arguments
 *            whether each takes an argument, by its name with its marks, such as {@code --install} or {@code -os}
 */
public record VirtV2vOptions(Map<String, Argument> arguments) {
    /** What is asked. */
    public static final String HELP = "--help";
    private static final String NAME = "-{1,2}[A-Za-z][A-Za-z0-9-]{0,63}";
    /** {@code -n, --network <in:out>  …}, {@code --machine-readable[=format]  …} or {@code --wrap  …}. */
    private static final Pattern LINE = Pattern
            .compile("  (" + NAME + "(?:, " + NAME + "){0,9})( <|\\[=|\\s|$).*", Pattern.DOTALL);
    /** An option that every virt-v2v has, and one that every virt-v2v-in-place has. */
    private static final List<String> ALWAYS = List.of("-o", "-i");
    private static final int MOST = 1000;

    /** Whether an option takes an argument. */
    public enum Argument {
        NONE, OPTIONAL, REQUIRED
    }

    public VirtV2vOptions {
        arguments = Map.copyOf(arguments);
    }

    /**
     * Reads what {@code --help} says, in any language.
     *
     * @return nothing when it does not list options
     */
    public static Optional<VirtV2vOptions> parse(String help) {
        Map<String, Argument> arguments = new HashMap<>();
        help.lines().limit(MOST).map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            Argument argument = switch (line.group(2)) {
                case " <" -> Argument.REQUIRED;
                case "[=" -> Argument.OPTIONAL;
                default -> Argument.NONE;
            };
            for (String name : line.group(1).split(", ")) {
                arguments.put(name, argument);
            }
        });
        return ALWAYS.stream().anyMatch(arguments::containsKey) ? Optional.of(new VirtV2vOptions(arguments))
                : Optional.empty();
    }
}
