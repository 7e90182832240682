package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A session for tests with windows tells what GTK only writes. */
class GuiSessionTest {
    private static final String COMPLAINT = "(SWT:7): Gtk-CRITICAL **: 12:00:00.000: assertion 'size >= 0' failed";

    @Test
    void failsWhenGtkComplainsThoughTheProgramEndsWell() throws Exception {
        Checkout.Ended ended = run("echo begun; echo \"" + COMPLAINT + "\" >&2");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("begun", "gui-session: GTK complains:\n" + COMPLAINT);
    }

    @Test
    void endsAsTheProgramDoesOtherwise() throws Exception {
        assertThat(run("echo '(a:1): dbind-CRITICAL **: of no library that draws'").code()).isZero();
        assertThat(run("echo '(a:1): Gtk-WARNING **: Locale not supported by C library.'").code()).isZero();
        assertThat(run("exit 7").code()).isEqualTo(7);
    }

    private static Checkout.Ended run(String script) throws Exception {
        return Checkout.end(new ProcessBuilder(Checkout.DIR.resolve("releng/gui-session").toString(), "--strict",
                "bash", "-c", script));
    }
}
