package org.virtp2v.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.VirtV2vOptionsTest;
import org.virtp2v.core.settings.ToolOption;
import org.virtp2v.core.settings.ToolOptionLine;

/** Further options before what virt-v2v of Debian 12 and 13 lists, and that of sid. */
class OptionJudgeTest {
    private static ServerInfo server(String version) throws Exception {
        return new ServerInfo(version, true, List.of(), List.of("local"))
                .with(VirtV2vOptionsTest.of(version));
    }

    private static CheckResult judge(String version, String line) throws Exception {
        return OptionJudge.judge(ToolOptionLine.parse(line), server(version));
    }

    @ParameterizedTest
    @CsvSource({ "2.2.0,--network x:y --bridge=a -b a:b --compressed -op /x",
            "2.6.0,--install htop --update --block-driver virtio-scsi --firstboot-command x --root-password password:x",
            "2.10.0,--parallel 4 --smp 8 -m 4096 --install htop --firstboot-command x" })
    void areTakenWhenVirtV2vListsThem(String version, String line) throws Exception {
        assertThat(judge(version, line).verdict()).isEqualTo(Verdict.OK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "2.2.0|--install htop|has no option --install.",
            "2.6.0|--parallel 4|2.6.0 on the conversion server has no option --parallel.",
            "2.6.0|--inst htop|has no option --inst. Did you mean --install?",
            "2.6.0|--firstbot x|has no option --firstbot. Did you mean --firstboot?",
            "2.6.0|-install x|has no option -install. Did you mean --install?",
            "2.2.0|-b|-b of virt-v2v needs a value.", "2.6.0|--update=now|--update of virt-v2v takes no value.",
            "2.6.0|--Update|has no option --Update. Did you mean --update?" })
    void areAProblemWhenItDoesNot(String version, String line, String advice) throws Exception {
        CheckResult result = judge(version, "--network x " + line);
        assertThat(result.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(result.text()).contains(advice).doesNotContain("--network");
    }

    @Test
    void areAWarningWhenVirtV2vDoesNotTell() {
        List<ToolOption> options = ToolOptionLine.parse("--install htop --parallel 4 --install vim");
        ServerInfo silent = new ServerInfo("9", true, List.of(), List.of("local"));
        assertThat(OptionJudge.judge(options, silent).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(OptionJudge.judge(options, silent).text()).contains("--install, --parallel.");
        assertThat(OptionJudge.refusal(options.getFirst(), silent)).isEmpty();
    }

    @Test
    void areNamedWithoutTheirValues() throws Exception {
        String secret = "--root-password password:hunter2";
        assertThat(judge("2.2.0", secret).text()).contains("--root-password").doesNotContain("hunter2");
        assertThat(judge("2.6.0", secret).text()).contains("--root-password").doesNotContain("hunter2");
    }
}
