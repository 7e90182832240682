package org.virtp2v.core.v2v;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestInterface;
import org.virtp2v.core.settings.StaticAddress;

/** The arguments of virt-v2v(1), and of virt-v2v-in-place(1), which has the same but for the output's. */
final class ToolArguments {
    /** The program that copies. */
    static final String PROGRAM = "virt-v2v";
    /** The program that converts what is there. */
    static final String IN_PLACE = "virt-v2v-in-place";

    private ToolArguments() {
    }

    /**
     * virt-v2v with its arguments.
     *
     * @param colours
     *            whether it knows {@code --colours}
     */
    static List<String> command(ConversionPlan plan, boolean colours) {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(begin(colours));
        for (VirtV2vOption option : VirtV2vOption.ALL) {
            option.arguments(plan.output()).forEach(value -> command.addAll(List.of(option.flag(), value)));
        }
        command.addAll(guest(plan, plan.target().output().arguments()));
        command.add("physical.xml");
        return command;
    }

    /** The arguments of virt-v2v-in-place, without the description of the machine. */
    static List<String> inPlace(ConversionPlan plan, boolean colours) {
        List<String> arguments = begin(colours);
        arguments.addAll(guest(plan, List.of()));
        return arguments;
    }

    private static List<String> begin(boolean colours) {
        List<String> arguments = new ArrayList<>(List.of("-v", "-x"));
        if (colours) {
            arguments.add("--colours");
        }
        arguments.addAll(List.of("-i", "libvirtxml"));
        return arguments;
    }

    private static List<String> guest(ConversionPlan plan, List<String> ofTarget) {
        List<String> arguments = network(plan);
        KeyFiles.options(plan).forEach(key -> arguments.addAll(List.of("--key", key)));
        arguments.addAll(ofTarget);
        arguments.addAll(List.of("--root", Objects.requireNonNullElse(plan.virtV2v().root(), "first")));
        arguments.addAll(OptionFiles.arguments(plan));
        return arguments;
    }

    /** virt-v2v's {@code --mac}: the planner has seen to it that each interface has an address. */
    private static List<String> network(ConversionPlan plan) {
        List<String> arguments = new ArrayList<>();
        for (GuestInterface card : plan.interfaces()) {
            String bridge = plan.virtV2v().bridges().get(card.name());
            if (bridge != null) {
                arguments.addAll(List.of("--mac", card.macAddress() + ":bridge:" + bridge));
            }
            for (StaticAddress address : plan.virtV2v().addresses()) {
                if (address.interfaceName().equals(card.name())) {
                    arguments.addAll(List.of("--mac", card.macAddress() + ":ip:" + address.text()));
                }
            }
        }
        return arguments;
    }
}
