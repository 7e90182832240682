package org.virtp2v.core.settings;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.HostList;
import org.virtp2v.core.server.Secret;

/**
 * The kind of value of a key of the kernel command line: how it is read, how it is written there again, and how it is
 * shown to people.
 *
 * @param <T>
 *            its type in {@link Settings}
 * @param form
 *            the form of values
 * @param expectation
 *            key of the text that names the expected value; empty: every text is a value
 * @param reader
 *            reads a value; an {@link IllegalArgumentException} says that the text is none
 * @param join
 *            the value of two occurrences together; null: the key may be given only once
 * @param choices
 *            of a {@link Form#CHOICE} all words there are
 */
public record Kind<T>(Form form, String expectation, Function<String, T> reader, @Nullable BinaryOperator<T> join,
        List<String> choices) {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,20}");

    static final Kind<String> TEXT = text(Form.PLAIN);
    static final Kind<String> TEXT_OR_EMPTY = text(Form.PLAIN_OR_EMPTY);
    static final Kind<String> HOSTS = of(Form.PLAIN, "expectHost", HostList::normal);
    static final Kind<String> COMMAND = text(Form.COMMAND);
    static final Kind<String> COMMAND_OR_EMPTY = text(Form.COMMAND_OR_EMPTY);
    static final Kind<String> URL = text(Form.URL);
    static final Kind<Secret> SECRET = of(Form.SECRET, "", Secret::new);
    static final Kind<List<Secret>> ENCRYPTION_KEYS = new Kind<>(Form.SECRET, "expectEncryptionKey",
            Kind::encryptionKey, Kind::both, List.of());
    static final Kind<List<ToolOption>> TOOL_OPTIONS = new Kind<>(Form.TOOL_OPTION, "expectToolOption",
            text -> List.of(ToolOption.parse(text)), Kind::both, List.of());
    static final Kind<String> ROOT = of(Form.PLAIN, "expectRoot", Kind::root);
    static final Kind<Boolean> FLAG = of(Form.FLAG, "expectBoolean", Flags::parse);
    static final Kind<List<String>> LIST = of(Form.LIST, "", Kind::elements);
    static final Kind<List<String>> OPTIONS = of(Form.OPTIONS, "", Kind::elements);
    static final Kind<NetworkMap> NETWORK_MAP = of(Form.LIST, "expectNetworkMap",
            text -> NetworkMap.parse(elements(text)));
    static final Kind<Long> SIZE = of(Form.SIZE, "expectSize", ByteSize::parse);
    static final Kind<Long> RATE = of(Form.SIZE, "expectRate", text -> within(1, Long.MAX_VALUE, ByteSize.parse(text)));
    static final Kind<Integer> PORT = number("expectPort", 1, 65535);
    static final Kind<Integer> COUNT = number("expectPositive", 1, Integer.MAX_VALUE);
    static final Kind<Integer> SECONDS = number("expectSeconds", Integer.MIN_VALUE, Integer.MAX_VALUE);
    static final Kind<Duration> DURATION = of(Form.PLAIN, "expectDuration", TimeSpan::parse);
    static final Kind<Connections> CONNECTIONS = of(Form.PLAIN, "expectConnections", Connections::parse);
    static final Kind<Rtc.Basis> CLOCK_BASIS = choice("expectBasis", Rtc.Basis.values());
    static final Kind<FirmwareChoice> FIRMWARE = choice("expectFirmware", FirmwareChoice.values());
    static final Kind<ReadErrorChoice> READ_ERROR = choice("expectReadError", ReadErrorChoice.values());
    static final Kind<ResumeChoice> RESUME = choice("expectResume", ResumeChoice.values());
    static final Kind<List<String>> CONFIG_URL = new Kind<>(Form.URL, "expectConfigUrl", Kind::configUrl, Kind::both,
            List.of());
    static final Kind<Secret> NOTICE_URL = of(Form.SECRET, "expectNoticeUrl", Kind::noticeUrl);
    static final Kind<List<String>> SHA256 = of(Form.LIST, "expectSha256", Kind::sums);
    static final Kind<MissingConfigChoice> MISSING_CONFIG = choice("expectMissingConfig",
            MissingConfigChoice.values());
    static final Kind<OutputSettings.Allocation> ALLOCATION = choice("expectAllocation",
            OutputSettings.Allocation.values());
    static final Kind<HostKeyPolicy> HOST_KEY_POLICY = of(Form.PLAIN, "expectHostKey", HostKeyPolicy::parse);

    /** The form of values. This is also the one place that says which part of them is secret. */
    public enum Form {
        /** Text or a number; empty means that it was not given. */
        PLAIN,
        /** Text, also none. */
        PLAIN_OR_EMPTY,
        /** A command of the user's; what is a secret in it only the user knows, so nobody else sees it. */
        COMMAND,
        /** Such a command, also none. */
        COMMAND_OR_EMPTY,
        /** Words, separated by commas. */
        LIST,
        /** Options of virt-v2v's output mode, separated by commas: {@code -oo}. */
        OPTIONS,
        /** An option of virt-v2v with its value, see {@link ToolOption}. */
        TOOL_OPTION,
        /** Where something is to be had, maybe with a password. */
        URL,
        /** A secret. */
        SECRET,
        /** Yes or no; yes when the key stands alone. */
        FLAG,
        /** A number of bytes, maybe with a unit. */
        SIZE,
        /** One of a few words. */
        CHOICE;

        boolean isNothingWhenEmpty() {
            return switch (this) {
                case PLAIN_OR_EMPTY, COMMAND_OR_EMPTY, LIST, OPTIONS, FLAG -> false;
                case TOOL_OPTION, PLAIN, COMMAND, URL, SECRET, SIZE, CHOICE -> true;
            };
        }

        /** Whether some of a value or element must not be seen. */
        boolean isSecret(String word) {
            return switch (this) {
                case SECRET -> true;
                case URL -> UrlPassword.isIn(word);
                case OPTIONS -> OptionSecret.isIn(word);
                case TOOL_OPTION -> ToolOption.hasSecret(word);
                case COMMAND, COMMAND_OR_EMPTY -> SecretText.isIn(word);
                case PLAIN, PLAIN_OR_EMPTY, LIST, FLAG, SIZE, CHOICE -> false;
            };
        }

        /** A value or element without its secrets. */
        String hide(String word) {
            return switch (this) {
                case SECRET -> Secret.HIDDEN;
                case URL -> UrlPassword.hide(word);
                case OPTIONS -> OptionSecret.hide(word);
                case TOOL_OPTION -> ToolOption.hide(word);
                case COMMAND, COMMAND_OR_EMPTY -> SecretText.hide(word);
                case PLAIN, PLAIN_OR_EMPTY, LIST, FLAG, SIZE, CHOICE -> word;
            };
        }
    }

    /**
     * Whether an empty text means that the key was not given. A key that adds something each time must have a value.
     */
    boolean isNothingWhenEmpty() {
        return join == null && form.isNothingWhenEmpty();
    }

    /**
     * Reads a value.
     *
     * @param text
     *            the text after the equals sign
     * @throws IllegalArgumentException
     *             when it means nothing
     */
    T read(String text) {
        return reader.apply(text);
    }

    /** The value as it is read, secrets included. */
    String write(T value) {
        return String.join(",", words(value));
    }

    /** The value as it is read, one text for each time that the key is given; of a key that may be given again. */
    List<String> occurrences(T value) {
        return words(value);
    }

    /** Whether some of the value must not be seen. */
    boolean isSecret(T value) {
        return words(value).stream().anyMatch(form::isSecret);
    }

    /** The value for people, without secrets. */
    String show(T value) {
        return words(value).stream().map(form::hide).collect(Collectors.joining(" "));
    }

    /** A right or wrong value, as it stands on the kernel command line, without secrets. */
    String mask(String text) {
        return form == Form.OPTIONS ? Arrays.stream(text.split(",")).map(form::hide).collect(Collectors.joining(","))
                : UrlPassword.hide(form.hide(text));
    }

    /** The value as it is written, secrets included; of a list its elements. */
    private static List<String> words(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(element -> words(element).getFirst()).toList();
            case NetworkMap map -> map.entries().stream().map(Object::toString).toList();
            case Secret secret -> List.of(secret.reveal());
            case ToolOption option -> List.of(option.text());
            case HostKeyPolicy policy -> List.of(policy.text());
            case Connections connections -> List.of(connections.text());
            case Duration duration -> List.of(TimeSpan.write(duration));
            case Enum<?> choice -> List.of(word(choice));
            default -> List.of(value.toString());
        };
    }

    /** Whether others than the user must not see this text, which stands on the kernel command line as a value. */
    boolean isHidden(String text) {
        return switch (form) {
            case COMMAND, COMMAND_OR_EMPTY -> true;
            case TOOL_OPTION -> ToolOption.isHidden(text);
            case OPTIONS -> Arrays.stream(text.split(",")).map(String::strip).anyMatch(form::isSecret);
            default -> form.isSecret(text) || UrlPassword.isIn(text);
        };
    }

    private static <T> Kind<T> of(Form form, String expectation, Function<String, T> reader) {
        return new Kind<>(form, expectation, reader, null, List.of());
    }

    private static Kind<String> text(Form form) {
        return of(form, "", text -> text);
    }

    private static Kind<Integer> number(String expectation, int least, int most) {
        return of(Form.PLAIN, expectation, text -> (int) within(least, most, whole(text)));
    }

    /** In the digits of ASCII only: the JDK knows more. */
    private static int whole(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
        return Integer.parseInt(text);
    }

    private static <E extends Enum<E>> Kind<E> choice(String expectation, E[] all) {
        List<String> choices = new ArrayList<>();
        for (E each : all) {
            choices.add(word(each));
        }
        return new Kind<>(Form.CHOICE, expectation, text -> {
            int found = choices.indexOf(text.toLowerCase(Locale.ROOT));
            if (found < 0) {
                throw new IllegalArgumentException(text);
            }
            return all[found];
        }, null, List.copyOf(choices));
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> elements(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(element -> !element.isEmpty()).toList();
    }

    /** {@code SELECTOR:key:KEY}, {@code SELECTOR:file:NAME} or {@code SELECTOR:clevis}, see virt-v2v(1). */
    private static List<Secret> encryptionKey(String text) {
        if (!text.matches("[^:]+:(clevis|(key|file):.+)")) {
            throw new IllegalArgumentException("no key of an encrypted disk");
        }
        return List.of(new Secret(text));
    }

    /** What {@code --root} of virt-v2v(1) takes, but for {@code ask}: there is nobody whom it could ask. */
    private static String root(String text) {
        if (!text.matches("first|single|/dev/[!-~]+")) {
            throw new IllegalArgumentException("no root: " + text);
        }
        return text;
    }

    private static List<String> configUrl(String text) {
        if (text.isBlank() || !ConfigUrl.isValid(text)) {
            throw new IllegalArgumentException("no URL: " + text);
        }
        return List.of(text);
    }

    private static Secret noticeUrl(String text) {
        URI url = URI.create(text);
        if (url.getHost() == null || !text.matches("(?i)https?://.*")) {
            throw new IllegalArgumentException("no URL of a web server");
        }
        return new Secret(text);
    }

    private static List<String> sums(String text) {
        List<String> sums = elements(text.toLowerCase(Locale.ROOT));
        if (sums.isEmpty() || !sums.stream().allMatch(sum -> sum.matches("[0-9a-f]{64}"))) {
            throw new IllegalArgumentException("no SHA-256 sums: " + text);
        }
        return sums;
    }

    private static <E> List<E> both(List<E> before, List<E> more) {
        return Stream.concat(before.stream(), more.stream()).toList();
    }

    private static long within(long least, long most, long number) {
        if (number < least || number > most) {
            throw new NumberFormatException(Long.toString(number));
        }
        return number;
    }
}
