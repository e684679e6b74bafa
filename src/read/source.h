/*
 * source.h - the bytes of an input file or of standard input, unpacked when they are compressed
 *
 * What a file holds is told by its first bytes, which are looked at without being lost, so that it
 * works for pipes too. An archive may be compressed; nothing else is unpacked twice.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_SOURCE_H
#define ND_READ_SOURCE_H

#include "io/bytes.h"
#include "io/magic.h"
#include "io/readfile.h"
#include "read/unpack.h"

/* Bytes of which the first were looked at. */
struct nd_ahead {
    struct nd_bytes from;
    struct nd_buf head;
    size_t taken; /* bytes of the head that were read */
};

/* Starts with a zeroed struct; reads enough of `from`, which is borrowed, to tell what it is.
 * *error is 0 or that of a failed read. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_ahead_look(struct nd_ahead *ahead, const struct nd_bytes *from,
                                 nd_magic *magic, int *error);

/* All bytes, those that were looked at too; `ahead` is borrowed. */
struct nd_bytes nd_ahead_bytes(struct nd_ahead *ahead);
void nd_ahead_free(struct nd_ahead *ahead);

/* Parts point to each other: a source stays where it was opened. */
struct nd_source {
    struct nd_open_file file;
    struct nd_ahead raw, unpacked;
    struct nd_unpacker *unpacker; /* NULL: the bytes are as they are in the file */
    nd_magic magic;               /* of what nd_source_bytes gives */
};

/* Begins at the current place of `file`; the descriptor stays the caller's, and `how` is borrowed
 * until the source is closed. *error is 0 or that of a failed read. Fails with ND_ERR_MEMORY. In
 * any case the source has to be closed. */
ND_CHECK nd_status nd_source_open(struct nd_source *source, struct nd_open_file file,
                                  const struct nd_unpacking *how, int *error);

/* Start with a zeroed struct or an opened source. */
void nd_source_close(struct nd_source *source);

/* The bytes from the first one on; the source is borrowed. */
struct nd_bytes nd_source_bytes(struct nd_source *source);

/* Makes what reads the archive that `source` holds, when its magic is that of one. `source` is
 * borrowed and not to be read otherwise. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_source_open_archive(struct nd_source *source, const struct nd_unpacking *how,
                                          struct nd_unpacker **out);

/* Reads on behind the archive, to the end of what is compressed, where its checksum is. *error is
 * left alone, or set to what is wrong with it. */
void nd_source_drain(struct nd_source *source, int *error);

/* As nd_unpack_reason. */
const char *nd_source_reason(const struct nd_source *source, int error);

#endif /* ND_READ_SOURCE_H */
