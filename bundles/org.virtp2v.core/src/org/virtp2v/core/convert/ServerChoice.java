package org.virtp2v.core.convert;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionEvent.ServerChosen;
import org.virtp2v.core.convert.ConversionEvent.WaitingForServer;
import org.virtp2v.core.convert.Resumption.GoingOn;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.RunSlot;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLoad;
import org.virtp2v.core.server.SlotRequest;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;

/**
 * Takes the least busy of several conversion servers that can be reached, and a slot on it where the number of
 * conversions is limited; as long as all are full, it waits. Each server has a queue, in which this machine stands
 * while it waits: a slot that becomes free belongs to the machine that has waited longest, and of two that ask at the
 * same moment only one gets it. For one conversion, on one thread.
 */
final class ServerChoice implements AutoCloseable {
    private static final Messages TEXT = Messages.beside(ServerChoice.class);
    /** Between two rounds; several fit into {@link ServerAccess#QUEUE_SECONDS}. */
    private static final Duration PAUSE = Duration.ofSeconds(30);
    /** As long as there are free slots for machines that came before. */
    private static final Duration QUEUED = Duration.ofSeconds(5);

    private final List<Candidate> candidates;
    private final @Nullable SlotRequest request;
    private final Consumer<ConversionEvent> events;
    private final Duration pause;
    private final List<Candidate> queues = new ArrayList<>();
    private @Nullable String told;

    /**
     * A server that may be taken.
     *
     * @param plan
     *            the conversion on it
     * @param access
     *            the way to it
     */
    record Candidate(ConversionPlan plan, ServerAccess access) {
    }

    /**
     * The server that was taken.
     *
     * @param goingOn
     *            a run there that goes on; null: a new one begins
     * @param slot
     *            for the new one; null: it needs none
     */
    record Chosen(Candidate candidate, @Nullable GoingOn goingOn, @Nullable RunSlot slot) {
    }

    /** Looks on a server for a run of this conversion that goes on; null: there is none. */
    @FunctionalInterface
    interface Search {
        @Nullable
        GoingOn in(Candidate candidate) throws ConversionException, InterruptedException;
    }

    /** A server's answer: its load, or why there is none. */
    private record Asked(Candidate candidate, @Nullable ServerLoad load, @Nullable ConversionException problem) {
        ServerState state() {
            ServerLoad known = load;
            return known == null
                    ? new ServerState(candidate.plan().login(),
                            firstLine(Objects.requireNonNull(problem, "why there is no load")))
                    : new ServerState(candidate.plan().login(), known, isRoomy());
        }

        private boolean isRoomy() {
            Long free = load == null ? null : load.freeBytes();
            ConversionPlan plan = candidate.plan();
            boolean whole = plan.output().allocation() == OutputSettings.Allocation.PREALLOCATED;
            return free == null || free >= plan.disks().stream()
                    .mapToLong(whole ? SourceDisk::sizeBytes : SourceDisk::expectedBytes).sum();
        }

        private double share() {
            return load == null ? Double.MAX_VALUE : load.share();
        }
    }

    ServerChoice(List<Candidate> candidates, @Nullable Integer limit, Consumer<ConversionEvent> events) {
        this(candidates, limit, events, PAUSE);
    }

    ServerChoice(List<Candidate> candidates, @Nullable Integer limit, Consumer<ConversionEvent> events,
            Duration pause) {
        this.candidates = List.copyOf(candidates);
        this.request = limit == null ? null : new SlotRequest(limit, candidates.getFirst().plan().guest().name());
        this.events = events;
        this.pause = pause;
    }

    /** Whether a conversion has a choice, or must have a slot. One that goes on keeps the slot that it has. */
    static boolean isNeeded(Beginning beginning, ConversionPlan plan) {
        return beginning instanceof Beginning.New && (plan.candidates().size() > 1 || plan.maxRunning() != null);
    }

    /**
     * Chooses.
     *
     * @throws ConversionException
     *             when no server can be used, not even after a while
     */
    Chosen choose(Search search) throws ConversionException, InterruptedException {
        Duration patience = candidates.getFirst().plan().login().reconnect();
        long lastAnswer = System.nanoTime();
        boolean answered = false;
        while (true) {
            List<Asked> all = ask(candidates.size() == 1);
            if (noneAnswers(all) && !answered && candidates.size() > 1) {
                all = ask(true);
            }
            if (!noneAnswers(all)) {
                Chosen found = answered ? null : goingOn(search, all);
                answered = true;
                lastAnswer = System.nanoTime();
                Chosen chosen = found != null ? found : take(all);
                if (chosen != null) {
                    return chosen;
                }
            } else if (!answered || System.nanoTime() - lastAnswer > patience.toNanos()) {
                throw failure(all);
            }
            Duration next = all.stream().anyMatch(this::isSoonItsTurn) && QUEUED.compareTo(pause) < 0 ? QUEUED : pause;
            tellWaiting(all, next);
            Thread.sleep(next);
        }
    }

    /**
     * Somebody who came before has not taken it yet; of several servers one that is not wanted there is free again. A
     * long queue does not ask all at once: the server would have time for nothing else.
     */
    private boolean isSoonItsTurn(Asked asked) {
        ServerLoad load = asked.load();
        SlotRequest wanted = request;
        return load != null && wanted != null && load.slots() < wanted.limit() && load.ahead() <= wanted.limit();
    }

    private List<Asked> ask(boolean patient) throws InterruptedException {
        List<Callable<Asked>> questions = candidates.stream()
                .map(candidate -> (Callable<Asked>) () -> ask(candidate, patient)).toList();
        List<Asked> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Asked> answer : threads.invokeAll(questions)) {
                all.add(answer.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        if (request != null) {
            all.stream().filter(asked -> asked.load() != null && !queues.contains(asked.candidate()))
                    .forEach(asked -> queues.add(asked.candidate()));
        }
        return all;
    }

    private Asked ask(Candidate candidate, boolean patient) throws InterruptedException {
        String storage = candidate.plan().output().storage();
        try {
            return new Asked(candidate, candidate.access().load(request,
                    storage != null && storage.startsWith("/") ? storage : null, patient), null);
        } catch (ConversionException e) {
            return new Asked(candidate, null, e);
        }
    }

    private static boolean noneAnswers(List<Asked> all) {
        return all.stream().allMatch(asked -> asked.load() == null);
    }

    private @Nullable Chosen goingOn(Search search, List<Asked> all) throws ConversionException, InterruptedException {
        for (Asked asked : all) {
            GoingOn run = asked.load() == null ? null : search.in(asked.candidate());
            if (run != null) {
                return chosen(new Chosen(asked.candidate(), run, null), all);
            }
        }
        return null;
    }

    private @Nullable Chosen take(List<Asked> all) throws ConversionException, InterruptedException {
        List<Asked> order = new ArrayList<>(all);
        Collections.shuffle(order); // many machines that are started together find the same
        order.sort(Comparator.comparing((Asked asked) -> !asked.isRoomy()).thenComparing(Asked::share));
        SlotRequest wanted = request;
        ConversionException problem = null;
        for (Asked asked : order) {
            ServerLoad load = asked.load();
            if (load == null) {
                continue;
            }
            if (wanted == null) {
                return chosen(new Chosen(asked.candidate(), null, null), all);
            }
            try {
                RunSlot slot = load.hasSlot(wanted.limit()) ? asked.candidate().access().slot(wanted) : null;
                if (slot != null) {
                    queues.remove(asked.candidate());
                    return chosen(new Chosen(asked.candidate(), null, slot), all);
                }
            } catch (ConversionException e) {
                problem = e; // another server may have one
            }
        }
        if (problem != null && candidates.size() == 1) {
            throw problem;
        }
        return null;
    }

    private Chosen chosen(Chosen chosen, List<Asked> all) {
        events.accept(new ServerChosen(chosen.candidate().plan().login(), states(all),
                request == null ? null : request.limit()));
        close();
        candidates.stream().filter(other -> !other.equals(chosen.candidate()))
                .forEach(other -> other.access().close());
        return chosen;
    }

    private void tellWaiting(List<Asked> all, Duration next) {
        int limit = Objects.requireNonNull(request, "without a limit nobody waits").limit();
        var waiting = new WaitingForServer(states(all), limit, next);
        String text = waiting.text();
        if (!text.equals(told)) {
            events.accept(waiting);
            told = text;
        }
    }

    private static List<ServerState> states(List<Asked> all) {
        return all.stream().map(Asked::state).toList();
    }

    /** Of one server, its own. */
    private static ConversionException failure(List<Asked> all) {
        List<ConversionException> problems = all.stream()
                .map(asked -> Objects.requireNonNull(asked.problem(), "no server answered")).toList();
        ConversionException first = problems.getFirst();
        if (all.size() == 1) {
            return first;
        }
        String text = TEXT.get("servers.none", problems.stream().map(ServerChoice::firstLine).collect(joining("\n  ")));
        ConversionException connection = problems.stream().filter(ConnectionException.class::isInstance).findFirst()
                .orElse(first);
        return switch (connection) {
            case ConnectionException e -> new ConnectionException(e.reason(), text, e);
            case ServerException e -> new ServerException(e.reason(), text, e);
            case SourceException e -> e;
        };
    }

    private static String firstLine(ConversionException why) {
        return String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    }

    /** Leaves the queues in which this machine stands. Does not throw. */
    @Override
    public void close() {
        SlotRequest asked = request;
        if (asked == null || queues.isEmpty()) {
            return;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(queues.stream().map(candidate -> (Callable<Boolean>) () -> {
                candidate.access().leaveQueue(asked);
                return true;
            }).toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // they forget this machine by themselves
        }
        queues.clear();
    }
}
