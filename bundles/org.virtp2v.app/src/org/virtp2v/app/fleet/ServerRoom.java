package org.virtp2v.app.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLoad;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.text.Messages;

/**
 * Looks whether the servers of many machines can be logged in to as these will do it, and whether there is room for all
 * of them together.
 */
final class ServerRoom {
    private static final Messages TEXT = Messages.beside(ServerRoom.class);

    private final ConversionServer servers;
    private final List<String> problems = new ArrayList<>();

    /**
     * Machines whose guests go to one place.
     *
     * @param logins
     *            the servers, of which each machine takes one
     * @param storage
     *            the directory there; null: none that can be looked at
     */
    private record Place(List<ServerLogin> logins, @Nullable String storage) {
    }

    ServerRoom(ConversionServer servers) {
        this.servers = servers;
    }

    /** What is wrong, for people; nothing: all can be reached, and have room as far as that is known. */
    List<String> problems(List<FleetMachine> machines) throws InterruptedException {
        Map<Place, Long> wanted = new LinkedHashMap<>();
        for (FleetMachine machine : machines) {
            Settings settings = machine.settings();
            String storage = settings.output().storage();
            Place place = new Place(settings.server().logins(),
                    storage != null && storage.startsWith("/") ? storage : null);
            wanted.merge(place, Objects.requireNonNullElse(machine.sizeBytes(), 0L), Long::sum);
        }
        for (Map.Entry<Place, Long> place : wanted.entrySet()) {
            look(place.getKey(), place.getValue());
        }
        return problems.stream().distinct().toList();
    }

    private void look(Place place, long bytes) throws InterruptedException {
        long free = 0;
        boolean known = place.storage() != null;
        for (ServerLogin login : place.logins()) {
            Long there = free(login, place.storage());
            known &= there != null;
            free += Objects.requireNonNullElse(there, 0L);
        }
        if (known && free < bytes) {
            problems.add(TEXT.get("room.small", String.valueOf(place.storage()),
                    String.join(", ", place.logins().stream().map(ServerLogin::address).toList()),
                    ByteSize.format(free), ByteSize.format(bytes)));
        }
    }

    private @Nullable Long free(ServerLogin login, @Nullable String storage) throws InterruptedException {
        try (ServerAccess access = servers.access(login, key -> {
        })) {
            ServerLoad load = access.load(null, storage, false);
            return load.freeBytes();
        } catch (ConversionException e) {
            problems.add(String.valueOf(e.getMessage()));
            return null;
        }
    }
}
