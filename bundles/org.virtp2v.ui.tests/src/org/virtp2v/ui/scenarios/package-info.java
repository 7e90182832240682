/**
 * What a person does with the wizard, and sees. The scenarios are written once, on page objects that know the widgets'
 * ids and on the driver {@link org.virtp2v.ui.scenarios.Ui}.
 */
@NullMarked
package org.virtp2v.ui.scenarios;

import org.jspecify.annotations.NullMarked;
