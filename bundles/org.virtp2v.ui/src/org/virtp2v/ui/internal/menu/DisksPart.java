package org.virtp2v.ui.internal.menu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.DiskChoices;
import org.virtp2v.ui.internal.model.DiskNode;
import org.virtp2v.ui.internal.model.DiskRow;
import org.virtp2v.ui.internal.model.DiskSet;
import org.virtp2v.ui.internal.model.WizardModel;

/** Which disks are copied, and the keys of those that are encrypted. */
record DisksPart(WizardModel model, Questions questions) implements MenuPart {
    private static final Messages TEXT = Messages.beside(DisksPart.class);

    private DiskChoices disks() {
        return model.known().disks();
    }

    @Override
    public String title() {
        return TEXT.get("disks");
    }

    @Override
    public String state() {
        List<DiskRow> chosen = disks().chosen();
        return chosen.isEmpty() ? TEXT.get("notChosen")
                : TEXT.get("disks.chosen", chosen.stream().map(DiskRow::name).collect(Collectors.joining(", ")),
                        Integer.toString(chosen.size()), Integer.toString(disks().rows().size()));
    }

    @Override
    public boolean run() {
        while (true) {
            List<DiskRow> rows = list();
            String typed = questions.text(TEXT.get("disks.toggle"), "", any -> null);
            if (typed == null) {
                return false;
            }
            if (typed.isEmpty()) {
                return keys();
            }
            for (String number : typed.split("[,\\s]+")) {
                toggle(number, rows);
            }
        }
    }

    private List<DiskRow> list() {
        questions.heading(TEXT.get("disks.list"));
        List<DiskRow> rows = new ArrayList<>();
        for (DiskNode node : disks().nodes().getValue()) {
            switch (node) {
                case DiskSet set -> {
                    String missing = set.missing();
                    questions.say(missing == null ? TEXT.get("disks.set", set.title())
                            : TEXT.get("disks.setMissing", set.title(), missing));
                    set.disks().forEach(row -> show(row, rows));
                }
                case DiskRow row -> show(row, rows);
                default -> {
                    // Partitions stand below their disk.
                }
            }
        }
        return rows;
    }

    private void show(DiskRow row, List<DiskRow> rows) {
        rows.add(row);
        List<String> words = new ArrayList<>();
        Long size = row.sizeBytes();
        if (size != null) {
            words.add(ByteSize.format(size));
        }
        String model = row.model();
        words.add(row.bus());
        words.add(model == null ? "" : model);
        words.add(row.content());
        String text = words.stream().filter(word -> !word.isEmpty()).collect(Collectors.joining(", "));
        String locked = row.locked();
        questions.say(TEXT.get(disks().isChosen(row) ? "disks.on" : "disks.off", Integer.toString(rows.size()),
                row.name(), text) + (locked == null ? "" : TEXT.get("disks.locked", locked)));
    }

    private void toggle(String number, List<DiskRow> rows) {
        int index = Questions.index(number, rows.size());
        if (index < 0) {
            questions.say(TEXT.get("noNumber", number, Integer.toString(rows.size())));
            return;
        }
        DiskRow row = rows.get(index);
        String message = disks().choose(row, !disks().isChosen(row));
        if (message != null) {
            questions.say(message);
        }
    }

    /** virt-v2v needs them, and nobody else gets them. */
    private boolean keys() {
        for (DiskRow row : disks().chosen()) {
            for (Volume volume : row.encrypted()) {
                Secret key = questions.secret(TEXT.get("disks.key", volume.name()), disks().hasKey(volume));
                if (key == null) {
                    return false;
                }
                if (!key.reveal().isEmpty()) {
                    disks().unlock(volume, key.reveal());
                }
            }
        }
        return true;
    }
}
