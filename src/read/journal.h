/*
 * journal.h - which document came from where
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_JOURNAL_H
#define ND_READ_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "io/strpool.h"
#include "read/input.h"

/* A document that is a file. */
struct nd_plain {
    uint32_t number, file;
};

/* A document that is a record or a member of an archive. */
struct nd_journal_entry {
    uint32_t number, part;
    uint64_t line;   /* from 1; of a member, its ordinal */
    uint64_t offset; /* of the line in the stream; of a member, where its text is kept */
    uint32_t size;   /* without the newline */
    uint32_t id_size;
    const char *id;     /* NULL: missing */
    const char *source; /* NULL: none */
    uint32_t source_size;
    bool is_member;   /* known by its name */
    bool is_capture;  /* a record of a web archive, known by its name; `line` is its first one */
    bool is_nameless; /* it has no id, or one before it has the same: see names.c */
    uint32_t id_hash; /* nd_name_hash_short, set by nd_journal_add_entry */
    nd_dating dating; /* by its date field: ND_UNDATED without, ... */
    int64_t date;     /* ... or empty */
};

/* Dates an entry by its date field. */
void nd_journal_set_date(struct nd_journal_entry *entry, struct nd_name field);

/* What one reader gave numbers to. It outlives the reader. */
struct nd_journal {
    struct nd_journal *next;
    struct nd_plain *plains;
    size_t plain_count, plain_capacity;
    struct nd_arena room; /* of the entries: in the store of the input */
    struct nd_journal_block *last;
    struct nd_strpool ids; /* and sources */
};

enum { ND_BLOCK_ENTRIES = 1000 };

/* Some entries of a journal, and those before them. */
struct nd_journal_block {
    struct nd_journal_block *before;
    size_t count;
    struct nd_journal_entry items[ND_BLOCK_ENTRIES];
};

ND_CHECK nd_status nd_journal_add_plain(struct nd_journal *journal, struct nd_plain plain);

/* Copies the id, which is hashed, and the source; U+FFFD stands for each NUL in them. */
ND_CHECK nd_status nd_journal_add_entry(struct nd_journal *journal,
                                        const struct nd_journal_entry *entry);

/* Frees the journal and all behind it. */
void nd_journal_free(struct nd_journal *journal);

#endif /* ND_READ_JOURNAL_H */
