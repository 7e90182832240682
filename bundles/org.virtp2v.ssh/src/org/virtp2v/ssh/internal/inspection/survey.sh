#!/bin/bash
# After the functions of python.sh: finds the facts about the server; makes nothing and changes nothing. Lines are KIND [WORDS];
# what was asked for is named by its number, so nothing has to be quoted. Each fact is printed as it is known, the doubtful ones
# last.
: "${libvirt:?}" "${uri?}" "${pool?}" "${guest?}" "${storage?}" "${sudo:?}" "${windows:?}"
declare -a tools files interpreters variables
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
setting() { # default variable...: the value of the first one that virt-v2v is given, or that the user's environment has
    local default=$1 name assignment
    shift
    for name; do
        for assignment in "${variables[@]}" "$name=${!name}"; do
            case $assignment in
                "$name="?*) printf '%s' "${assignment#*=}"; return ;;
            esac
        done
    done
    printf '%s' "$default"
}
named() { # kind words
    printf '%s %s\n' "$1" "${2//[[:cntrl:]]/?}"
}
place temporary /tmp
overlays=$(setting /var/tmp VIRT_V2V_TMPDIR LIBGUESTFS_CACHEDIR TMPDIR)
named overlays-name "$overlays"
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
kvm() { # as whoever runs virt-v2v; root can open whatever there is
    case :$(setting '' LIBGUESTFS_BACKEND_SETTINGS): in
        *:force_tcg:*) echo OFF; return ;;
    esac
    if [ -c /dev/kvm ]; then
        if [ "$sudo" = true ] || (: <> /dev/kvm) 2> /dev/null; then echo USABLE; else echo CLOSED; fi
    elif grep -q '^flags' /proc/cpuinfo && ! grep -Eqw 'vmx|svm' /proc/cpuinfo; then
        echo UNSUPPORTED
    else
        echo MISSING
    fi
}
kernel() { # the one that supermin takes: the newest one with modules
    local file kernels=(/lib/modules/*/vmlinuz)
    if ! [ -e "${kernels[0]}" ]; then
        kernels=()
        for file in /boot/vmlinu?-*; do
            [ -e "/lib/modules/${file#*-}/modules.dep" ] && kernels+=("$file")
        done
    fi
    [ "${#kernels[@]}" -eq 0 ] || printf '%s\n' "${kernels[@]}" | sort -V | tail -n 1
}
appliance() { # sets supermin, the directory it is made from
    local places place file built uid=$EUID
    [ "$sudo" = false ] || uid=0
    IFS=: read -r -a places <<< "$(setting '' LIBGUESTFS_PATH)"
    [ "${#places[@]}" -gt 0 ] || places=(/usr{,/local}/lib{,64,/"$(uname -m)-linux-gnu"}/guestfs)
    for place in "${places[@]}"; do
        if [ -e "$place/supermin.d/packages" ]; then supermin=$place/supermin.d; break; fi
        if [ -e "$place/README.fixed" ]; then named appliance "FIXED $place"; return; fi
    done
    [ -n "$supermin" ] || return
    file=$(setting "$(kernel)" SUPERMIN_KERNEL)
    built=$(setting /var/tmp LIBGUESTFS_CACHEDIR TMPDIR)/.guestfs-$uid/appliance.d/root
    if [ -e "$file" ] && [ "$built" -nt "$file" ]; then
        named appliance "BUILT $file"
    elif [ -z "$file" ] && [ -r /boot ]; then
        echo 'appliance NO_KERNEL'
    elif [ "$sudo" = true ] || [ -r "${file:=/boot}" ]; then
        named appliance "KERNEL $file"
    else
        named appliance "CLOSED $file"
    fi
}
windows_tools() {
    local share=/usr/share drivers tools file
    [[ $(command -v virt-v2v) != /usr/local/* ]] || share=/usr/local/share
    drivers=$share/virtio-win
    [ ! -e "$drivers/virtio-win.iso" ] || drivers=$drivers/virtio-win.iso
    drivers=$(setting "$drivers" VIRTIO_WIN VIRTIO_WIN_DIR)
    named drivers-name "$drivers"
    if [ -f "$drivers" ] || [ -b "$drivers" ] ||
        [ -n "$(timeout -k 1 3 find -L "$drivers" -iname '*.inf' -print -quit 2> /dev/null)" ]; then
        echo 'drivers true'
    fi
    # the name of the file, and that of the volume: ECMA-119, 8.4
    named drivers-version "$({
        readlink -f -- "$drivers"
        timeout -k 1 3 dd if="$drivers" bs=2048 skip=16 count=1
    } 2> /dev/null | grep -aoE 'virtio-win-[0-9]+(\.[0-9]+)*' | tail -n 1 | cut -d - -f 3)"
    tools=$(setting "$share/virt-tools" VIRT_TOOLS_DATA_DIR)
    named tools-name "$tools"
    for file in rhsrvany.exe pvvxsvc.exe; do
        if [ -e "$tools/$file" ]; then echo "service $file"; break; fi
    done
    if [ -n "$supermin" ]; then
        if compgen -G "$supermin/*winsupport*" > /dev/null ||
            { grep -Exq 'ntfs-3g|ntfsprogs' "$supermin/packages" && command -v ntfs-3g > /dev/null; }; then
            echo 'ntfs true'
        else
            echo 'ntfs false'
        fi
    fi
    echo windows-done
}
echo "kvm $(kvm)"
supermin=
appliance
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
[ "$windows" = false ] || windows_tools
exit 0
}
