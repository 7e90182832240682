package org.virtp2v.core.settings;

/**
 * What the user asked for. A value that is null was not given; {@link Defaults} fills it in from the machine. The keys
 * that set the values are in the table {@link Key}.
 *
 * @param server where the conversion server is and how to log in
 * @param guest what the guest is like
 * @param devices which disks, drives and interfaces it gets
 * @param output what virt-v2v does with it
 * @param target what virt-p2v makes of that, and the fields it asks for
 * @param run how the conversion runs
 */
public record Settings(ServerSettings server, GuestSettings guest, DeviceSettings devices, OutputSettings output,
        TargetChoice target, RunSettings run) {
    /** Nothing given. */
    public static final Settings NONE = new Settings(ServerSettings.NONE, GuestSettings.NONE, DeviceSettings.NONE,
            OutputSettings.NONE, TargetChoice.NONE, RunSettings.NONE);

    /** The same with another server. */
    public Settings withServer(ServerSettings server) {
        return new Settings(server, guest, devices, output, target, run);
    }

    /** The same with another guest. */
    public Settings withGuest(GuestSettings guest) {
        return new Settings(server, guest, devices, output, target, run);
    }

    /** The same with other devices. */
    public Settings withDevices(DeviceSettings devices) {
        return new Settings(server, guest, devices, output, target, run);
    }

    /** The same with another output. */
    public Settings withOutput(OutputSettings output) {
        return new Settings(server, guest, devices, output, target, run);
    }

    /** The same with another target. */
    public Settings withTarget(TargetChoice target) {
        return new Settings(server, guest, devices, output, target, run);
    }

    /** The same with another way to run. */
    public Settings withRun(RunSettings run) {
        return new Settings(server, guest, devices, output, target, run);
    }
}
