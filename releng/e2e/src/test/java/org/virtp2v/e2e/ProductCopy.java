package org.virtp2v.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** The product once more, with a script in place of its Java. */
final class ProductCopy {

    private ProductCopy() {
    }

    /**
     * Makes the copy.
     *
     * @param place
     *            its directory, which is made
     * @param script
     *            what is run in place of Java, by sh; {@code $java} is the true one
     * @return its program
     */
    static Path of(Path place, String script) throws Exception {
        Checkout.run("cp", "--archive", Checkout.HOME.toString(), place.toString());
        Path java = place.resolve("runtime/bin/java");
        Path real = java.resolveSibling("java.real");
        Files.move(java, real);
        Checkout.program(java, "#!/bin/sh\njava='" + real + "'\n" + script);
        return place.resolve("bin/virt-p2v");
    }
}
