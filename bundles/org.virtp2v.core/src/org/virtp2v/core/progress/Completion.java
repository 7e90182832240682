package org.virtp2v.core.progress;

/**
 * Computes how many percent of a work are done, from samples of what has moved and of what is thought to be left. The
 * rest of the bar is always spread over the rest of the work. So it moves only when something moves, and when the work
 * turns out to be more or less than was thought it goes slower or faster from there on; it never jumps and never goes
 * back. With an estimate that is right from the beginning it is the share of what has moved. Not thread-safe.
 */
final class Completion {
    private double percent;
    private long moved;

    /**
     * Takes a sample.
     *
     * @param movedNow
     *            bytes that have moved since the beginning
     * @param left
     *            estimate of the bytes that will still move, not negative
     * @return 0 to 100
     */
    double sample(long movedNow, double left) {
        long step = movedNow - moved;
        if (step > 0) {
            percent += (100 - percent) * step / (step + left);
            moved = movedNow;
        }
        return percent;
    }
}
