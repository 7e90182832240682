package org.virtp2v.targets.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Choice;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.settings.UrlPassword;
import org.virtp2v.core.text.Messages;

/**
 * How OpenStack's programs log in. They take it from environment variables {@code OS_*}, which only they and root can
 * see; arguments everybody on the server could.
 */
final class OpenStackLogin {
    static final String AUTH_URL = "auth-url";
    static final String CLOUD = "cloud";
    private static final Messages TEXT = Messages.beside(OpenStackLogin.class);
    private static final String LOGIN = "login";
    private static final String BY_SERVER = "server";
    private static final String BY_PASSWORD = "password";
    private static final String CA_CERTIFICATE = "cacert";
    private static final String DOMAIN = "Default";
    private static final Map<String, String> VARIABLES = Map.of(AUTH_URL, "OS_AUTH_URL", "username", "OS_USERNAME",
            BY_PASSWORD, "OS_PASSWORD", "project", "OS_PROJECT_NAME", "user-domain", "OS_USER_DOMAIN_NAME",
            "project-domain", "OS_PROJECT_DOMAIN_NAME", "region", "OS_REGION_NAME", CA_CERTIFICATE, "OS_CACERT", CLOUD,
            "OS_CLOUD");

    private OpenStackLogin() {
    }

    /** The fields of a program that knows no {@code clouds.yaml}. */
    static List<TargetField> fields() {
        return Stream.concat(Stream.of(choice(choice(BY_SERVER), choice(BY_PASSWORD))),
                byPassword(Fields.of(Kind.TEXT, AUTH_URL))).toList();
    }

    /** The fields of a program that knows {@code clouds.yaml}, too. */
    static List<TargetField> fieldsWithClouds(TargetField authUrl) {
        return Stream.concat(Stream.of(choice(choice(BY_SERVER), choice(CLOUD), choice(BY_PASSWORD)),
                Fields.of(Kind.TEXT, CLOUD).needed().when(LOGIN, CLOUD)), byPassword(authUrl)).toList();
    }

    private static TargetField choice(Choice... choices) {
        return Fields.of(Kind.CHOICE, LOGIN).withChoices(choices).withDefault(BY_SERVER).needed();
    }

    private static Choice choice(String value) {
        return new Choice(value, TEXT.get("login." + value));
    }

    private static Stream<TargetField> byPassword(TargetField authUrl) {
        return Stream.of(authUrl.needed(), Fields.of(Kind.TEXT, "username").needed(),
                Fields.of(Kind.SECRET, BY_PASSWORD).needed(), Fields.of(Kind.TEXT, "project").needed(),
                Fields.of(Kind.TEXT, "user-domain").withDefault(DOMAIN).needed(),
                Fields.of(Kind.TEXT, "project-domain").withDefault(DOMAIN).needed(), Fields.of(Kind.TEXT, "region"),
                Fields.of(Kind.PATH, CA_CERTIFICATE)).map(field -> field.when(LOGIN, BY_PASSWORD));
    }

    static List<TargetProblem> check(TargetInput input) {
        String url = input.text(AUTH_URL);
        return url.isEmpty() || url.matches("https?://[^/@]+(/.*)?") ? List.of()
                : List.of(new TargetProblem(AUTH_URL, TEXT.get("auth-url.bad", UrlPassword.hide(url))));
    }

    /** The filled-in values, for virt-v2v and the programs that it runs. */
    static Map<String, Secret> environment(TargetInput input) {
        Map<String, Secret> environment = new LinkedHashMap<>();
        VARIABLES.forEach((key, variable) -> {
            if (input.has(key)) {
                environment.put(variable, input.secret(key));
            }
        });
        if (input.has(BY_PASSWORD)) {
            environment.put("OS_IDENTITY_API_VERSION", new Secret("3"));
        }
        return environment;
    }

    static boolean isByPassword(TargetInput input) {
        return BY_PASSWORD.equals(input.text(LOGIN));
    }

    static List<TargetFinding> inspect(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        List<TargetFinding> findings = new ArrayList<>();
        TargetQuestions.unreadable(CA_CERTIFICATE, input, server).ifPresent(findings::add);
        Map<String, Secret> environment = environment(input);
        if (input.sudo() && !environment.isEmpty()) {
            // Setting a variable needs the same permission as preserving it, so no secret has to be there.
            List<String> command = new ArrayList<>(List.of("sudo", "-n"));
            environment.keySet().stream().sorted().forEach(name -> command.add(name + "=x"));
            command.addAll(List.of("virt-v2v", "--version"));
            ServerQuestions.Answer answer = server.ask(command);
            if (answer.status() != 0) {
                findings.add(TargetFinding.problem(TEXT.get("sudo.environment", TargetQuestions.complaint(answer)),
                        TEXT.get("sudo.environment.advice")));
            }
        }
        return findings;
    }
}
