package org.virtp2v.core.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;

/**
 * A further option of virt-v2v, which virt-p2v only hands on; see virt-v2v(1). Whether virt-v2v on the server has it is
 * found out there. Those that virt-p2v gives itself are in {@link ReservedOptions}.
 *
 * @param name
 *            with its marks: {@code --install}
 * @param value
 *            its argument, of which some may be a secret; null: none
 */
public record ToolOption(String name, @Nullable Secret value) {
    /** The name, and after an equals sign or blanks the value, whatever that is. */
    private static final Pattern FORM = Pattern.compile("(--?[A-Za-z][A-Za-z0-9-]*+)(?:(=|[ \t]+)(.*))?",
            Pattern.DOTALL);
    private static final Pattern SHORT = Pattern.compile("-[A-Za-z]");
    /** The values that have a password in them: what is before {@code password:PASSWORD}, see virt-customize(1). */
    private static final Map<String, Pattern> PASSWORDS = Map.of("root-password", password("(?:lock(?:ed)?:)*+"),
            "password", password("[^:]*+:(?:lock(?:ed)?:)*+"), "sm-credentials", password("[^:]*+:"));
    /** What such a value is without a password. */
    private static final Pattern NO_PASSWORD = Pattern
            .compile("(?:.*:)?(?:file:[^:]*|random|disabled|lock(?:ed)?)");
    /** A name that only sounds like one of a secret. */
    private static final String NO_SECRET = "password-crypto";
    /** The encryption keys: reserved, but they may have been given here by mistake. */
    private static final String KEY = "key";
    /** Options whose value is a text of the user's; what is a secret in it only the user knows. */
    private static final Set<String> TEXTS = Set.of("firstboot-command", "run-command", "write", "append-line", "edit");

    /**
     * A value with a password in it.
     *
     * @param before
     *            what is before {@code password:}
     * @param password
     *            what is behind it
     */
    public record Password(String before, Secret password) {
    }

    private static Pattern password(String before) {
        return Pattern.compile("(" + before + ")password:(.*)", Pattern.DOTALL);
    }

    /**
     * Reads {@code NAME}, {@code NAME=VALUE} or {@code NAME VALUE}. The value is not taken apart, and quotes mean
     * nothing in it.
     *
     * @throws IllegalArgumentException
     *             when it is no option; a {@link BadValueException} when it is one that cannot be given so
     */
    static ToolOption parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("no option");
        }
        boolean given = form.group(3) != null && (form.group(2).equals("=") || !form.group(3).isBlank());
        return of(form.group(1), given ? form.group(3) : null);
    }

    /**
     * An option.
     *
     * @throws BadValueException
     *             when it cannot be given
     */
    static ToolOption of(String name, @Nullable String value) {
        ReservedOptions.check(name);
        ToolOption option = new ToolOption(name, value == null ? null : new Secret(value));
        boolean password = option.password().isPresent();
        if (value != null && value.chars().anyMatch(c -> Character.isISOControl(c) && (password || !isLayout(c)))) {
            throw ReservedOptions.refused("controlInOption", name);
        }
        return option;
    }

    private static boolean isLayout(int c) {
        return c == '\n' || c == '\t';
    }

    /** A name without its marks. */
    static String bare(String name) {
        return name.replaceFirst("^-{1,2}", "");
    }

    /** As it is read. */
    public String text() {
        Secret given = value;
        return String.join(" ", words(given == null ? null : given.reveal()));
    }

    /** As it is read, for people, without secrets. */
    public String shown() {
        return hide(text());
    }

    /**
     * The words for virt-v2v's command line with this option and some value: one word where that is possible, so that
     * no value can be taken for an option.
     *
     * @param other
     *            the value; null: none
     */
    public List<String> words(@Nullable String other) {
        if (other == null) {
            return List.of(name);
        }
        return SHORT.matcher(name).matches() ? List.of(name, other) : List.of(name + "=" + other);
    }

    /** The password in the value, which virt-v2v can read from a file as well: {@code file:NAME}. */
    public Optional<Password> password() {
        Secret given = value;
        return given == null ? Optional.empty() : password(bare(name), given.reveal());
    }

    private static Optional<Password> password(String bareName, String value) {
        Pattern pattern = PASSWORDS.get(bareName);
        return pattern == null ? Optional.empty()
                : Optional.of(pattern.matcher(value)).filter(Matcher::matches)
                        .map(found -> new Password(found.group(1), new Secret(found.group(2))));
    }

    /** Whether there is a secret in a text that was given as an option, right or wrong. */
    static boolean hasSecret(String text) {
        return !hide(text).equals(text);
    }

    /** Whether others than the user must not see such a text. */
    static boolean isHidden(String text) {
        Matcher form = FORM.matcher(text);
        return hasSecret(text) || !form.matches() || TEXTS.contains(bare(form.group(1)));
    }

    /** Such a text without its secrets, as far as they can be told. */
    static String hide(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || form.group(3) == null) {
            return SecretText.hide(text);
        }
        return form.group(1) + form.group(2) + hide(bare(form.group(1)), form.group(3));
    }

    private static String hide(String bareName, String value) {
        if (value.isEmpty()) {
            return value;
        }
        if (PASSWORDS.containsKey(bareName)) {
            return password(bareName, value).map(found -> found.before() + "password:" + Secret.HIDDEN)
                    .orElseGet(() -> NO_PASSWORD.matcher(value).matches() ? value : Secret.HIDDEN);
        }
        boolean secret = bareName.equals(KEY) || SecretName.is(bareName) && !bareName.equals(NO_SECRET);
        return secret ? Secret.HIDDEN : SecretText.hide(value);
    }
}
