package org.virtp2v.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetField;

/** What is made of contributions, right and wrong. */
class InstalledTargetsTest {
    private static final String GOOD = "<target id='good' name='Good' mode='local' order='10' class='"
            + Good.class.getName() + "'/>";
    private final List<String> warnings = new ArrayList<>();
    private final Logger logger = Logger.getLogger(InstalledTargets.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            warnings.add(entry.getMessage());
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    /** A target that works. */
    public static final class Good implements OutputTarget {
        @Override
        public List<TargetField> fields() {
            return List.of();
        }
    }

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private static InstalledTargets installed(String... targets) throws Exception {
        return InstalledTargets.of(Registries.of(null, "<plugin>" + Registries.POINT + "</plugin>",
                List.of(targets).stream().map(target -> "<plugin><extension point='" + InstalledTargets.POINT + "'>"
                        + target + "</extension></plugin>").toArray(String[]::new)));
    }

    @Test
    void findsWhatOtherPlugInsContributeInOrder() throws Exception {
        var targets = installed(GOOD.replace("good", "third").replace("order='10'", ""),
                GOOD.replace("good", "second").replace("'10'", "'20'"), GOOD);
        assertThat(targets.all()).extracting(TargetDescription::id).containsExactly("good", "second", "third");
        assertThat(targets.ofMode("disk").id()).isEqualTo("good");
        assertThat(targets.all().getFirst().target()).isInstanceOf(Good.class)
                .isSameAs(targets.all().getFirst().target());
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "id", "name", "mode", "class" })
    void leavesOutATargetThatIsIncompleteAndSaysWhoseAndWhy(String attribute) throws Exception {
        var targets = installed(GOOD.replaceFirst(" " + attribute + "='[^']*'", ""),
                GOOD.replace("good", "other").replaceFirst(" " + attribute + "='[^']*'", " " + attribute + "=' '"),
                GOOD);
        assertThat(targets.all()).extracting(TargetDescription::id).containsExactly("good");
        assertThat(warnings).hasSize(2).allMatch(warning -> warning.contains(attribute)).first().asString()
                .contains("other0");
    }

    @Test
    void keepsTheFirstOfTwoWithTheSameId() throws Exception {
        var targets = installed(GOOD, GOOD.replace("Good", "Twin"));
        assertThat(targets.all()).hasSize(1);
        assertThat(warnings).singleElement().asString().contains("good").containsPattern("other[01]");
    }

    @Test
    void putsATargetLastWhoseOrderIsNoNumber() throws Exception {
        var targets = installed(GOOD.replace("good", "odd").replace("'10'", "'first'"), GOOD);
        assertThat(targets.all()).extracting(TargetDescription::id).containsExactly("good", "odd");
        assertThat(warnings).singleElement().asString().contains("first", "other0");
    }

    @ParameterizedTest
    @ValueSource(strings = { "no.such.Type", "java.lang.Object", "java.lang.Integer" })
    void saysWhichClassCannotBeUsedOnlyWhenItIsNeeded(String type) throws Exception {
        var target = installed(GOOD.replaceFirst("class='[^']*'", "class='" + type + "'")).all().getFirst();
        assertThat(warnings).isEmpty();
        assertThatIllegalStateException().isThrownBy(target::target).withMessageContainingAll(type, "other0");
    }
}
