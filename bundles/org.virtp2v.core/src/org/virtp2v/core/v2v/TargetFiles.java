package org.virtp2v.core.v2v;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.virtp2v.core.output.TargetFile;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.text.Bash;

/** The files that the output target needs on the conversion server, and virt-v2v's environment. */
final class TargetFiles {
    /** Sets the environment that the user and the target want for virt-v2v: secrets may be in it. */
    static final String ENVIRONMENT = "target-environment";

    private TargetFiles() {
    }

    /** Those that stay with the logs. */
    static List<RemoteFile> lasting(ConversionPlan plan) {
        return Stream.concat(files(plan, TargetFile.Use.INPUT), files(plan, TargetFile.Use.SCRIPT)).toList();
    }

    /** Those that are removed when virt-v2v has ended. */
    static List<RemoteFile> secret(ConversionPlan plan) {
        Stream<RemoteFile> files = files(plan, TargetFile.Use.SECRET);
        Map<String, Secret> environment = environment(plan);
        if (environment.isEmpty()) {
            return files.toList();
        }
        String exports = environment.entrySet().stream()
                .map(e -> "export " + e.getKey() + "=" + Bash.quote(e.getValue().reveal()) + "\n")
                .collect(Collectors.joining());
        return Stream.concat(files, Stream.of(RemoteFile.needed(ENVIRONMENT, bytes(exports)))).toList();
    }

    /** The names of the scripts for the user. */
    static List<String> scripts(ConversionPlan plan) {
        return plan.target().output().files(TargetFile.Use.SCRIPT).stream().map(TargetFile::name).toList();
    }

    /** The names of the variables in {@link #ENVIRONMENT}; none when there is no such file. */
    static List<String> variables(ConversionPlan plan) {
        return List.copyOf(environment(plan).keySet());
    }

    private static Map<String, Secret> environment(ConversionPlan plan) {
        Map<String, Secret> environment = new TreeMap<>(plan.virtV2v().variables());
        environment.putAll(plan.target().output().environment());
        return environment;
    }

    private static Stream<RemoteFile> files(ConversionPlan plan, TargetFile.Use use) {
        return plan.target().output().files(use).stream().map(TargetFiles::remote);
    }

    private static RemoteFile remote(TargetFile file) {
        byte[] content = bytes(file.content().reveal());
        return file.use() == TargetFile.Use.SCRIPT ? RemoteFile.script(file.name(), content)
                : RemoteFile.needed(file.name(), content);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
