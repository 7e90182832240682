package org.virtp2v.core.settings;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;

/**
 * The machine's disks, drives and interfaces that the guest gets. A list of them that is null was not given;
 * {@link Defaults} takes all.
 *
 * @param disks
 *            names below {@code /dev}, or absolute paths
 * @param removable
 *            names of drives
 * @param interfaces
 *            names of interfaces
 * @param networkMap
 *            where the interfaces are connected
 * @param allowPartialArrays
 *            whether disks that belong together may be converted in part
 * @param exclude
 *            partitions that stay behind, named as disks are; null was not given and means: swap space
 * @param encryptionKeys
 *            each a value of {@code --key} of virt-v2v(1)
 */
public record DeviceSettings(@Nullable List<String> disks, @Nullable List<String> removable,
        @Nullable List<String> interfaces, NetworkMap networkMap, boolean allowPartialArrays,
        @Nullable List<String> exclude, List<Secret> encryptionKeys) {
    /** Nothing given. */
    public static final DeviceSettings NONE = new DeviceSettings(null, null, null, new NetworkMap(List.of()), false,
            null, List.of());

    public DeviceSettings {
        disks = disks == null ? null : List.copyOf(disks);
        removable = removable == null ? null : List.copyOf(removable);
        interfaces = interfaces == null ? null : List.copyOf(interfaces);
        exclude = exclude == null ? null : List.copyOf(exclude);
        encryptionKeys = List.copyOf(encryptionKeys);
    }

    /** The same with other disks. */
    public DeviceSettings withDisks(@Nullable List<String> disks) {
        return new DeviceSettings(disks, removable, interfaces, networkMap, allowPartialArrays, exclude,
                encryptionKeys);
    }

    /** The same with other drives. */
    public DeviceSettings withRemovable(@Nullable List<String> removable) {
        return new DeviceSettings(disks, removable, interfaces, networkMap, allowPartialArrays, exclude,
                encryptionKeys);
    }

    /** The same with other interfaces. */
    public DeviceSettings withInterfaces(@Nullable List<String> interfaces) {
        return new DeviceSettings(disks, removable, interfaces, networkMap, allowPartialArrays, exclude,
                encryptionKeys);
    }

    /** The same with other connections. */
    public DeviceSettings withNetworkMap(NetworkMap networkMap) {
        return new DeviceSettings(disks, removable, interfaces, networkMap, allowPartialArrays, exclude,
                encryptionKeys);
    }

    /** The same with or without partial arrays. */
    public DeviceSettings withAllowPartialArrays(boolean allowPartialArrays) {
        return new DeviceSettings(disks, removable, interfaces, networkMap, allowPartialArrays, exclude,
                encryptionKeys);
    }

    /** The same with other partitions that stay behind. */
    public DeviceSettings withExclude(@Nullable List<String> exclude) {
        return new DeviceSettings(disks, removable, interfaces, networkMap, allowPartialArrays, exclude,
                encryptionKeys);
    }

    /** The same with other keys of encrypted disks. */
    public DeviceSettings withEncryptionKeys(List<Secret> encryptionKeys) {
        return new DeviceSettings(disks, removable, interfaces, networkMap, allowPartialArrays, exclude,
                encryptionKeys);
    }
}
