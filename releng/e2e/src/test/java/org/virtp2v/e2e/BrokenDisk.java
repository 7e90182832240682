package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An image as a block device with sectors that cannot be read; gone when it is closed. */
record BrokenDisk(Process maker, String device) implements AutoCloseable {

    static BrokenDisk of(Path image, List<Long> sectors) throws IOException {
        List<String> command = new ArrayList<>(List.of(Checkout.lab("broken-disk", image.toString())));
        sectors.forEach(sector -> command.add(sector.toString()));
        Process maker = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String device = new BufferedReader(new InputStreamReader(maker.getInputStream())).readLine();
        assertThat(device).as("a device of releng/lab/broken-disk").isNotNull();
        return new BrokenDisk(maker, device);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        maker.getOutputStream().close();
        maker.waitFor();
    }
}
