#!/bin/bash
# Lists the runs of this server for somebody who only looks, those that changed last first. For each user "user NUMBER"; for each
# of his runs "run DIRECTORY OWNER STATE REPORTED STATUS HEARD TOLD CHANGED", with ages in seconds and "-" for what is not there,
# then "name NAME" and "progress LINE", as the machine wrote them. Files are read as the user whose run it is: what somebody else
# has put there cannot lead to files that he could not read himself. At the end "done all" when everybody's were listed, else
# "done own".
: "${most:?}" "${sudo:?}"
{
list() { # how many at most
    local now directory leader born code state file age reported guest line left=$1
    local -a stat directories=()
    local -A ages=()
    cd /tmp || return
    shopt -s nullglob
    printf -v now '%(%s)T' -1
    echo "user $EUID"
    for directory in virt-p2v-*; do
        [[ $directory =~ ^virt-p2v-[0-9]{8}-[0-9a-z]{8}$ ]] && [ ! -L "$directory" ] && [ -O "$directory" ] && directories+=("$directory")
    done
    [ ${#directories[@]} -gt 0 ] || return
    while read -r age file; do
        age=$((now - age))
        ages[$file]=$((age < 0 ? 0 : age))
    done < <(stat -c '%Y %n' -- "${directories[@]}" "${directories[@]/%//heartbeat}" "${directories[@]/%//progress.json}" 2> /dev/null)
    while read -r age directory; do
        [ $((left--)) -gt 0 ] || break
        { cd "/tmp/$directory" && [ -O . ]; } || continue
        leader='' born='' code='' guest='' line='' reported=no stat=()
        [ ! -e p2v-report.json ] || reported=yes
        [ ! -f pid ] || read -r leader born < pid
        [ ! -f status ] || read -r -n 4 code < status
        [ ! -f name ] || read -r -n 500 guest < name
        [ ! -f progress.json ] || IFS= read -r -n 16384 line < progress.json
        [[ $code =~ ^[0-9]{1,3}$ ]] || code=-
        # known by its number and by when it was born, see proc(5)
        [[ $leader =~ ^[1-9][0-9]{0,9}$ ]] && read -r -d '' -a stat 2> /dev/null < "/proc/$leader/stat"
        if [ -e given-up ]; then
            state=GAVE_UP
        elif [ -n "${stat[21]}" ] && [ "${stat[21]}" = "$born" ]; then
            state=RUNNING
        elif [ "$code" != - ] && [ "$code" != 99 ]; then
            state=ENDED
        elif [ -n "$leader" ]; then
            state=DEAD
        elif [ "$code" = 99 ]; then
            state=RUNNING # of another program, which leaves no number
        else
            state=PREPARING
        fi
        echo "run /tmp/$directory $EUID $state $reported $code ${ages[$directory/heartbeat]:--} ${ages[$directory/progress.json]:--} $age"
        printf 'name %s\nprogress %s\n' "${guest//$'\r'/}" "${line//$'\r'/}"
    done < <(for directory in "${directories[@]}"; do echo "${ages[$directory]:-0} $directory"; done | sort -n)
}
list "$most" 2> /dev/null
as=()
if [ "$EUID" != 0 ]; then
    [ "$sudo" = true ] || { echo "done own"; exit 0; }
    as=(sudo -n)
fi
"${as[@]}" setpriv --reuid="$EUID" --clear-groups true > /dev/null 2>&1 || { echo "done own"; exit 0; }
while IFS=: read -r user group; do
    [ "$user" = "$EUID" ] || "${as[@]}" setpriv --reuid="$user" --regid="$group" --clear-groups --inh-caps=-all \
        env LC_ALL=C bash --noprofile --norc -p -c "$(declare -f list); list $most" < /dev/null 2> /dev/null
done < <(stat -c '%u:%g' -- /tmp/virt-p2v-* 2> /dev/null | sort -u | head -n 40)
echo "done all"
exit 0
}
