/*
 * stamp.c - see stamp.h
 *
 * Times before 1970 are written as the negative numbers that they are: half a second before it is
 * -1 second and 500,000,000 nanoseconds in a struct timespec, and -0.500000000 here.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/stamp.h"

#include <inttypes.h>
#include <stdio.h>

enum { SECOND = 1000000000, PLACES = 9 };

struct nd_stamp nd_stamp_of(const struct stat *info) {
    if (!S_ISREG(info->st_mode)) return (struct nd_stamp){.known = false};
    return (struct nd_stamp){.bytes = (uint64_t)info->st_size,
                             .seconds = (int64_t)info->st_mtim.tv_sec,
                             .nanoseconds = (uint32_t)info->st_mtim.tv_nsec,
                             .known = true};
}

bool nd_stamp_equal(const struct nd_stamp *a, const struct nd_stamp *b) {
    return a->known && b->known && a->bytes == b->bytes && a->seconds == b->seconds &&
           a->nanoseconds == b->nanoseconds;
}

/* ---- Writing --------------------------------------------------------------------------------- */

void nd_stamp_print(const struct nd_stamp *stamp, struct nd_stamp_text *text) {
    const bool negative = stamp->seconds < 0;
    uint64_t seconds = negative ? -(uint64_t)stamp->seconds : (uint64_t)stamp->seconds;
    uint32_t nanoseconds = stamp->nanoseconds;
    *text = (struct nd_stamp_text){.bytes = "", .modified = ""};
    if (!stamp->known) return;
    if (negative && nanoseconds != 0) {
        seconds--;
        nanoseconds = SECOND - nanoseconds;
    }
    (void)snprintf(text->bytes, sizeof text->bytes, "%" PRIu64, stamp->bytes);
    (void)snprintf(text->modified, sizeof text->modified, "%s%" PRIu64 ".%0*" PRIu32,
                   negative ? "-" : "", seconds, PLACES, nanoseconds);
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Reads digits up to `end`, at least one, as a number of at most `most`. */
static bool parse_digits(const char *at, const char *end, uint64_t most, uint64_t *number) {
    *number = 0;
    if (at == end) return false;
    for (; at < end; at++) {
        const uint64_t digit = (uint64_t)(unsigned char)*at - '0';
        if (digit > 9 || *number > (most - digit) / 10) return false;
        *number = *number * 10 + digit;
    }
    return true;
}

static bool parse_time(struct nd_stamp *stamp, struct nd_name field) {
    const bool negative = field.size != 0 && field.bytes[0] == '-';
    const char *const end = field.bytes + field.size, *const point = end - (PLACES + 1);
    uint64_t seconds, nanoseconds;
    if (field.size < PLACES + 2 || *point != '.') return false;
    if (!parse_digits(field.bytes + negative, point, INT64_MAX, &seconds)) return false;
    if (!parse_digits(point + 1, end, SECOND - 1, &nanoseconds)) return false;
    stamp->seconds = negative ? -(int64_t)seconds : (int64_t)seconds;
    if (negative && nanoseconds != 0) {
        stamp->seconds--;
        nanoseconds = SECOND - nanoseconds;
    }
    stamp->nanoseconds = (uint32_t)nanoseconds;
    return true;
}

bool nd_stamp_parse(struct nd_stamp *stamp, struct nd_name bytes, struct nd_name modified) {
    *stamp = (struct nd_stamp){.known = false};
    if (bytes.size == 0 && modified.size == 0) return true;
    if (!parse_digits(bytes.bytes, bytes.bytes + bytes.size, UINT64_MAX, &stamp->bytes))
        return false;
    stamp->known = parse_time(stamp, modified);
    return stamp->known;
}
