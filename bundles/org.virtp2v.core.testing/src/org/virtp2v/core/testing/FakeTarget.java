package org.virtp2v.core.testing;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Choice;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetFile;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetOutput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerQuestions;

/** A target with a field of every kind, for tests. It refuses the word {@code bad}, and looks for the program look. */
public final class FakeTarget implements OutputTarget {
    /** This target alone. Its id is not its mode. */
    public static final Targets TARGETS = () -> List
            .of(new TargetDescription("fake", "Fake", "local", 10, null, FakeTarget::new));

    @Override
    public List<TargetField> fields() {
        return List.of(
                TargetField.of(Kind.PATH, "dir", "Dir").option(VirtV2vOption.STORAGE).withDefault("/srv").needed(),
                TargetField.of(Kind.TEXT, "word", "Word"), TargetField.of(Kind.SECRET, "secret", "Secret"),
                TargetField.of(Kind.FLAG, "small", "Small").option(VirtV2vOption.misc("compressed")),
                TargetField.of(Kind.FLAG, "checked", "Checked").option(VirtV2vOption.misc("check")).withDefault("true"),
                TargetField.of(Kind.LIST, "ids", "Ids").option(VirtV2vOption.misc("id")),
                TargetField.of(Kind.CHOICE, "how", "How").withChoices(new Choice("a", "A"), new Choice("b", "B"))
                        .withDefault("a"),
                TargetField.of(Kind.TEXT, "only-b", "Only B").needed().when("how", "b"),
                TargetField.of(Kind.TEXT, "b-url", "URL for B").option(VirtV2vOption.misc("b-url")).when("how", "b"));
    }

    @Override
    public Set<VirtV2vOption> options() {
        return Set.of(VirtV2vOption.FORMAT, VirtV2vOption.MISC);
    }

    @Override
    public List<TargetProblem> check(TargetInput input) {
        return "bad".equals(input.text("word"))
                ? List.of(new TargetProblem("word", "bad word"), new TargetProblem(VirtV2vOption.FORMAT, "bad format"))
                : List.of();
    }

    @Override
    public TargetOutput output(TargetInput input) {
        return input.has("secret")
                ? new TargetOutput(List.of("--extra", input.text("word")),
                        Map.of("FAKE_SECRET", input.secret("secret")),
                        List.of(file("secret-file", "secret", input), file("input-file", "word", input),
                                new TargetFile("next.sh", new Secret("#!/bin/sh\n"), TargetFile.Use.SCRIPT)))
                : TargetOutput.NONE;
    }

    private static TargetFile file(String name, String key, TargetInput input) {
        return new TargetFile(name, input.secret(key),
                key.equals("secret") ? TargetFile.Use.SECRET : TargetFile.Use.INPUT);
    }

    @Override
    public List<TargetFinding> inspect(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        if ("fault".equals(input.text("word"))) {
            throw new NullPointerException("not thought of");
        }
        return input.has("word") && server.ask(List.of("look", input.text("word"))).status() != 0
                ? List.of(TargetFinding.problem("nothing to look with", "Install look."))
                : List.of();
    }
}
