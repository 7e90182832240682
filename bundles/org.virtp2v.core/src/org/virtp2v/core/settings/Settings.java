package org.virtp2v.core.settings;

/**
 * The user's settings. A value that is null was not given; {@link Defaults} fills it in from the machine. The keys that
 * set the values are in the table {@link Key}.
 *
 * @param server
 *            where the conversion server is and how to log in
 * @param guest
 *            properties of the guest
 * @param devices
 *            which disks, drives and interfaces it gets
 * @param output
 *            virt-v2v's options for the output
 * @param target
 *            the output target, and its fields
 * @param virtV2v
 *            what virt-v2v is told of the guest besides
 * @param run
 *            how the conversion runs
 * @param config
 *            where further settings are fetched from
 * @param notices
 *            who is told of the conversion
 */
public record Settings(ServerSettings server, GuestSettings guest, DeviceSettings devices, OutputSettings output,
        TargetChoice target, VirtV2vSettings virtV2v, RunSettings run, ConfigSettings config,
        NoticeSettings notices) {
    /** Nothing given. */
    public static final Settings NONE = new Settings(ServerSettings.NONE, GuestSettings.NONE, DeviceSettings.NONE,
            OutputSettings.NONE, TargetChoice.NONE, VirtV2vSettings.NONE, RunSettings.NONE, ConfigSettings.NONE,
            NoticeSettings.NONE);

    /** The same with another server. */
    public Settings withServer(ServerSettings server) {
        return new Settings(server, guest, devices, output, target, virtV2v, run, config, notices);
    }

    /** The same with another guest. */
    public Settings withGuest(GuestSettings guest) {
        return new Settings(server, guest, devices, output, target, virtV2v, run, config, notices);
    }

    /** The same with other devices. */
    public Settings withDevices(DeviceSettings devices) {
        return new Settings(server, guest, devices, output, target, virtV2v, run, config, notices);
    }

    /** The same with another output. */
    public Settings withOutput(OutputSettings output) {
        return new Settings(server, guest, devices, output, target, virtV2v, run, config, notices);
    }

    /** The same with another target. */
    public Settings withTarget(TargetChoice target) {
        return new Settings(server, guest, devices, output, target, virtV2v, run, config, notices);
    }

    /** The same with something else that virt-v2v is told. */
    public Settings withVirtV2v(VirtV2vSettings virtV2v) {
        return new Settings(server, guest, devices, output, target, virtV2v, run, config, notices);
    }

    /** The same with another way to run. */
    public Settings withRun(RunSettings run) {
        return new Settings(server, guest, devices, output, target, virtV2v, run, config, notices);
    }

    /** The same with another place where settings are fetched from. */
    public Settings withConfig(ConfigSettings config) {
        return new Settings(server, guest, devices, output, target, virtV2v, run, config, notices);
    }

    /** The same with somebody else who is told. */
    public Settings withNotices(NoticeSettings notices) {
        return new Settings(server, guest, devices, output, target, virtV2v, run, config, notices);
    }
}
