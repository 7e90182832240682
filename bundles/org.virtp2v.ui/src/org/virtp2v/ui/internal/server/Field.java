package org.virtp2v.ui.internal.server;

import java.util.function.Function;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.eclipse.core.databinding.validation.MultiValidator;
import org.eclipse.core.databinding.validation.ValidationStatus;
import org.eclipse.core.runtime.IStatus;
import org.jspecify.annotations.Nullable;

/**
 * Judges one field: by what it says, and by what the last test said of it, until it changes. It never keeps a text from the
 * model, because any change takes back the last test.
 *
 * @param <T>
 *            the field's value
 */
final class Field<T> extends MultiValidator {
    private final IObservableValue<T> value;
    private final Function<T, @Nullable String> check;
    private final WritableValue<@Nullable String> failure = new WritableValue<>(null, String.class);

    /**
     * @param value
     *            what the widget says
     * @param check
     *            says what is wrong with a value; null: nothing
     */
    Field(IObservableValue<T> value, Function<T, @Nullable String> check) {
        this.value = value;
        this.check = check;
        value.addValueChangeListener(e -> failure.setValue(null));
    }

    @Override
    protected IStatus validate() {
        T now = value.getValue();
        String failed = failure.getValue();
        // A field that nothing was typed into yet is no mistake to point at.
        String problem = now instanceof String text && text.isBlank() ? null : check.apply(now);
        if (problem == null) {
            problem = failed;
        }
        return problem == null ? ValidationStatus.ok() : ValidationStatus.error(problem);
    }

    /** What is wrong with the field as it is, also when it is empty; null: nothing. */
    @Nullable String problem() {
        return check.apply(value.getValue());
    }

    /** A test has failed because of this field. */
    void fail(String problem) {
        failure.setValue(problem);
    }
}
