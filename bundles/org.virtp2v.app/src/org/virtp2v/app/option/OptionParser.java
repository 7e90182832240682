package org.virtp2v.app.option;

import org.apache.commons.cli.AmbiguousOptionException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.virtp2v.core.text.Messages;

/** Parses arguments as getopt_long(3) does, so that a long option may be shortened. */
public final class OptionParser {
    private static final Messages TEXT = Messages.beside(OptionParser.class);

    private OptionParser() {
    }

    /**
     * Parses arguments.
     *
     * @param definitions
     *            the options there are
     * @throws UsageException
     *             when the arguments cannot be understood
     */
    public static CommandLine parse(Options definitions, String... arguments) throws UsageException {
        try {
            return DefaultParser.builder().setAllowPartialMatching(true).setStripLeadingAndTrailingQuotes(false).get()
                    .parse(definitions, arguments);
        } catch (AmbiguousOptionException e) {
            throw new UsageException(
                    TEXT.get("ambiguousOption", e.getOption(), String.join(", ", e.getMatchingOptions())));
        } catch (UnrecognizedOptionException e) {
            throw new UsageException(TEXT.get("unknownOption", e.getOption()));
        } catch (MissingArgumentException e) {
            throw new UsageException(TEXT.get("missingArgument", spelling(e.getOption())));
        } catch (ParseException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static String spelling(Option option) {
        return option.getLongOpt() == null ? "-" + option.getOpt() : "--" + option.getLongOpt();
    }
}
