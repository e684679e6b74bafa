/*
 * unpack.h - compressed bytes, through libarchive
 *
 * A build without libarchive has the same calls, and nd_unpack_available says that they refuse.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_UNPACK_H
#define ND_IO_UNPACK_H

#include <stdbool.h>
#include <stdint.h>

#include "io/bytes.h"
#include "io/magic.h"
#include "newsdupes.h"

/* A little that unpacks to much is a bomb: beyond ND_UNPACK_FREE bytes, more than `ratio` bytes for
 * each packed one are refused. Text seldom has more than twenty. */
#define ND_UNPACK_RATIO 200u
#define ND_UNPACK_FREE (UINT64_C(64) << 20)

bool nd_unpack_available(void);

/* Of libarchive, or "none"; a static string. */
const char *nd_unpack_version(void);

struct nd_unpacker;

/* Makes what undoes the compression `magic` of `packed`, which is borrowed. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_unpack_new(nd_magic magic, const struct nd_bytes *packed, uint32_t ratio,
                                 struct nd_unpacker **out);
void nd_unpack_free(struct nd_unpacker *unpacker); /* NULL is fine */

/* The unpacked bytes; `unpacker` is borrowed. */
struct nd_bytes nd_unpack_bytes(struct nd_unpacker *unpacker);

/* What is wrong, when an error of reading was one of the negative ones above; valid until the
 * unpacker is freed. NULL is a fine unpacker. */
const char *nd_unpack_reason(const struct nd_unpacker *unpacker, int error);

#endif /* ND_IO_UNPACK_H */
