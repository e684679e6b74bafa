/*
 * unpack.h - compressed bytes and the members of archives, through libarchive
 *
 * A build without libarchive has the same calls, and nd_unpack_available says that they refuse.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_UNPACK_H
#define ND_READ_UNPACK_H

#include <stdbool.h>
#include <stdint.h>

#include "io/bytes.h"
#include "io/magic.h"
#include "newsdupes.h"

/* A little that unpacks to much is a bomb: beyond ND_UNPACK_FREE bytes, more than a ratio for each
 * packed one are refused. Text seldom has more than twenty. */
#define ND_UNPACK_RATIO 200u
#define ND_UNPACK_FREE (UINT64_C(64) << 20)

bool nd_unpack_available(void);

/* Of libarchive and of zlib, or "none"; static strings. */
const char *nd_unpack_version(void);
const char *nd_unpack_zlib_version(void);

/* What unpackers share; made before there are threads, and freed behind them. */
struct nd_unpacking;

/* A ratio of 0 is ND_UNPACK_RATIO. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_unpacking_new(uint32_t ratio, struct nd_unpacking **out);
void nd_unpacking_free(struct nd_unpacking *how); /* NULL is fine */

struct nd_unpacker;

/* Makes what undoes the compression `magic` of `packed`, or what reads an archive of that kind;
 * `packed` is at its first byte and stays the caller's, `how` is borrowed. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_unpack_new(nd_magic magic, const struct nd_bytes *packed,
                                 const struct nd_unpacking *how, struct nd_unpacker **out);
void nd_unpack_free(struct nd_unpacker *unpacker); /* NULL is fine */

typedef enum nd_member_kind {
    ND_MEMBER_FILE,
    ND_MEMBER_FOLDER,
    ND_MEMBER_LINK,      /* symbolic */
    ND_MEMBER_HARD_LINK, /* to another member */
    ND_MEMBER_SPECIAL
} nd_member_kind;

struct nd_member {
    const char *name; /* as it is in the archive, any bytes; NULL: it has none that can be read */
    nd_member_kind kind;
    bool encrypted;
};

/* Goes to the next member of an archive; *more is false when there is none. The member lasts until
 * the next call. *error is 0 or what is wrong with the archive, which ends it, or else with what
 * was passed over to find the member. */
void nd_unpack_next(struct nd_unpacker *unpacker, struct nd_member *member, bool *more, int *error);

/* Whether an error of reading a member ended the whole archive. */
bool nd_unpack_ended(const struct nd_unpacker *unpacker);

/* The unpacked bytes, or those of the current member; `unpacker` is borrowed. */
struct nd_bytes nd_unpack_bytes(struct nd_unpacker *unpacker);

/* What is wrong, when an error of reading was one of the negative ones above; valid until the
 * unpacker is freed. NULL is a fine unpacker. */
const char *nd_unpack_reason(const struct nd_unpacker *unpacker, int error);

#endif /* ND_READ_UNPACK_H */
