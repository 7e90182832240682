#!/bin/bash
# After the functions of python.sh: finds the facts about the server; makes nothing and changes nothing. Lines are KIND [WORDS];
# what was asked for is named by its number, so nothing has to be quoted. Each fact is printed as it is known, the doubtful ones
# last.
: "${libvirt:?}" "${uri?}" "${pool?}" "${guest?}" "${storage?}"
declare -a tools files interpreters
{
echo "clock $(date +%s)"
place() { # kind path
    local p=$2 parent
    if [ -d "$p" ]; then
        if [ -w "$p" ] && [ -x "$p" ]; then echo "$1 WRITABLE"; else echo "$1 NOT_WRITABLE"; fi
        local free size
        # f_bavail and f_bsize of statfs(2)
        read -r free size < <(timeout -k 1 3 stat -f -c '%a %S' -- "$p" 2> /dev/null) &&
            echo "$1-free $((free * size))"
    elif [ -e "$p" ] || [ -L "$p" ]; then
        echo "$1 NOT_A_DIRECTORY"
    else
        parent=$p
        while [ "$parent" != / ] && ! [ -e "$parent" ]; do parent=$(dirname -- "$parent"); done
        if [ -x "$parent" ]; then echo "$1 MISSING"; else echo "$1 UNREACHABLE"; fi
    fi
}
place temporary /tmp
overlays=${VIRT_V2V_TMPDIR:-${LIBGUESTFS_CACHEDIR:-${TMPDIR:-/var/tmp}}}
printf 'overlays-name %s\n' "${overlays//[[:cntrl:]]/?}"
place overlays "$overlays"
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
for i in "${!tools[@]}"; do
    command -v "${tools[i]}" > /dev/null || echo "missing-tool $i"
done
echo tools-done
version=
for python in "${interpreters[@]}"; do
    version=$(relay_python 3 "$python") && [ -n "$version" ] && break
done
echo "python $version"
ask() { # arguments of virsh
    timeout -k 1 3 virsh ${uri:+-c "$uri"} "$@" < /dev/null
}
if [ "$libvirt" = true ] && command -v virsh > /dev/null; then
    if names=$(ask -q list --all --name 2> /dev/null); then
        if grep -Fxq -- "$guest" <<< "$names"; then echo "guest true"; else echo "guest false"; fi
        if facts=$(ask pool-info --bytes "$pool" 2>&1); then
            while read -r key value; do
                case $key$value in
                    State:running) echo "storage WRITABLE" ;;
                    State:inactive) echo "storage INACTIVE" ;;
                    Available:*) echo "storage-free $value" ;;
                esac
            done <<< "$facts"
        else
            case $facts in
                *"failed to get pool"* | *"pool not found"*) echo "storage MISSING" ;;
            esac
        fi
    fi
fi
if [ -n "$storage" ]; then
    place storage "$storage"
    for i in "${!files[@]}"; do
        if [ -e "${files[i]}" ] || [ -L "${files[i]}" ]; then echo "existing $i"; fi
    done
    echo files-done
fi
exit 0
}
