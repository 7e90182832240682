package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample menus for booting from the network. Only GRUB has something that checks its own. */
class PxeMenuTest {
    private static final Path MENUS = Checkout.DIR.resolve("releng/image/pxe");
    private static final Pattern PARAMETERS = Pattern.compile("(?m)(?:ip=dhcp )?p2v\\.server=.*$");
    @TempDir
    Path work;

    private static String menu(String name) throws Exception {
        return Files.readString(MENUS.resolve(name)).replaceAll("(?m)^#(?!!).*\n", "");
    }

    private static Set<String> all(String regex, String text) {
        return new TreeSet<>(Pattern.compile(regex, Pattern.MULTILINE).matcher(text).results()
                .map((MatchResult match) -> match.group(1)).toList());
    }

    private static String unattended(String menu) throws Exception {
        List<String> found = PARAMETERS.matcher(menu(menu)).results().map(MatchResult::group).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void menusSayTheSameAndVirtP2vUnderstandsIt() throws Exception {
        String words = unattended("grub.cfg");
        assertThat(unattended("pxelinux.cfg")).isEqualTo(words);
        assertThat(unattended("boot.ipxe")).isEqualTo(words);
        var result = Product.start(work, words + " p2v.dump_config_and_exit", List.of()).end(Duration.ofSeconds(60));
        assertThat(result.output()).contains("conv.example.com", "libvirt", "id_ed25519").doesNotContain("p2v.");
        assertThat(result.code()).isZero();
    }

    /** As GRUB hands it on, and as the guide says it. */
    @Test
    void virtP2vUnderstandsTheQuotesOfTheGuide() throws Exception {
        String guide = guide();
        Set<String> quoted = all("`\\+(\"p2v\\.post=[^+]*\")\\+`", guide);
        assertThat(quoted).hasSize(1);
        // The dump has no commands.
        String word = quoted.iterator().next().replace("p2v.post=", "p2v.os=");
        var result = Product.start(work, "p2v.server=conv " + word + " p2v.dump_config_and_exit", List.of())
                .end(Duration.ofSeconds(60));
        assertThat(result.output()).containsPattern("output\\.storage +sleep 5; poweroff\n");
        assertThat(result.code()).isZero();
    }

    /** It is for those who have the package. */
    @Test
    void theGuideTakesWhatThePackageHas() throws Exception {
        String guide = guide();
        assertThat(guide).doesNotContain("releng/").contains("menus=/usr/lib/virt-p2v/share/virt-p2v/image/pxe\n",
                "virt-p2v-make-disk --pxe ");
        Set<String> menus = all("\\$menus/(\\S+)", guide);
        assertThat(menus).containsExactly("boot.ipxe", "grub.cfg", "pxelinux.cfg");
        assertThat(menus).allSatisfy(
                menu -> assertThat(Checkout.HOME.resolve("share/virt-p2v/image/pxe").resolve(menu)).isRegularFile());
    }

    private static String guide() throws Exception {
        return Files.readString(Checkout.DIR.resolve("bundles/org.virtp2v.doc/parts/pxe.adoc"));
    }

    @Test
    void menusNameTheSameFiles() throws Exception {
        for (String menu : List.of("grub.cfg", "pxelinux.cfg", "boot.ipxe")) {
            assertThat(all("[ /](virt-p2v/[a-z.]+)", menu(menu))).as(menu).containsExactly("virt-p2v/initrd.img",
                    "virt-p2v/vmlinuz");
        }
    }

    @Test
    void grubUnderstandsItsMenu() throws Exception {
        Checkout.run("grub-script-check", MENUS.resolve("grub.cfg").toString());
        assertThat(all("--id (\\w+)", menu("grub.cfg"))).contains("wizard", "unattended");
    }

    @Test
    void pxelinuxHasEveryLabelThatItStarts() throws Exception {
        String menu = menu("pxelinux.cfg");
        assertThat(all("^LABEL (\\w+)", menu)).containsExactly("local", "unattended", "wizard")
                .containsAll(all("^DEFAULT (\\w+)", menu));
        assertThat(menu.lines().filter(line -> !line.isBlank())).allMatch(line -> line.matches(
                "(UI|PROMPT|TIMEOUT|DEFAULT|LABEL|MENU TITLE|  (MENU LABEL|KERNEL|INITRD|APPEND|IPAPPEND|LOCALBOOT)) \\S.*"));
    }

    @Test
    void ipxeHasEveryLabelThatItGoesTo() throws Exception {
        String menu = menu("boot.ipxe");
        assertThat(menu).startsWith("#!ipxe\n");
        Set<String> labels = all("^:(\\w+)$", menu);
        assertThat(labels).containsAll(all("goto (\\w+)", menu)).containsAll(all("^item --key \\w (\\w+)", menu))
                .containsAll(all("--default (\\w+)", menu)).containsAll(all("^set target (\\w+)", menu));
        Set<String> variables = all("^set (\\w+)", menu);
        variables.add("netX");
        assertThat(variables).containsAll(all("\\$\\{(\\w+)", menu));
        assertThat(menu.lines().filter(line -> !line.isBlank() && !line.startsWith("#!")))
                .allMatch(line -> line
                        .matches("(:|(set|chain|goto|menu|item|choose|kernel|initrd|boot|echo|prompt) )\\S*.*|exit"));
    }
}
