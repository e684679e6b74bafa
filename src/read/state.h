/*
 * state.h - what an input knows, shared by the files that read it
 *
 * input.c     options, operands and lists, sorting
 * kind.c      what names say of files
 * state.c     its streams and their parts; what cannot be read
 * stream.c    one file that is read in blocks, and its records once more
 * journal.c   which document came from where
 * documents.c the reader, and what all documents go through
 * pages.c     texts out of HTML pages
 * texts.c     documents that are whole texts, of files and members
 * records.c   documents out of JSON Lines
 * tables.c    documents out of the rows of tables
 * crawls.c    documents out of the records of web archives
 * split.c     a large file of lines, read by several readers
 * blocks.c    blocks of a stream: which of these their documents are
 * members.c   the members of an archive, as blocks of a stream
 * files.c     text files, some at a time
 * reader.c    pieces of work: which reader reads what
 * advance.c   how much was read
 * names.c     the final names
 * stamps.c    the sizes and times of files
 * dates.c     when documents were printed
 * emit.c      documents written out again
 * again.c     documents read again
 *
 * Locks: `lock` guards next_file, holding, waiting, streams, parts, active, journals, counts,
 * advance and the opening of the spool; a stream's own lock guards the reading of its blocks.
 * Whoever holds a stream's lock may take the input's, not the other way round (only trying is fine
 * there).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_STATE_H
#define ND_READ_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "io/lock.h"
#include "io/spool.h"
#include "io/strpool.h"
#include "read/csv.h"
#include "read/filelist.h"
#include "read/input.h"
#include "read/journal.h"
#include "read/stream.h"

/* A stream, or a member of an archive that has records of its own. */
struct nd_input_part {
    const char *path;   /* of the member: "archive:member" */
    struct nd_csv csv;  /* of a table that is read once more */
    const char *header; /* of it, without the newline; NULL: there is none */
    size_t header_size;
    uint64_t ordinal; /* of the member, from 1; 0: the stream itself */
    uint32_t stream;
    uint32_t number; /* for sorting */
    bool old;        /* likewise: as its file */
};

/* How much there is to read and was read. */
struct nd_advance {
    uint64_t files, files_done;        /* listed, and no streams by their names */
    uint64_t file_bytes;               /* of those that are done */
    uint64_t stream_bytes, bytes_done; /* of streams */
    bool endless;                      /* a stream tells nothing of its size */
};

struct nd_input {
    struct nd_input_options options;
    const struct nd_report *report;
    struct nd_filelist list;
    bool stdin_listed;   /* standard input is a list, of paths or of something else */
    bool stdin_document; /* ... or a document or a stream of them */

    struct nd_lock lock;
    uint32_t next_file;
    uint32_t holding;    /* readers that have files in hand: any may turn out to be a stream */
    uint32_t waiting;    /* readers that wait for that */
    struct nd_lock news; /* taken by those who wait, given when there may be something to do */
    struct nd_stream **streams;
    size_t stream_count, stream_capacity;
    struct nd_stream **active; /* begun and not finished */
    size_t active_count, active_capacity;
    struct nd_input_part *parts;
    size_t part_count, part_capacity;
    struct nd_unpacking *unpacking;
    struct nd_spool spool;
    uint64_t stdin_offset; /* where the text of standard input is kept */
    uint32_t stdin_size;
    struct nd_journal *journals;
    struct nd_input_counts counts;
    struct nd_advance advance;

    atomic_uint_least64_t documents; /* numbers for them; relaxed, as are ... */

    /* ... those that were worth a warning: in an encoding that is not known, invalid in the one
     * given, or hardly in the one that was taken; or pages that were read as plain text. */
    atomic_uint_least64_t unknown, misencoded, doubtful, tagged;

    /* Made by nd_input_names. */
    struct nd_name *names;
    struct nd_journal_entry **by_number; /* NULL: a file */
    uint32_t *file_of;                   /* by number: its place in the list */
    size_t name_count;
    struct nd_strpool made_names;
    struct nd_stamp *file_stamps; /* of the list; NULL: not asked for */
    struct nd_stamp *stamps;      /* by number; made by nd_input_stamps */
    struct nd_stream *again;      /* whose descriptor is open for reading records again */
    struct nd_buf record;
};

/* Says that a file could not be read, and counts it in `counts`; `error` is an errno value,
 * ND_NOT_REGULAR, or ND_STREAM_CHANGED when only its beginning was read. */
void nd_input_unreadable(const struct nd_report *report, struct nd_input_counts *counts,
                         const char *what, const char *path, int error);

/* Says that what can be read only once has no place in the folder for temporary files. */
void nd_input_no_copy(const struct nd_input *input, const char *path, int error);

/* Gives `stream` its number and its part, and lets readers find it; the input owns it then, and
 * frees it on failure. The lock is held. Fails with ND_ERR_MEMORY or ND_ERR_LIMIT. */
ND_CHECK nd_status nd_input_add_stream(struct nd_input *input, struct nd_stream *stream);

/* Adds a part of a stream; the lock is held. Fails with ND_ERR_MEMORY or ND_ERR_LIMIT. */
ND_CHECK nd_status nd_input_add_part(struct nd_input *input, const struct nd_input_part *part,
                                     uint32_t *index);

/* nd_stream_keep, when records will be asked for again; fails alike. */
ND_CHECK nd_status nd_input_keep(struct nd_input *input, struct nd_stream *stream, int *error);

#endif /* ND_READ_STATE_H */
