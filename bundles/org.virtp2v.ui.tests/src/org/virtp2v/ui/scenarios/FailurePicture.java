package org.virtp2v.ui.scenarios;

import java.util.function.Supplier;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leaves a picture of the screen for each scenario that fails. */
record FailurePicture(Supplier<Ui> ui) implements AfterTestExecutionCallback {

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            String name = context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName();
            context.publishReportEntry("screenshot", ui.get().screenshot(name).toString());
        }
    }
}
