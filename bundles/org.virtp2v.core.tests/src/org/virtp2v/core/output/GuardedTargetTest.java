package org.virtp2v.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.PlannedTarget;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakeTarget;
import org.virtp2v.core.testing.TestMachines;

/** A plug-in that does each of its methods wrong in turn. */
class GuardedTargetTest {
    private static final ServerQuestions NOBODY = command -> {
        throw new ConnectionException(Reason.LOST, "lost", null);
    };
    private static final List<String> FIXED = List.of("fields", "options");
    private static final List<String> NEEDED = List.of("check", "output", "storage", "files", "tools");
    private static final List<String> OPTIONAL = List.of("inspect", "suggestions", "networks", "summary", "nextSteps");

    /** How a method goes wrong. */
    private enum Way {
        EXCEPTION, ERROR, NULL
    }

    private static TargetDescription wrong(String method, Way way) {
        InvocationHandler handler = (proxy, called, arguments) -> {
            if (!called.getName().equals(method)) {
                return called.isDefault() ? InvocationHandler.invokeDefault(proxy, called, arguments) : List.of();
            }
            switch (way) {
                case EXCEPTION -> throw new IllegalStateException("its fault");
                case ERROR -> throw new NoClassDefFoundError("its fault");
                case NULL -> {
                    return null;
                }
            }
            throw new AssertionError(way);
        };
        return description(() -> (OutputTarget) Proxy.newProxyInstance(GuardedTargetTest.class.getClassLoader(),
                new Class<?>[] { OutputTarget.class }, handler));
    }

    private static TargetDescription description(Supplier<OutputTarget> maker) {
        return new TargetDescription("wrong", "Wrong plug-in", "local", 1, null, maker);
    }

    private static Stream<Arguments> all(List<String> methods) {
        return methods.stream().flatMap(m -> Arrays.stream(Way.values()).map(way -> Arguments.of(m, way)));
    }

    static Stream<Arguments> fixed() {
        return all(FIXED);
    }

    static Stream<Arguments> needed() {
        return all(NEEDED);
    }

    static Stream<Arguments> optional() {
        return all(OPTIONAL);
    }

    private static Planning plan(TargetDescription description) throws Exception {
        Settings settings = Defaults.complete(SettingsReader.read("p2v.server=c p2v.name=g p2v.os=/s").settings(),
                TestMachines.server(), List.of(), () -> "x");
        return Planner.plan(settings, TestMachines.server(), NbdServer.DEFAULT_ORDER, path -> 1,
                () -> List.of(description));
    }

    private static void refuses(TargetDescription description, String fault) throws Exception {
        assertThat(plan(description)).isInstanceOfSatisfying(Planning.Refused.class,
                refused -> assertThat(refused.problems()).singleElement().satisfies(problem -> {
                    assertThat(problem).extracting(PlanProblem::field, PlanProblem::targetField)
                            .containsExactly(Key.TARGET, null);
                    assertThat(problem.message()).contains("Wrong plug-in", fault);
                }));
    }

    private static String fault(Way way) {
        return way == Way.NULL ? "NullPointerException" : "its fault";
    }

    @Test
    void testsEveryMethodOfATarget() {
        assertThat(Arrays.stream(OutputTarget.class.getMethods()).map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(Stream.of(FIXED, NEEDED, OPTIONAL).flatMap(List::stream).toList());
    }

    @ParameterizedTest
    @MethodSource("fixed")
    void refusesATargetThatDoesNotTellItsFields(String method, Way way) throws Exception {
        TargetDescription description = wrong(method, way);
        assertThat(description.fault()).contains("Wrong plug-in", fault(way));
        assertThat(description.target().fields()).isEmpty();
        refuses(description, fault(way));
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TargetSettings.resolve(Settings.NONE, () -> List.of(description)))
                .withMessageContainingAll("Wrong plug-in", fault(way));
    }

    @Test
    void refusesATargetThatIsNotMade() throws Exception {
        refuses(description(() -> {
            throw new IllegalStateException("no class");
        }), "no class");
    }

    @Test
    void refusesATargetWithADefaultThatVirtV2vDoesNotKnow() throws Exception {
        refuses(description(() -> () -> List.of(TargetField.of(TargetField.Kind.TEXT, "room", "Room")
                .option(VirtV2vOption.ALLOCATION).withDefault("nonsense"))), "nonsense");
    }

    @ParameterizedTest
    @MethodSource("needed")
    void refusesAConversionThatDependsOnTheFault(String method, Way way) throws Exception {
        assertThat(wrong(method, way).fault()).isNull();
        refuses(wrong(method, way), fault(way));
    }

    @ParameterizedTest
    @MethodSource("optional")
    void goesOnWhereNothingDependsOnTheFault(String method, Way way) throws Exception {
        PlannedTarget planned = ((Planning.Ready) plan(wrong(method, way))).plan().target();
        OutputTarget target = planned.target();
        assertThat(target.summary(planned.input())).isEmpty();
        assertThat(target.networks(planned.input(), NOBODY)).isEmpty();
        assertThat(target.suggestions("x", planned.input(), NOBODY)).isEmpty();
        List<TargetFinding> findings = target.inspect(planned.input(), NOBODY);
        if (method.equals("inspect")) {
            assertThat(findings).singleElement().satisfies(finding -> {
                assertThat(finding.problem()).isFalse();
                assertThat(finding.seen()).contains("Wrong plug-in", fault(way));
                assertThat(finding.advice()).isNotEmpty();
            });
        } else {
            assertThat(findings).isEmpty();
        }
    }

    @Test
    void makesATargetOnce() {
        TargetDescription description = description(FakeTarget::new);
        assertThat(description.target()).isSameAs(description.target());
    }

    @Test
    void tellsThatTheConnectionIsLost() throws Exception {
        PlannedTarget planned = ((Planning.Ready) plan(wrong("none", Way.NULL))).plan().target();
        OutputTarget target = description(() -> new OutputTarget() {
            @Override
            public List<TargetField> fields() {
                return List.of();
            }

            @Override
            public List<String> networks(TargetInput input, ServerQuestions server)
                    throws ConnectionException, ServerException, InterruptedException {
                return server.ask(List.of("virsh")).lines();
            }
        }).target();
        assertThatThrownBy(() -> target.networks(planned.input(), NOBODY)).isInstanceOf(ConnectionException.class);
    }

    /** {@code p2v.oa} has a few values only; a field may be another name of it. */
    @ParameterizedTest
    @CsvSource({ "sparse,true", "nonsense,false" })
    void takesForAFieldOnlyWhatItsOptionTakes(String value, boolean taken) throws Exception {
        var targets = (Targets) () -> List.of(description(() -> () -> List
                .of(TargetField.of(TargetField.Kind.TEXT, "room", "Room").option(VirtV2vOption.ALLOCATION))));
        Settings settings = SettingsReader.read("p2v.target.room=" + value).settings();
        if (taken) {
            assertThat(VirtV2vOption.ALLOCATION.read(TargetSettings.resolve(settings, targets).output()))
                    .isEqualTo(value);
        } else {
            assertThatExceptionOfType(SettingsException.class)
                    .isThrownBy(() -> TargetSettings.resolve(settings, targets))
                    .withMessageContainingAll("p2v.target.room", "-oa");
        }
    }
}
