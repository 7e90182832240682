package org.virtp2v.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** The product once more, in another place, to be changed by a test. */
final class ProductCopy {

    private ProductCopy() {
    }

    /**
     * Makes a copy.
     *
     * @param place
     *            its directory, which is made
     * @return its program
     */
    static Path of(Path place) throws Exception {
        Checkout.run("cp", "--archive", "--reflink=auto", Checkout.HOME.toString(), place.toString());
        return place.resolve("bin/virt-p2v");
    }

    /**
     * Makes a copy with a script in place of its Java.
     *
     * @param place
     *            its directory, which is made
     * @param script
     *            what is run in place of Java, by sh; {@code $java} is the true one
     * @return its program
     */
    static Path withJava(Path place, String script) throws Exception {
        Path program = of(place);
        Path java = place.resolve("runtime/bin/java");
        Path real = java.resolveSibling("java.real");
        Files.move(java, real);
        Checkout.program(java, "#!/bin/sh\njava='" + real + "'\n" + script);
        return program;
    }
}
