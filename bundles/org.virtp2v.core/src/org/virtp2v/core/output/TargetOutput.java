package org.virtp2v.core.output;

import java.util.List;
import java.util.Map;

import org.virtp2v.core.server.Secret;

/**
 * The additions of a target to virt-v2v's options that its fields stand for.
 *
 * @param arguments
 *            further arguments of virt-v2v. Everybody on the conversion server can see them: no secrets
 * @param environment
 *            environment variables of virt-v2v, secrets among them
 * @param files
 *            files for virt-v2v or the user
 */
public record TargetOutput(List<String> arguments, Map<String, Secret> environment, List<TargetFile> files) {
    /** Nothing to add. */
    public static final TargetOutput NONE = new TargetOutput(List.of(), Map.of(), List.of());

    public TargetOutput {
        arguments = List.copyOf(arguments);
        environment.keySet().stream().filter(name -> !name.matches("[A-Za-z_][A-Za-z0-9_]*")).forEach(name -> {
            throw new IllegalArgumentException("not the name of an environment variable: " + name);
        });
        environment = Map.copyOf(environment);
        files = List.copyOf(files);
    }

    /** The files of one use. */
    public List<TargetFile> files(TargetFile.Use use) {
        return files.stream().filter(f -> f.use() == use).toList();
    }
}
