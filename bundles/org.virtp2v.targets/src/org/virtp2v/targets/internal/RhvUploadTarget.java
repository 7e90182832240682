package org.virtp2v.targets.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetFile;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetOutput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.settings.UrlPassword;
import org.virtp2v.core.text.Messages;

/**
 * A guest of oVirt, uploaded through its engine; virt-v2v-output-rhv(1). Newer versions of virt-v2v call its options
 * {@code ovirt-*}; the older names, which the fields stand for, are known to all.
 */
public final class RhvUploadTarget implements OutputTarget {
    static final String PASSWORD_FILE = "rhv-password";
    private static final Messages TEXT = Messages.beside(RhvUploadTarget.class);
    private static final String ENGINE = "engine";
    private static final String DOMAIN = "storage-domain";
    private static final String PASSWORD = "engine-password";
    private static final String FILE_ON_SERVER = "engine-password-file";
    private static final String CA_FILE = "cafile";
    private static final String CLUSTER = "cluster";
    private static final String DISK_IDS = "disk-uuids";
    private static final String NIL = "00000000-0000-0000-0000-000000000000";
    private static final List<String> NAMES = List.of("cafile", "cluster", "direct", "proxy", "verifypeer",
            "disk-uuid");

    @Override
    public List<TargetField> fields() {
        return List.of(Fields.of(Kind.TEXT, ENGINE).option(VirtV2vOption.CONNECTION).needed(),
                Fields.of(Kind.SECRET, PASSWORD), Fields.of(Kind.PATH, FILE_ON_SERVER),
                Fields.of(Kind.TEXT, DOMAIN).option(VirtV2vOption.STORAGE).needed(),
                Fields.of(Kind.TEXT, CLUSTER).option(VirtV2vOption.misc("rhv-cluster")),
                Fields.of(Kind.FLAG, "verifypeer").option(VirtV2vOption.misc("rhv-verifypeer")),
                Fields.of(Kind.PATH, CA_FILE).option(VirtV2vOption.misc("rhv-cafile")),
                Fields.of(Kind.FLAG, "proxy").option(VirtV2vOption.misc("rhv-proxy")),
                Fields.of(Kind.LIST, DISK_IDS).option(VirtV2vOption.misc("rhv-disk-uuid")));
    }

    @Override
    public List<TargetProblem> check(TargetInput input) {
        List<TargetProblem> problems = new ArrayList<>(Fields.checkFormat(input));
        checkEngine(input.text(ENGINE), problems);
        if (input.has(PASSWORD) == input.has(FILE_ON_SERVER)) {
            problems.add(new TargetProblem(PASSWORD,
                    TEXT.get(input.has(PASSWORD) ? "engine.twoPasswords" : "engine.noPassword")));
        }
        once(CA_FILE, CA_FILE, input, problems);
        once(CLUSTER, CLUSTER, input, problems);
        checkDiskIds(input, problems);
        problems.addAll(RhvTarget.checkDisks(DOMAIN, input));
        return problems;
    }

    private static void checkEngine(String engine, List<TargetProblem> problems) {
        URI url = url(engine);
        if (url == null || url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
            problems.add(new TargetProblem(ENGINE, TEXT.get("engine.bad", UrlPassword.hide(engine))));
        } else if (UrlPassword.isIn(engine)) {
            // Everybody on the server sees it, and virt-v2v does not use it.
            problems.add(new TargetProblem(ENGINE, TEXT.get("engine.passwordInside")));
        }
    }

    private static @Nullable URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static void once(String key, String option, TargetInput input, List<TargetProblem> problems) {
        if (values(option, input).size() > 1) {
            problems.add(new TargetProblem(key, TEXT.get("engine.twice", option)));
        }
    }

    private static void checkDiskIds(TargetInput input, List<TargetProblem> problems) {
        List<String> ids = values("disk-uuid", input);
        int disks = input.guest().disks().size();
        ids.stream().filter(id -> NIL.equals(id) || !id.matches("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}"))
                .forEach(id -> problems.add(new TargetProblem(DISK_IDS, TEXT.get("diskIds.bad", id))));
        if (!ids.isEmpty() && ids.size() != disks) {
            problems.add(new TargetProblem(DISK_IDS,
                    TEXT.get("diskIds.count", String.valueOf(ids.size()), String.valueOf(disks))));
        }
    }

    /** The values of an option by both of its names. */
    private static List<String> values(String option, TargetInput input) {
        return input.output().misc().stream().filter(m -> m.matches("(rhv|ovirt)-" + option + "(=.*)?"))
                .map(m -> m.substring(m.indexOf('=') + 1)).toList();
    }

    @Override
    public TargetOutput output(TargetInput input) {
        return input.has(PASSWORD)
                ? new TargetOutput(List.of("-op", PASSWORD_FILE), Map.of(),
                        List.of(new TargetFile(PASSWORD_FILE, input.secret(PASSWORD), TargetFile.Use.SECRET)))
                : new TargetOutput(List.of("-op", input.text(FILE_ON_SERVER)), Map.of(), List.of());
    }

    @Override
    public List<TargetFinding> inspect(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        List<TargetFinding> findings = new ArrayList<>(TargetQuestions.unknownOptions(input, server,
                NAMES.stream().map("rhv-"::concat).toList()));
        TargetQuestions.unreadable(CA_FILE, input, server).ifPresent(findings::add);
        TargetQuestions.unreadable(FILE_ON_SERVER, input, server).ifPresent(findings::add);
        missing(server.ask(List.of("python3", "-c", "import ovirtsdk4")), "ovirtsdk4", findings);
        missing(server.ask(List.of("nbdkit", "--dump-plugin", "python")), "nbdkit-python", findings);
        return findings;
    }

    /** That there is no python3 or nbdkit at all, another check says. */
    private static void missing(ServerQuestions.Answer answer, String what, List<TargetFinding> findings) {
        if (answer.status() != 0 && answer.status() != TargetQuestions.NO_SUCH_PROGRAM) {
            findings.add(
                    TargetQuestions.bad(answer, TEXT.get("engine.missing", what), TEXT.get("engine.missing." + what)));
        }
    }

    @Override
    public String summary(TargetInput input) {
        URI url = url(input.text(ENGINE));
        String host = url == null || url.getHost() == null ? input.text(ENGINE) : url.getHost();
        return TEXT.get("engine.summary", host, input.text(DOMAIN));
    }

    @Override
    public List<NextStep> nextSteps(TargetInput input) {
        return List.of(NextStep.of(TEXT.get("engine.next", input.guest().name())));
    }
}
