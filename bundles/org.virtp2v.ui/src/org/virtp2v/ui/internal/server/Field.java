package org.virtp2v.ui.internal.server;

import java.util.function.Function;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.eclipse.core.databinding.validation.MultiValidator;
import org.eclipse.core.databinding.validation.ValidationStatus;
import org.eclipse.core.runtime.IStatus;
import org.jspecify.annotations.Nullable;

/**
 * Validates one field: by its value, and by the failure of the last test, until it changes. It never keeps a text from
 * the model, because any change takes back the last test.
 *
 * @param <T>
 *            the field's value
 */
final class Field<T> extends MultiValidator {
    private final IObservableValue<T> value;
    private final Function<T, @Nullable String> check;
    private final WritableValue<@Nullable String> failure = new WritableValue<>(null, String.class);
    private final WritableValue<Boolean> touched = new WritableValue<>(false, Boolean.class);

    /**
     * @param value
     *            the value of the widget
     * @param check
     *            finds the problem of a value; null: none
     */
    Field(IObservableValue<T> value, Function<T, @Nullable String> check) {
        this.value = value;
        this.check = check;
        value.addValueChangeListener(e -> {
            failure.setValue(null);
            touched.setValue(true);
        });
    }

    @Override
    protected IStatus validate() {
        String failed = failure.getValue();
        String mistake = mistake();
        String problem = mistake == null ? failed : mistake;
        return problem == null ? ValidationStatus.ok() : ValidationStatus.error(problem);
    }

    /** The problem of the typed value; null: none. A field without a visit is no mistake yet. */
    @Nullable
    String mistake() {
        boolean pointed = touched.getValue();
        T now = value.getValue();
        return !pointed && now instanceof String text && text.isBlank() ? null : check.apply(now);
    }

    /** A test is about to begin: from now on an empty field is a mistake, and the last test does not count. */
    void begin() {
        failure.setValue(null);
        touched.setValue(true);
    }

    /** A test has failed because of this field. */
    void fail(String problem) {
        failure.setValue(problem);
    }
}
