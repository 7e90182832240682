package org.virtp2v.ssh.internal.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;

/** A person who knows the server, and answers its questions in turn; gives up when no answer is left. */
final class ScriptedDialog implements ServerDialog {
    private final List<Question> questions = new ArrayList<>();
    /** The answers that are left. */
    final Deque<String> answers = new ArrayDeque<>();

    private record Question(String name, String instruction, Prompt prompt) {
        private String text() {
            return prompt.text().strip();
        }

        private String whole() {
            return name + "|" + instruction + "| " + prompt.echo() + " " + text();
        }
    }

    /** The words of each question. */
    List<String> asked() {
        return questions.stream().map(Question::text).toList();
    }

    /** Each question with its name, its instruction, and whether the answer may be seen. */
    List<String> askedWhole() {
        return questions.stream().map(Question::whole).toList();
    }

    /** Forgets the questions. */
    void forget() {
        questions.clear();
    }

    @Override
    public void accepted(HostKey key) {
        throw new AssertionError("it is known");
    }

    @Override
    public @Nullable List<Secret> answers(String name, String instruction, List<Prompt> prompts) {
        prompts.forEach(prompt -> questions.add(new Question(name, instruction, prompt)));
        return answers.isEmpty() ? null : List.of(new Secret(answers.remove()));
    }
}
