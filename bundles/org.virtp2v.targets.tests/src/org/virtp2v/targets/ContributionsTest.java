package org.virtp2v.targets;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.virtp2v.targets.internal.BuiltInTargets;

/** What is made of contributions, right and wrong. */
class ContributionsTest {
    private static final String GOOD = "<target id='good' name='Good' mode='local' order='10' class='"
            + Good.class.getName() + "'/>";
    private final List<String> warnings = new ArrayList<>();
    private final Logger logger = Logger.getLogger(Contributions.class.getName());
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
        static final TargetField FIELD = TargetField.of(TargetField.Kind.TEXT, "good", "Good");

        @Override
        public List<TargetField> fields() {
            return List.of(FIELD);
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
        return new InstalledTargets(new Contributions(Registries.of("<plugin>" + Registries.POINT + "</plugin>",
                List.of(targets).stream().map(target -> "<plugin><extension point='" + Contributions.POINT + "'>"
                        + target + "</extension></plugin>").toArray(String[]::new))));
    }

    /** Without those that come with the program. */
    private static List<TargetDescription> contributed(InstalledTargets installed) {
        List<String> own = BuiltInTargets.all().stream().map(TargetDescription::id).toList();
        return installed.all().stream().filter(target -> !own.contains(target.id())).toList();
    }

    private static List<TargetDescription> contributed(String... targets) throws Exception {
        return contributed(installed(targets));
    }

    @Test
    void findsWhatOtherPlugInsContributeInOrder() throws Exception {
        var targets = installed(GOOD.replace("good", "third").replace("order='10'", ""),
                GOOD.replace("good", "second").replace("'10'", "'20'"), GOOD);
        assertThat(contributed(targets)).extracting(TargetDescription::id).containsExactly("good", "second", "third");
        assertThat(targets.ofMode("disk").id()).isEqualTo("good");
        assertThat(contributed(targets).getFirst().target().fields()).containsExactly(Good.FIELD);
        assertThat(contributed(targets).getFirst().fault()).isNull();
        assertThat(contributed(targets).getFirst().target()).isSameAs(contributed(targets).getFirst().target());
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "id", "name", "mode", "class" })
    void leavesOutATargetThatIsIncompleteAndSaysWhoseAndWhy(String attribute) throws Exception {
        var targets = installed(GOOD.replaceFirst(" " + attribute + "='[^']*'", ""),
                GOOD.replace("good", "other").replaceFirst(" " + attribute + "='[^']*'", " " + attribute + "=' '"),
                GOOD);
        assertThat(contributed(targets)).extracting(TargetDescription::id).containsExactly("good");
        assertThat(warnings).hasSize(2).allMatch(warning -> warning.contains(attribute)).first().asString()
                .contains("other0");
    }

    @Test
    void keepsTheFirstOfTwoWithTheSameId() throws Exception {
        var targets = installed(GOOD, GOOD.replace("Good", "Twin"));
        assertThat(contributed(targets)).hasSize(1);
        assertThat(warnings).singleElement().asString().contains("good").containsPattern("other[01]");
    }

    @Test
    void keepsTheProgramsOwnTargetWhereAPlugInHasItsName() throws Exception {
        var targets = installed(GOOD.replace("good", "libvirt"));
        assertThat(targets.find("libvirt").orElseThrow().target().fields()).isNotEmpty()
                .doesNotContain(Good.FIELD);
        assertThat(targets.all()).hasSameSizeAs(BuiltInTargets.all());
        assertThat(warnings).singleElement().asString().contains("libvirt", "other0");
    }

    @Test
    void putsATargetLastWhoseOrderIsNoNumber() throws Exception {
        var targets = installed(GOOD.replace("good", "odd").replace("'10'", "'first'"), GOOD);
        assertThat(contributed(targets)).extracting(TargetDescription::id).containsExactly("good", "odd");
        assertThat(warnings).singleElement().asString().contains("first", "other0");
    }

    @ParameterizedTest
    @ValueSource(strings = { "no.such.Type", "java.lang.Object", "java.lang.Integer" })
    void saysWhichClassCannotBeUsedOnlyWhenItIsNeeded(String type) throws Exception {
        var target = contributed(GOOD.replaceFirst("class='[^']*'", "class='" + type + "'")).getFirst();
        assertThat(warnings).isEmpty();
        assertThat(target.fault()).contains(target.name(), type, "other0");
        assertThat(target.target().fields()).isEmpty();
    }
}
