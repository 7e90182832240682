package org.virtp2v.app.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files for many machines: the settings of each in {@code config}, for a web server, with their sums; and what
 * machines load from the network, in {@code tftp}: the sample menus of the product, whose unattended entry fetches the
 * settings, and for each machine one that converts it without asking.
 */
final class PlanFiles {
    private static final String CONFIG = "config/";
    private static final String TFTP = "tftp/";
    private static final Pattern UNATTENDED = Pattern.compile("(?m)ip=dhcp p2v\\.server=.*$");
    private static final Pattern COMMENT = Pattern.compile("(?m)^#(?!!).*\n");
    private static final String MADE = "# Made by virt-p2v-fleet init.\n";

    private final Map<String, Content> files = new LinkedHashMap<>();

    /**
     * A file.
     *
     * @param secret
     *            whether only its owner may read it
     */
    private record Content(byte[] bytes, boolean secret) {
    }

    /**
     * @param machines
     *            the machines
     * @param url
     *            where the settings will be served, with a slash at its end
     * @param menus
     *            the directory with the sample menus
     * @throws IOException
     *             when those cannot be read
     */
    PlanFiles(List<FleetMachine> machines, String url, Path menus) throws IOException {
        Map<FleetMachine, String> sums = new LinkedHashMap<>();
        for (FleetMachine machine : machines) {
            byte[] settings = bytes("# " + machine.name() + ", made by virt-p2v-fleet init\n"
                    + String.join("\n", machine.lines()) + "\n");
            files.put(CONFIG + machine.id() + ".conf", new Content(settings, machine.secret()));
            sums.put(machine, sha256(settings));
        }
        put(CONFIG + "SHA256SUMS", machines.stream().map(machine -> sums.get(machine) + "  " + machine.id() + ".conf\n")
                .collect(Collectors.joining()));
        String pxelinux = menu(menus, "pxelinux.cfg");
        String grub = menu(menus, "grub.cfg");
        String ipxe = menu(menus, "boot.ipxe");
        List<String> all = new ArrayList<>();
        if (machines.stream().anyMatch(machine -> machine.mac() != null)) {
            all.add("p2v.config=" + url + "{mac}.conf");
        }
        if (machines.stream().anyMatch(machine -> machine.mac() == null)) {
            all.add("p2v.config=" + url + "{uuid}.conf");
        }
        put(TFTP + "pxelinux.cfg/default", with(pxelinux, all, ""));
        put(TFTP + "grub/grub.cfg", with(grub, all, "\""));
        put(TFTP + "boot.ipxe", with(ipxe, all, ""));
        for (FleetMachine machine : machines) {
            List<String> own = List.of("p2v.config=" + url + machine.id() + ".conf",
                    "p2v.config.sha256=" + sums.get(machine));
            String menu = with(pxelinux, own, "").replace("DEFAULT wizard", "DEFAULT unattended");
            String mac = machine.mac();
            if (mac == null) {
                put(TFTP + "pxelinux.cfg/" + machine.uuid(), menu);
            } else {
                put(TFTP + "pxelinux.cfg/01-" + mac, menu);
                put(TFTP + "grub/grub.cfg-" + mac.replace('-', ':'),
                        with(grub, own, "\"").replace("set default=wizard", "set default=unattended"));
                put(TFTP + "mac/" + mac + ".ipxe", "#!ipxe\nset target unattended\nset unattended ip=dhcp "
                        + String.join(" ", own) + "\n");
            }
        }
    }

    private static String menu(Path menus, String name) throws IOException {
        String text = COMMENT.matcher(Files.readString(menus.resolve(name))).replaceAll("");
        return text.startsWith("#!") ? text.replaceFirst("\n", "\n" + MADE) : MADE + text;
    }

    /** GRUB takes braces for its own unless they are in quotes. */
    private static String with(String menu, List<String> words, String quote) {
        String parameters = "ip=dhcp " + words.stream().map(word -> quote + word + quote)
                .collect(Collectors.joining(" "));
        return UNATTENDED.matcher(menu).replaceAll(Matcher.quoteReplacement(parameters));
    }

    private void put(String name, String text) {
        files.put(name, new Content(bytes(text), false));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Their names, relative to the directory. */
    List<String> names() {
        return List.copyOf(files.keySet());
    }

    /** Those that only their owner may read. */
    List<String> secrets() {
        return files.entrySet().stream().filter(file -> file.getValue().secret()).map(Map.Entry::getKey).toList();
    }

    /** Those that are there already. */
    List<Path> existing(Path directory) {
        return files.keySet().stream().map(directory::resolve).filter(Files::exists).toList();
    }

    /**
     * Writes them, each as a whole; what was there is replaced.
     *
     * @throws IOException
     *             when one cannot be written
     */
    void write(Path directory) throws IOException {
        for (Map.Entry<String, Content> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Path folder = Files.createDirectories(path.resolveSibling(""));
            Path made = Files.createTempFile(folder, ".virt-p2v", ".new"); // of mode 0600
            try {
                Files.write(made, file.getValue().bytes());
                if (!file.getValue().secret()) {
                    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
                }
                Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(made);
            }
        }
    }
}
