package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.ServerSuggestions;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Choice;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.TargetChoice;
import org.virtp2v.core.testing.FakeTargets;

class OutputModelTest extends OutputModelFixture {
    private static List<String> names(List<TargetForm> forms) {
        return forms.stream().map(form -> form.description().name()).toList();
    }

    /** What is given and means nothing now goes on to virt-v2v, as in text mode, unless it is changed in its field. */
    @Test
    void keepsAGivenOptionWhoseFieldMeansNothing() {
        Targets conditional = () -> List.of(new TargetDescription("c", "Conditional", "qemu", 1, null,
                () -> new OutputTarget() {
                    @Override
                    public List<TargetField> fields() {
                        return List.of(
                                TargetField.of(Kind.CHOICE, "how", "How")
                                        .withChoices(new Choice("a", "A"), new Choice("b", "B"))
                                        .withDefault("a"),
                                TargetField.of(Kind.TEXT, "url", "URL").option(VirtV2vOption.CONNECTION).when("how",
                                        "b"));
                    }
                }));
        OutputModel model = model("p2v.o=qemu p2v.oc=http://given", conditional);
        assertThat(model.settings(SERVER).connection()).isEqualTo("http://given");
        field(model, "how").setValue("b");
        field(model, "url").setValue("http://typed");
        assertThat(model.settings(SERVER).connection()).isEqualTo("http://typed");
        field(model, "how").setValue("a");
        assertThat(model.settings(SERVER).connection()).isNull();
    }

    @Test
    void offersTheUsualTargetsBeforeTheServerIsKnown() {
        assertThat(names(model("", targets).offered(null))).containsExactly("Files on the server", "libvirt guest",
                "Shop", "rhv");
        assertThat(names(model("", Targets.NONE).offered(null))).containsExactly("local", "libvirt", "rhv");
    }

    @Test
    void offersTargetsWhoseModeTheServerHasAndModesWithoutATarget() {
        assertThat(names(model("", targets).offered(SERVER))).containsExactly("Files on the server", "libvirt guest",
                "Shop", "Broken plug-in", "qemu", "rhv");
        ServerInfo odd = new ServerInfo("1", true, List.of(), List.of("vdsm", "qemu"));
        assertThat(names(model("p2v.o=libvirt", targets).offered(odd))).containsExactly("libvirt guest", "qemu");
        assertThat(names(model("p2v.o=glance", targets).offered(SERVER))).startsWith("glance");
    }

    @Test
    void warnsOfATargetThatTheServerDoesNotHave() {
        assertThat(model("p2v.o=glance", targets).isMissing(SERVER)).isTrue();
        assertThat(model("p2v.o=local", targets).isMissing(SERVER)).isFalse();
        assertThat(model("p2v.o=glance", targets).isMissing(null)).isFalse();
    }

    @Test
    void callsTheModeAsTheServerDoes() {
        assertThat(model("", targets).settings(SERVER).type()).isEqualTo("disk");
        assertThat(model("p2v.o=rhev", targets).settings(SERVER).type()).isEqualTo("rhv");
        assertThat(model("p2v.o=rhev", targets).settings(null).type()).isEqualTo("rhev");
    }

    @Test
    void keepsWhatWasTypedForEachTarget() {
        OutputModel model = model("", targets);
        field(model, "directory").setValue("/data");
        choose(model, "libvirt guest");

        assertThat(model.settings(SERVER).storage()).isNull();

        field(model, "pool").setValue(" fast ");
        choose(model, "Shop");

        assertThat(model.settings(SERVER).storage()).isEqualTo("/var/tmp");

        choose(model, "libvirt guest");
        assertThat(model.settings(SERVER).storage()).isEqualTo("fast");
        choose(model, "Files on the server");
        assertThat(model.settings(SERVER).storage()).isEqualTo("/data");
    }

    @Test
    void showsWhatTheCommandLineGaveToTheTargetItIsFor() {
        OutputModel model = model("p2v.os=/data p2v.oc=qemu:///system p2v.oo=label=a,label=b,other", targets);

        assertThat(field(model, "directory").getValue()).isEqualTo("/data");
        assertThat(model.chosen().getValue().misc().getValue()).isEqualTo("label=a,label=b,other");
        choose(model, "libvirt guest");
        // A path is no pool.
        assertThat(field(model, "pool").getValue()).isEmpty();
        assertThat(field(model, "connection").getValue()).isEqualTo("qemu:///system");
        choose(model, "Shop");
        assertThat(field(model, "directory").getValue()).isEqualTo("/data");
        assertThat(field(model, "labels").getValue()).isEqualTo("a,b");
        assertThat(model.chosen().getValue().misc().getValue()).isEqualTo("other");
    }

    @Test
    void leavesOutWhatATargetDoesNotTake() {
        OutputModel model = model("p2v.of=qcow2 p2v.oa=sparse", targets);
        assertThat(model.settings(SERVER).allocation()).isEqualTo(OutputSettings.Allocation.SPARSE);

        choose(model, "Broken plug-in");

        assertThat(model.settings(SERVER))
                .isEqualTo(new OutputSettings("null", OutputSettings.Allocation.NONE, null, null, null, List.of()));
        choose(model, "Shop");
        assertThat(model.settings(SERVER).format()).isEqualTo("qcow2");
        assertThat(model.settings(SERVER).allocation()).isEqualTo(OutputSettings.Allocation.NONE);
    }

    @Test
    void keepsADirectoryThatWasCleared() {
        OutputModel model = model("", targets);

        field(model, "directory").setValue("");

        assertThat(model.settings(null).storage()).isEmpty();
    }

    @Test
    void namesTheTargetOnlyWhereTheModeDoesNot() {
        OutputModel model = model("", targets);
        assertThat(model.choice()).isEqualTo(TargetChoice.NONE);

        choose(model, "Shop");
        assertThat(model.choice()).isEqualTo(new TargetChoice("shop", null, Map.of()));
        choose(model, "qemu");
        assertThat(model.choice()).isEqualTo(TargetChoice.NONE);
        assertThat(model.settings(SERVER).storage()).isEqualTo("/var/tmp");
    }

    @Test
    void writesFieldsToOptionsOrToTheTargetsOwn() {
        OutputModel model = model("p2v.target=shop p2v.target.shelf=top", targets);
        field(model, "labels").setValue("a, b");
        field(model, "password").setValue(" s ");
        field(model, "verify").setValue("true");
        field(model, "ca").setValue("/ca.pem");

        assertThat(model.settings(SERVER).misc()).containsExactly("label=a", "label=b");
        assertThat(model.choice().values()).containsExactly(entry("shelf", new Secret("top")),
                entry("verify", new Secret("true")), entry("ca", new Secret("/ca.pem")),
                entry("password", new Secret(" s ")));
        field(model, "verify").setValue("false");
        assertThat(model.choice().values()).containsOnlyKeys("shelf", "password");
        assertThat(model.chosen().getValue().isActive(formField(model, "ca"))).isFalse();
    }

    @Test
    void saysWhatIsWrongOnTheField() {
        WizardModel wizard = wizard("p2v.target=shop");
        assertThat(problems(wizard)).extracting(PlanProblem::targetField).containsExactly("password");

        field(output(wizard), "password").setValue("s3cret");
        field(output(wizard), "shelf").setValue("back");
        assertThat(problems(wizard)).extracting(PlanProblem::targetField).containsExactly("shelf");

        field(output(wizard), "shelf").setValue("");
        field(output(wizard), "verify").setValue("true");
        assertThat(problems(wizard)).extracting(PlanProblem::targetField).containsExactly("ca");
    }

    private static List<PlanProblem> problems(WizardModel wizard) {
        return wizard.plan() instanceof Planning.Refused refused ? refused.problems() : List.of();
    }

    @Test
    void refusesAMiscOptionThatHasAField() {
        WizardModel wizard = wizard("p2v.target=shop p2v.target.password=x");

        output(wizard).chosen().getValue().misc().setValue("other,label=a");

        assertThat(problems(wizard)).extracting(PlanProblem::field).containsExactly(Key.OUTPUT_MISC);
    }

    @Test
    void showsABrokenTargetWithItsMessage() {
        WizardModel wizard = wizard("");

        choose(output(wizard), "Broken plug-in");

        assertThat(output(wizard).chosen().getValue().fields()).isEmpty();
        assertThat(problems(wizard)).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo(Key.TARGET);
            assertThat(problem.message()).contains("Broken plug-in", FakeTargets.BROKEN);
        });
    }

    @Test
    void offersTheNetworksOfTheServer() {
        WizardModel wizard = wizard("p2v.o=libvirt");
        Networks networks = wizard.machine().getValue().networks();

        output(wizard).chosen().getValue()
                .suggest(
                        new ServerSuggestions.Found(Map.of("pool", List.of("fast")), List.of("lab", "a,b", "default")));

        assertThat(networks.known()).containsExactly("default", "lab");
        assertThat(formField(output(wizard), "pool").suggestions().getValue()).containsExactly("fast");
        choose(output(wizard), "Files on the server");
        assertThat(networks.known()).containsExactly("default");
    }

    @Test
    void tellsATargetWhatIsFilledInSoFar() {
        WizardModel wizard = wizard("p2v.o=libvirt p2v.oc=qemu:///session p2v.name=web p2v.network=lab");

        var input = wizard.targetInput();

        assertThat(input.text("connection")).isEqualTo("qemu:///session");
        assertThat(input.host()).isEqualTo("conv");
        assertThat(input.guest().disks()).containsExactly("web-sda");
        assertThat(input.guest().interfaces()).extracting(nic -> nic.network()).containsOnly("lab");
    }
}
