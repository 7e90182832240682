package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.core.server.RemoteFile;

/** What of the programs for the server is copied there. */
class ServerProgramTest {
    /** Of a module; one that has more has more than one job. */
    private static final int LINES = 350;

    static List<ServerProgram> programs() {
        return List.of(ServerProgram.RELAY, ServerProgram.TRIAL, ServerProgram.INSTANT);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void hasEveryModuleOfItsDirectories(ServerProgram program) throws Exception {
        for (String directory : program.modules().stream().map(ServerProgramTest::directory).distinct().toList()) {
            try (Stream<Path> files = Files.list(PythonTests.programs().resolve(directory))) {
                assertThat(program.modules().stream().filter(name -> directory(name).equals(directory)))
                        .containsExactlyInAnyOrderElementsOf(files.map(file -> file.getFileName().toString())
                                .filter(name -> name.endsWith(".py")).map(name -> directory + "/" + name).toList());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void isCopiedAsItIsWithWhatIsRunLast(ServerProgram program) {
        List<RemoteFile> files = program.files(RemoteFile.Kind.NEEDED);
        assertThat(files).extracting(RemoteFile::name).hasSize(program.modules().size() + 1).doesNotHaveDuplicates()
                .endsWith(program.file());
        assertThat(files).allSatisfy(file -> {
            assertThat(file.required()).isTrue();
            String text = new String(file.content(), StandardCharsets.UTF_8);
            assertThat(text).contains("\"\"\"");
            assertThat(text.lines()).as(file.name()).hasSizeLessThanOrEqualTo(LINES);
        });
    }

    private static String directory(String name) {
        return name.substring(0, name.indexOf('/'));
    }
}
