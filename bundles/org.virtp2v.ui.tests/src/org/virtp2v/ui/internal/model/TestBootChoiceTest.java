package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.preflight.CheckResult.Verdict;

/** When the finished guest is tried. */
class TestBootChoiceTest {

    private static TestBootChoice checked(@Nullable Boolean given, @Nullable Verdict verdict) {
        TestBootChoice choice = new TestBootChoice(given);
        if (verdict != null) {
            choice.checked(verdict);
        }
        return choice;
    }

    @Test
    void isOnWhereItCanWorkUnlessTheSettingsSayNo() {
        assertThat(checked(null, Verdict.OK)).returns(true, TestBootChoice::isOn).returns(true,
                TestBootChoice::setting);
        assertThat(checked(null, null)).returns(false, TestBootChoice::isOn).returns(null, TestBootChoice::setting);
        assertThat(checked(true, null)).returns(true, TestBootChoice::isOn);
        assertThat(checked(false, Verdict.OK)).returns(false, TestBootChoice::isOn).returns(false,
                TestBootChoice::setting);
    }

    @Test
    void isOffWhereItCannotWorkWhateverIsWanted() {
        TestBootChoice choice = checked(true, Verdict.WARNING);
        choice.choose(true);
        assertThat(choice).returns(false, TestBootChoice::isPossible).returns(false, TestBootChoice::isOn)
                .returns(null, TestBootChoice::setting);
    }

    @Test
    void keepsTheUsersChoiceOverFurtherChecks() {
        TestBootChoice choice = checked(null, Verdict.OK);
        choice.choose(false);
        choice.outdate();
        choice.checked(Verdict.OK);
        assertThat(choice).returns(false, TestBootChoice::isOn).returns(false, TestBootChoice::setting);
        choice.choose(true);
        choice.outdate();
        choice.checked(Verdict.WARNING);
        assertThat(choice.isOn()).isFalse();
        choice.checked(Verdict.OK);
        assertThat(choice.isOn()).isTrue();
    }
}
