package org.virtp2v.core.v2v;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.Guest;
import org.virtp2v.core.plan.GuestInterface;
import org.virtp2v.core.source.SourceDisk;

/**
 * Writes {@code physical.xml}, which describes the machine for virt-v2v ({@code -i libvirtxml}). The element names and
 * their order are the C program's; the firmware, the disks' buses and the interfaces' models are added where they are
 * known to be this machine's. It is not libvirt XML and must never be given to libvirt.
 */
final class PhysicalXml {
    /** virt-v2v takes an NBD source only from a host with this very name. */
    private static final String NBD_HOST = "localhost";

    private final XMLStreamWriter xml;
    private int depth;

    private PhysicalXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /**
     * The document, in UTF-8.
     *
     * @param plan
     *            the plan of the conversion
     * @param ports
     *            for each disk of the plan the port on the server's {@code localhost} that leads to it, or a word that
     *            the wrapper script replaces by one; it looks for the line with this host
     */
    static byte[] of(ConversionPlan plan, List<String> ports) {
        var text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            new PhysicalXml(xml).document(plan, ports);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("Writing XML into memory failed", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void document(ConversionPlan plan, List<String> ports) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        newLine();
        xml.writeComment(" Written by virt-p2v for virt-v2v -i libvirtxml. Never load this into libvirt. ");
        newLine();
        start("domain", "type", "physical");
        identity(plan.guest());
        os(plan.guest().firmware());
        features(plan.guest());
        start("devices");
        for (int i = 0; i < plan.disks().size(); i++) {
            disk(plan.disks().get(i), ports.get(i));
        }
        for (String drive : plan.removable()) {
            cdrom(drive);
        }
        for (GuestInterface card : plan.interfaces()) {
            networkInterface(card);
        }
        end();
        end();
        xml.writeEndDocument();
        newLine();
    }

    private void identity(Guest guest) throws XMLStreamException {
        leaf("name", guest.name());
        String kibibytes = Long.toString(guest.memoryBytes() / 1024);
        leaf("memory", kibibytes, "unit", "KiB");
        leaf("currentMemory", kibibytes, "unit", "KiB");
        leaf("vcpu", Integer.toString(guest.vcpus()));
        start("cpu", "match", "minimum");
        String vendor = guest.cpuVendor();
        if (vendor != null) {
            leaf("vendor", vendor);
        }
        String model = guest.cpuModel();
        if (model != null) {
            leaf("model", model, "fallback", "allow");
        }
        empty("topology", "sockets", Integer.toString(guest.sockets()), "cores",
                Integer.toString(guest.coresPerSocket()), "threads", Integer.toString(guest.threadsPerCore()));
        end();
        switch (guest.rtc().basis()) {
            case UNKNOWN -> {
                // No clock element: virt-v2v then decides.
            }
            case LOCALTIME -> empty("clock", "offset", "localtime");
            case UTC -> {
                if (guest.rtc().offsetSeconds() == 0) {
                    empty("clock", "offset", "utc");
                } else {
                    empty("clock", "offset", "variable", "basis", "utc", "adjustment",
                            Integer.toString(guest.rtc().offsetSeconds()));
                }
            }
        }
    }

    private void os(Firmware firmware) throws XMLStreamException {
        switch (firmware) {
            case BIOS -> start("os", "firmware", "bios");
            case UEFI -> start("os", "firmware", "efi");
            case UNKNOWN -> start("os");
        }
        leaf("type", "hvm", "arch", "x86_64");
        end();
    }

    private void features(Guest guest) throws XMLStreamException {
        start("features");
        if (guest.acpi()) {
            empty("acpi");
        }
        if (guest.apic()) {
            empty("apic");
        }
        if (guest.pae()) {
            empty("pae");
        }
        end();
    }

    private void disk(SourceDisk disk, String port) throws XMLStreamException {
        start("disk", "type", "network", "device", "disk");
        empty("driver", "name", "qemu", "type", "raw");
        start("source", "protocol", "nbd");
        empty("host", "name", NBD_HOST, "port", port);
        end();
        if (disk.targetBus() == null) {
            empty("target", "dev", disk.targetDevice());
        } else {
            empty("target", "dev", disk.targetDevice(), "bus", disk.targetBus());
        }
        end();
    }

    private void cdrom(String drive) throws XMLStreamException {
        start("disk", "type", "network", "device", "cdrom");
        empty("driver", "name", "qemu", "type", "raw");
        empty("target", "dev", drive);
        end();
    }

    private void networkInterface(GuestInterface card) throws XMLStreamException {
        start("interface", "type", "network");
        empty("source", "network", card.network());
        empty("target", "dev", card.name());
        String macAddress = card.macAddress();
        if (macAddress != null) {
            empty("mac", "address", macAddress.toLowerCase(Locale.ROOT));
        }
        if (card.model() != null) {
            empty("model", "type", card.model());
        }
        end();
    }

    private void start(String element, String... attributes) throws XMLStreamException {
        indent();
        xml.writeStartElement(element);
        write(attributes);
        newLine();
        depth++;
    }

    private void end() throws XMLStreamException {
        depth--;
        indent();
        xml.writeEndElement();
        if (depth > 0) {
            newLine();
        }
    }

    private void leaf(String element, String text, String... attributes) throws XMLStreamException {
        indent();
        xml.writeStartElement(element);
        write(attributes);
        xml.writeCharacters(text);
        xml.writeEndElement();
        newLine();
    }

    private void empty(String element, String... attributes) throws XMLStreamException {
        indent();
        xml.writeEmptyElement(element);
        write(attributes);
        newLine();
    }

    private void write(String... attributes) throws XMLStreamException {
        for (int i = 0; i < attributes.length; i += 2) {
            xml.writeAttribute(attributes[i], attributes[i + 1]);
        }
    }

    private void indent() throws XMLStreamException {
        xml.writeCharacters("  ".repeat(depth));
    }

    private void newLine() throws XMLStreamException {
        xml.writeCharacters("\n");
    }
}
