package org.virtp2v.ui.internal.model;

import org.eclipse.core.databinding.observable.Realm;

/** Models need a realm, but no display: this one is on whatever thread asks. */
public final class CallersRealm extends Realm implements AutoCloseable {

    /** Becomes the default realm until it is closed. */
    public CallersRealm() {
        setDefault(this);
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void close() {
        setDefault(null);
    }
}
