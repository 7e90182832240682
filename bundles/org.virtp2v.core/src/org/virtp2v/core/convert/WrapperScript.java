package org.virtp2v.core.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.settings.Settings;

/**
 * Writes {@code virt-v2v-wrapper.sh}, the script that runs virt-v2v on the conversion server. This is the one place
 * where values are quoted for the shell. The script writes {@code environment}, {@code v2v-version}, {@code status}
 * (99 until virt-v2v has ended, then its exit code) and the log beside itself, prints virt-v2v's standard output, removes
 * keys and other secrets, puts the output target's scripts beside the guest's disks, and ends with virt-v2v's exit code. With the argument {@code discard} it removes instead
 * what a stopped run left of its output, and prints {@code left FILE} for what it could not remove, then {@code done}; or
 * {@code complete} when there is nothing to remove because virt-v2v had finished.
 */
final class WrapperScript {
    /** Its name in the remote directory. */
    static final String FILE_NAME = "virt-v2v-wrapper.sh";

    private static final String SCRIPT = """
            #!/bin/bash -
            # Written by virt-p2v %1$s. It is kept for interest only: do not run it again.
            log=virt-v2v-conversion-log.txt
            output=(%6$s)
            %9$s
            # After a run that was stopped: removes the output files that were not there before it.
            if [ "$1" = discard ]; then
              case $(cat status) in
                0) echo complete; exit ;;
                '') echo 'done'; exit ;; # it had not begun
              esac
            %11$s  for file in "${output[@]}"; do
                { [ -e "$file" ] || [ -L "$file" ]; } && ! grep -qxFe "$file" output-before || continue
                rm -f -- "$file" 2>/dev/null || %7$s || printf 'left %%s\n' "$file"
              done
            %12$s  echo 'done'
              exit
            fi
            %10$sbefore=()
            for file in "${output[@]}"; do
              if [ -e "$file" ] || [ -L "$file" ]; then before+=("$file"); fi
            done
            printf '%%s\n' "${before[@]}" > output-before || exit
            %8$secho 99 > status

            # An interrupt is for virt-v2v; this script (and the subshell below) stays to record how it ended.
            trap : INT

            printenv > environment
            %2$s --version > v2v-version </dev/null

            # The standard output goes to virt-p2v and to the log, the standard error (debugging) to the log only.
            v2v ()
            {
            %13$s%3$s
            }
            { trap : INT; v2v </dev/null 2>>"$log"; echo $? > status; } | tee -i -a "$log"
            rc=$(<status)

            if [ "$rc" != 0 ]; then
              printf '\\n\\n%4$s*** virt-v2v command failed ***\\n\\n'
              printf 'The full log is available on the conversion server in:\\n    %%s/%%s\\n' "$PWD" "$log"
              printf 'Only the last 50 lines are shown below.\\n%5$s\\n\\n'
              tail -n 50 "$log"
            fi
            %14$s            exit "$rc"
            """;

    private static final String SCRIPTS = """
            if [ "$rc" = 0 ]; then
              place=%1$s
              for script in %2$s; do
                if [ "$place" -ef . ] || install -m 755 -- "$script" "$place/$script" 2>/dev/null%3$s; then
                  printf 'What to do next is in the script %%s/%%s\\n' "${place%%/}" "$script"
                else
                  printf 'What to do next is in the script %%s/%%s\\n' "$PWD" "$script"
                fi
              done
            fi
            """;

    private WrapperScript() {
    }

    /**
     * The script.
     *
     * @param plan
     *            what is converted
     * @param colours
     *            whether virt-v2v knows {@code --colours}
     * @param version
     *            version of this program
     */
    static String of(ConversionPlan plan, boolean colours, String version) {
        List<String> variables = TargetFiles.variables(plan);
        List<String> command = new ArrayList<>(program(plan, variables));
        command.addAll(arguments(plan, colours));
        // To ask whether it may makes sudo tell nobody when it may not.
        String remove = plan.login().sudo()
                ? "{ sudo -n -l rm -f -- \"$file\" && sudo -n rm -f -- \"$file\"; } &>/dev/null"
                : "false";
        PoolScript pool = PoolScript.of(plan);
        return SCRIPT.formatted(version, quoted(program(plan, List.of())), "  " + quoted(command), colours ? "\\033[1;31m" : "",
                colours ? "\\033[0m" : "", quoted(OutputFiles.of(plan)), remove, removal(Conversion.secrets(plan)),
                pool.definitions(), pool.beforeRun(), pool.beforeDiscard(), pool.afterDiscard(),
                variables.isEmpty() ? "" : "  . ./" + TargetFiles.ENVIRONMENT + " || exit\n", scripts(plan));
    }

    /** bash runs it also when a signal ends the script. */
    private static String removal(List<RemoteFile> keys) {
        List<String> names = keys.stream().map(RemoteFile::name).toList();
        return names.isEmpty() ? "" : "trap " + quote("rm -f -- " + quoted(names)) + " EXIT\n";
    }

    /** Sudo passes on only the environment that it is told to. */
    private static List<String> program(ConversionPlan plan, List<String> variables) {
        if (!plan.login().sudo()) {
            return List.of("virt-v2v");
        }
        return variables.isEmpty() ? List.of("sudo", "-n", "virt-v2v")
                : List.of("sudo", "-n", "--preserve-env=" + String.join(",", variables), "virt-v2v");
    }

    /** Puts the target's scripts beside the guest's disks; where that is not known they stay where they are. */
    private static String scripts(ConversionPlan plan) {
        List<String> scripts = TargetFiles.scripts(plan);
        if (scripts.isEmpty()) {
            return "";
        }
        String storage = plan.output().storage();
        String directory = storage != null && storage.startsWith("/") ? quote(storage) : "\"$PWD\"";
        String asRoot = plan.login().sudo()
                ? " ||\n      { sudo -n -l install -m 755 -- \"$script\" \"$place/$script\" &&"
                        + " sudo -n install -m 755 -- \"$script\" \"$place/$script\"; } &>/dev/null"
                : "";
        return SCRIPTS.formatted(directory, quoted(scripts), asRoot);
    }

    private static List<String> arguments(ConversionPlan plan, boolean colours) {
        Settings.Output output = plan.output();
        List<String> arguments = new ArrayList<>(List.of("-v", "-x"));
        if (colours) {
            arguments.add("--colours");
        }
        arguments.addAll(List.of("-i", "libvirtxml", "-o", output.type()));
        if (output.allocation() != Settings.Allocation.NONE) {
            arguments.addAll(List.of("-oa", output.allocation().name().toLowerCase(Locale.ROOT)));
        }
        add(arguments, "-oc", output.connection());
        add(arguments, "-of", output.format());
        add(arguments, "-os", output.storage());
        KeyFiles.options(plan).forEach(key -> arguments.addAll(List.of("--key", key)));
        output.misc().forEach(misc -> arguments.addAll(List.of("-oo", misc)));
        arguments.addAll(plan.target().output().arguments());
        arguments.addAll(List.of("--root", "first", "physical.xml"));
        return arguments;
    }

    private static void add(List<String> arguments, String option, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            arguments.add(option);
            arguments.add(value);
        }
    }

    private static String quoted(List<String> words) {
        return words.stream().map(WrapperScript::quote).collect(Collectors.joining(" "));
    }

    /** One word of a bash command line that means exactly that text. */
    static String quote(String text) {
        if (!text.isEmpty() && text.chars().allMatch(WrapperScript::isPlain)) {
            return text;
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_./:=+,@%".indexOf(c) >= 0;
    }
}
