package org.virtp2v.core.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.virtp2v.core.server.Secret;

/**
 * The environment variables that may be set for virt-v2v. Others could change what any program on the server does, so
 * they are refused. {@code LIBGUESTFS_DEBUG} and {@code LIBGUESTFS_TRACE} are not among them: the log must be complete.
 */
public final class ToolVariables {
    /** virt-v2v(1), "ENVIRONMENT VARIABLES". */
    private static final List<String> OF_VIRT_V2V = List.of("VIRTIO_WIN", "VIRT_TOOLS_DATA_DIR", "VIRT_V2V_TMPDIR");
    /** guestfs(3), "ENVIRONMENT VARIABLES", and supermin(1). */
    private static final List<String> OF_LIBGUESTFS = List.of("LIBGUESTFS_APPEND", "LIBGUESTFS_BACKEND",
            "LIBGUESTFS_BACKEND_SETTINGS", "LIBGUESTFS_CACHEDIR", "LIBGUESTFS_HV", "LIBGUESTFS_MEMSIZE",
            "LIBGUESTFS_PATH", "LIBGUESTFS_TMPDIR", "SUPERMIN_KERNEL", "SUPERMIN_KERNEL_VERSION", "SUPERMIN_MODULES",
            "TMPDIR");
    /** libcurl-env(3), and the programs of OpenStack, whose library knows the same ones. */
    private static final List<String> OF_PROXIES = List.of("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "http_proxy",
            "https_proxy", "no_proxy");
    private static final List<String> OF_TOOLS = Stream.of(OF_VIRT_V2V, OF_LIBGUESTFS).flatMap(List::stream).toList();
    /** Their names. */
    public static final List<String> NAMES = Stream.concat(OF_TOOLS.stream(), OF_PROXIES.stream()).toList();

    private ToolVariables() {
    }

    /** Of variables for virt-v2v those of virt-v2v and libguestfs; none of their values is secret. */
    public static Map<String, Secret> ofTools(Map<String, Secret> variables) {
        Map<String, Secret> some = new HashMap<>(variables);
        some.keySet().retainAll(OF_TOOLS);
        return some;
    }
}
