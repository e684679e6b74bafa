#!/bin/sh
# check-isa.sh - AVX registers appear in the objects of their own kernels and in no other, so that
# the program starts on any x86-64 machine
#
# usage: check-isa.sh MACHINE OBJECT...
#
# SPDX-License-Identifier: MIT
set -u
case $1 in
*x86_64*) ;;
*) echo "check-isa: nothing to check on $1"; exit 0 ;;
esac
shift
status=0
for object in "$@"; do
    case $object in
    */k_avx2.o) pattern='%zmm' ;;
    */k_avx512.o | */k_vbmi2.o) continue ;;
    *) pattern='%[yz]mm' ;;
    esac
    count=$(objdump -d --no-show-raw-insn "$object" | grep -cE "$pattern")
    if [ "$count" -ne 0 ]; then
        echo "check-isa: $object has $count instructions with $pattern" >&2
        status=1
    fi
done
[ $status -ne 0 ] || echo 'check-isa: ok'
exit $status
