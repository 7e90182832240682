/**
 * Output targets: kinds of output, such as files or a libvirt guest. A target has fields, which the wizard shows and
 * the kernel command line sets, and makes virt-v2v's options, environment and files of them.
 */
@NullMarked
package org.virtp2v.core.output;

import org.jspecify.annotations.NullMarked;
