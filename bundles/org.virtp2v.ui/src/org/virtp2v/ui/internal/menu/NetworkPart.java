package org.virtp2v.ui.internal.menu;

import java.util.List;
import java.util.stream.Collectors;

import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.Choices;
import org.virtp2v.ui.internal.model.Networks;
import org.virtp2v.ui.internal.model.WizardModel;

/** Which network ports the guest gets, and to which networks they are connected. */
record NetworkPart(WizardModel model, Questions questions) implements MenuPart {
    private static final Messages TEXT = Messages.beside(NetworkPart.class);

    private Choices<NetworkInterface> interfaces() {
        return model.known().interfaces();
    }

    private Networks networks() {
        return model.known().networks();
    }

    @Override
    public String title() {
        return TEXT.get("network");
    }

    @Override
    public String state() {
        List<NetworkInterface> chosen = interfaces().rows().getValue().stream().filter(interfaces()::isChosen).toList();
        return chosen.isEmpty() ? TEXT.get("network.none")
                : chosen.stream().map(port -> TEXT.get("network.to", port.name(), networks().of(port.name())))
                        .collect(Collectors.joining(", "));
    }

    @Override
    public boolean run() {
        while (true) {
            List<NetworkInterface> ports = interfaces().rows().getValue();
            questions.heading(TEXT.get("network.list"));
            for (int i = 0; i < ports.size(); i++) {
                show(ports.get(i), i + 1);
            }
            String typed = questions.text(TEXT.get("network.which"), "", any -> null);
            if (typed == null || typed.isEmpty()) {
                return typed != null;
            }
            int index = Questions.index(typed, ports.size());
            if (index < 0) {
                questions.say(TEXT.get("noNumber", typed, Integer.toString(ports.size())));
            } else {
                ask(ports.get(index));
            }
        }
    }

    private void show(NetworkInterface port, int number) {
        String address = port.macAddress();
        String key = interfaces().isChosen(port) ? "network.on" : "network.off";
        questions.say(TEXT.get(key, Integer.toString(number),
                address == null ? port.name() : port.name() + ", " + address, networks().of(port.name())));
    }

    private void ask(NetworkInterface port) {
        Boolean wanted = questions.yes(TEXT.get("network.take", port.name()), true);
        if (wanted == null) {
            return;
        }
        interfaces().choose(port, wanted);
        while (wanted) {
            String before = networks().of(port.name());
            String network = questions.suggested(TEXT.get("network.network", port.name()), before,
                    networks().known());
            if (network == null) {
                networks().connect(port.name(), before); // a bad name is forgotten
                return;
            }
            if (networks().connect(port.name(), network)) {
                return;
            }
            questions.say(TEXT.get("network.bad"));
        }
    }
}
