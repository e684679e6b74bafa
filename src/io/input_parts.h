/*
 * input_parts.h - what the files that make up the input share
 *
 * input.c     options, operands and lists, sorting
 * reader.c    pieces of work: which reader reads what, documents out of files and lines
 * stream.c    one file of JSON Lines: its blocks, and its records once more
 * journal.c   which document came from where
 * names.c     the final names
 * emit.c      documents written out again
 *
 * Locks: `lock` guards next_file, streams, active, journals and counts; a stream's own lock
 * guards the reading of its lines. Whoever holds a stream's lock may take the input's, not the
 * other way round (only trying is fine there).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_INPUT_PARTS_H
#define ND_IO_INPUT_PARTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "io/filelist.h"
#include "io/input.h"
#include "io/lines.h"
#include "io/lock.h"
#include "io/source.h"
#include "io/strpool.h"

/* ---- Where documents came from --------------------------------------------------------------- */

/* A document that is a file. */
struct nd_plain {
    uint32_t number, file;
};

/* A document that is a line of a stream. Streams are numbered in the order of their files. */
struct nd_entry {
    uint32_t number, stream;
    uint64_t line;
    uint64_t offset; /* in the stream */
    uint32_t size;   /* without the newline */
    uint32_t id_size;
    const char *id; /* NULL: missing */
};

/* What one reader gave numbers to. It outlives the reader. */
struct nd_journal {
    struct nd_journal *next;
    struct nd_plain *plains;
    size_t plain_count, plain_capacity;
    struct nd_entry *entries;
    size_t entry_count, entry_capacity;
    struct nd_strpool ids;
};

ND_CHECK nd_status nd_journal_add_plain(struct nd_journal *journal, struct nd_plain plain);

/* Copies the id. */
ND_CHECK nd_status nd_journal_add_entry(struct nd_journal *journal, const struct nd_entry *entry);

/* Frees the journal and all behind it. */
void nd_journal_free(struct nd_journal *journal);

/* ---- Streams --------------------------------------------------------------------------------- */

struct nd_stream {
    struct nd_lock lock;
    uint32_t number, file;
    const char *path; /* borrowed from the list of files; "-" is standard input */
    struct nd_source source;
    struct nd_lines lines;
    struct stat info; /* when it was opened */
    bool opened;      /* or tried to */
    bool seekable;    /* its file can be read again */
    int descriptor;   /* -1: not open */
    int spool;        /* a copy of what cannot be read twice; -1: none */
    uint64_t base;    /* where in the file the stream begins */
};

/* Makes a stream that is not open yet. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_stream_new(uint32_t number, uint32_t file, const char *path,
                                 struct nd_stream **out);
void nd_stream_free(struct nd_stream *stream); /* NULL is fine */

/* Opens it and looks at its first bytes; standard input may be opened by one stream only. *error
 * is 0 or why it cannot be read. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_stream_open(struct nd_stream *stream, uint32_t ratio, int *error);

/* To be called behind nd_stream_open when records will be asked for again. Fails with ND_ERR_PARAM
 * when there is no place to keep them (*error says why). */
ND_CHECK nd_status nd_stream_keep(struct nd_stream *stream, int *error);

/* The next block, as nd_lines_next. Fails with ND_ERR_MEMORY, or ND_ERR_PARAM when the copy of the
 * stream cannot be written (*error is the errno value). */
ND_CHECK nd_status nd_stream_next(struct nd_stream *stream, struct nd_block *block, int *error);

/* Closes what is not needed to read records again. */
void nd_stream_done(struct nd_stream *stream);

/* Reads `size` bytes at `offset` again. *error is 0, an errno value, or ND_STREAM_CHANGED. Fails
 * with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_stream_again(struct nd_stream *stream, uint64_t offset, size_t size,
                                   struct nd_buf *buf, int *error);

/* ---- The input ------------------------------------------------------------------------------- */

struct nd_input {
    struct nd_input_options options;
    const struct nd_report *report;
    struct nd_filelist list;
    bool stdin_listed;   /* standard input is a list of paths */
    bool stdin_document; /* ... or a document or a stream of them */

    struct nd_lock lock;
    uint32_t next_file;
    struct nd_stream **streams;
    size_t stream_count, stream_capacity;
    struct nd_stream **active; /* opened and not finished */
    size_t active_count, active_capacity;
    struct nd_journal *journals;
    struct nd_input_counts counts;

    /* Relaxed: numbers for documents, and figures for a progress line. */
    atomic_uint_least64_t documents, bytes;

    /* Made by nd_input_names. */
    struct nd_name *names;
    struct nd_entry **by_number; /* NULL: a file */
    size_t name_count;
    struct nd_strpool made_names;
    struct nd_stream *again; /* whose descriptor is open for reading records again */
    struct nd_buf record;
};

/* Says that a file could not be read, and counts it in `counts`; `error` is an errno value or
 * ND_NOT_REGULAR. */
void nd_input_unreadable(const struct nd_report *report, struct nd_input_counts *counts,
                         const char *what, const char *path, int error);

#endif /* ND_IO_INPUT_PARTS_H */
