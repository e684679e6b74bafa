/*
 * repair.h - what a strict JSON parser refuses in records that are otherwise fine
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_REPAIR_H
#define ND_READ_REPAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "newsdupes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Replaces the content of `out` by the JSON text with
 * - each invalid UTF-8 sequence,
 * - each escape of a surrogate that has no partner (\ud800 alone)
 * replaced by U+FFFD, and
 * - each number of more than 18 digits, or with an exponent, put in quotes: nobody needs its value,
 *   and its digits make an id.
 * The rest is copied: what is no JSON stays none. *changed says whether anything was replaced.
 * Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_json_repair(const char *json, size_t size, struct nd_buf *out, bool *changed);

#ifdef __cplusplus
}
#endif

#endif /* ND_READ_REPAIR_H */
