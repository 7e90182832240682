package org.virtp2v.ui.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.core.databinding.observable.value.WritableValue;
import org.eclipse.core.runtime.IStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.ui.internal.model.CallersRealm;

class FieldTest {
    private CallersRealm realm;
    private WritableValue<String> value;
    private Field<String> field;

    @BeforeEach
    void begin() {
        realm = new CallersRealm();
        value = new WritableValue<>("", String.class);
        field = new Field<>(value, text -> text.isBlank() ? "empty" : text.equals("bad") ? "mistake" : null);
    }

    @AfterEach
    void end() {
        field.dispose();
        realm.close();
    }

    private String status() {
        IStatus status = field.getValidationStatus().getValue();
        return status.isOK() ? "" : status.getMessage();
    }

    @Test
    void doesNotPointAtAnEmptyFieldThatNobodyCameTo() {
        assertThat(status()).isEmpty();
        assertThat(field.mistake()).isNull();
    }

    @Test
    void pointsAtAnEmptyFieldWhenItWasEmptiedOrATestBegins() {
        field.begin();
        assertThat(status()).isEqualTo("empty");
        value.setValue("good");
        assertThat(status()).isEmpty();
        value.setValue("");
        assertThat(status()).isEqualTo("empty");
    }

    @Test
    void pointsAtAMistakeAtOnce() {
        value.setValue("bad");
        assertThat(status()).isEqualTo("mistake");
    }

    @Test
    void forgetsWhatATestSaidWhenItChanges() {
        value.setValue("good");
        field.fail("refused");
        assertThat(status()).isEqualTo("refused");
        value.setValue("better");
        assertThat(status()).isEmpty();
    }

    @Test
    void forgetsWhatATestSaidWhenTheNextOneBegins() {
        value.setValue("good");
        field.fail("refused");
        field.begin();
        assertThat(status()).isEmpty();
    }
}
