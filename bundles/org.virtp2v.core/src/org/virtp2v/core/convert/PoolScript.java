package org.virtp2v.core.convert;

import java.util.List;
import java.util.stream.Collectors;

import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.LibvirtPool;

/**
 * Those parts of the wrapper script that ask libvirt, for {@code -o libvirt}: where the pool's directory is, before
 * virt-v2v begins, as it may be gone afterwards; and whether the guest is defined, which is the last thing that virt-v2v
 * does. As to virt-v2v, a pool is a directory or cannot be used. What libvirt does not tell in three seconds is not known,
 * and then nothing is removed.
 *
 * @param definitions
 *            bash functions and variables
 * @param beforeRun
 *            sets {@code output}, the names of the disks, and records it and whether the guest is there
 * @param beforeDiscard
 *            sets {@code output} as it was recorded; ends when the guest is complete, or may be
 * @param afterDiscard
 *            lets libvirt know that files are gone
 */
record PoolScript(String definitions, String beforeRun, String beforeDiscard, String afterDiscard) {
    private static final PoolScript NONE = new PoolScript("", "", "", "");

    private static final String DEFINITIONS = """
            uri=%1$s pool=%2$s guest=%3$s
            ask () # arguments of virsh
            {
              %4$stimeout -k 1 3 virsh ${uri:+-c "$uri"} "$@" </dev/null 2>/dev/null
            }
            pool_directory () # what libvirt writes, with one element a line
            {
              sed -n -e '/<target>/,/<\\/target>/ s/^ *<path>\\(.*\\)<\\/path>$/\\1/p' |
                sed -e 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g' -e "s/&apos;/'/g" -e 's/&amp;/\\&/g'
            }
            """;
    /* As root if that is allowed, as virt-v2v is. */
    private static final String AS_ROOT = "sudo -n -l virsh \"$@\" &>/dev/null &&"
            + " timeout -k 1 3 sudo -n virsh ${uri:+-c \"$uri\"} \"$@\" </dev/null 2>/dev/null ||\n    ";

    private static final String BEFORE_RUN = """
            directory=
            xml=$(ask pool-dumpxml "$pool") && [[ $xml == "<pool type='dir'"* ]] && directory=$(pool_directory <<< "$xml")
            if [[ $directory == /* ]]; then
              for name in %1$s; do output+=("$directory/$name"); done
            fi
            printf '%%s\\n' "${output[@]}" > output-files
            guests=$(ask -q list --all --name) && ! grep -qxFe "$guest" <<< "$guests" && touch guest-is-new
            """;

    private static final String BEFORE_DISCARD = """
              mapfile -t output < output-files
              guests=$(ask -q list --all --name) || exit
              [ -e guest-is-new ] && grep -qxFe "$guest" <<< "$guests" && { echo complete; exit; }
            """;

    private static final String AFTER_DISCARD = """
              ask pool-refresh "$pool" >/dev/null
            """;

    /** The parts for this plan; empty when the guest does not go to libvirt. */
    static PoolScript of(ConversionPlan plan) {
        LibvirtPool pool = LibvirtPool.of(plan);
        if (pool == null) {
            return NONE;
        }
        List<String> disks = OutputFiles.disks(plan);
        String uri = pool.uri();
        return new PoolScript(
                DEFINITIONS.formatted(WrapperScript.quote(uri == null ? "" : uri), WrapperScript.quote(pool.name()),
                        WrapperScript.quote(plan.guest().name()), plan.login().sudo() ? AS_ROOT : ""),
                BEFORE_RUN.formatted(disks.stream().map(WrapperScript::quote).collect(Collectors.joining(" "))),
                BEFORE_DISCARD, AFTER_DISCARD);
    }
}
