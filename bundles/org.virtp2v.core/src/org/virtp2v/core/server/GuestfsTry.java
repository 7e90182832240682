package org.virtp2v.core.server;

import java.util.Map;

/**
 * How virt-v2v is run to see whether libguestfs's appliance starts: as for the conversion.
 *
 * @param version
 *            virt-v2v's: what another one did says nothing
 * @param sudo
 *            whether through sudo, as root
 * @param variables
 *            environment variables that are set for it, by their names; without secrets
 */
public record GuestfsTry(String version, boolean sudo, Map<String, Secret> variables) {

    public GuestfsTry {
        variables = Map.copyOf(variables);
    }
}
