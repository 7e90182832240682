#!/bin/bash
# config.sh: kiwi runs it in the image when the packages and the files of root/ are there.
set -euo pipefail
exec /usr/lib/virt-p2v-live/setup
