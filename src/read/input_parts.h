/*
 * input_parts.h - what the files that make up the input share
 *
 * input.c     options, operands and lists, sorting
 * reader.c    pieces of work: which reader reads what
 * files.c     text files, some at a time
 * stream.c    one file that is read in blocks, and its records once more
 * split.c     a large file of lines, read by several readers
 * members.c   the members of an archive, as blocks of a stream
 * documents.c whole texts, of files and members
 * records.c   documents out of JSON Lines
 * tables.c    documents out of the rows of tables
 * pages.c     texts out of HTML pages
 * crawls.c    documents out of the records of web archives
 * advance.c   how much was read
 * journal.c   which document came from where
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
#ifndef ND_READ_INPUT_PARTS_H
#define ND_READ_INPUT_PARTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "io/lines.h"
#include "io/lock.h"
#include "io/readfile.h"
#include "io/spool.h"
#include "io/strpool.h"
#include "read/charset.h"
#include "read/csv.h"
#include "read/filelist.h"
#include "read/input.h"
#include "read/source.h"
#include "read/warc.h"

/* ---- Where documents came from --------------------------------------------------------------- */

/* A document that is a file. */
struct nd_plain {
    uint32_t number, file;
};

/* A stream, or a member of an archive that has records of its own. */
struct nd_part {
    const char *path;   /* of the member: "archive:member" */
    struct nd_csv csv;  /* of a table that is read once more */
    const char *header; /* of it, without the newline; NULL: there is none */
    size_t header_size;
    uint64_t ordinal; /* of the member, from 1; 0: the stream itself */
    uint32_t stream;
    uint32_t number; /* for sorting */
    bool old;        /* likewise: as its file */
};

/* A document that is a record or a member of an archive. */
struct nd_entry {
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
void nd_entry_set_date(struct nd_entry *entry, struct nd_name field);

/* What one reader gave numbers to. It outlives the reader. */
struct nd_journal {
    struct nd_journal *next;
    struct nd_plain *plains;
    size_t plain_count, plain_capacity;
    struct nd_arena room; /* of the entries: in the store of the input */
    struct nd_entry_block *last;
    struct nd_strpool ids; /* and sources */
};

enum { ND_BLOCK_ENTRIES = 1000 };

/* Some entries of a journal, and those before them. */
struct nd_entry_block {
    struct nd_entry_block *before;
    size_t count;
    struct nd_entry items[ND_BLOCK_ENTRIES];
};

ND_CHECK nd_status nd_journal_add_plain(struct nd_journal *journal, struct nd_plain plain);

/* Copies the id, which is hashed, and the source. */
ND_CHECK nd_status nd_journal_add_entry(struct nd_journal *journal, const struct nd_entry *entry);

/* Frees the journal and all behind it. */
void nd_journal_free(struct nd_journal *journal);

/* ---- Members --------------------------------------------------------------------------------- */

struct nd_extent {
    size_t at, size;
};

struct nd_item {
    struct nd_extent name, text; /* in names and texts */
    uint64_t ordinal;
};

/* Members of an archive. */
struct nd_items {
    struct nd_buf names, texts;
    struct nd_item *items;
    size_t count, capacity;
};

/* ---- Streams --------------------------------------------------------------------------------- */

/* What the blocks of a stream are. */
typedef enum nd_form {
    ND_FORM_TEXT,   /* none: it is one document */
    ND_FORM_LINES,  /* whole lines, each a record */
    ND_FORM_MEMBERS /* members of an archive, or whole lines of one */
} nd_form;

struct nd_stream {
    struct nd_lock lock;
    uint32_t number, file;
    uint32_t part; /* of the stream itself */
    nd_file_kind kind;
    const char *path; /* borrowed from the list of files; "-" is standard input */
    nd_form form;     /* known when it is open */
    struct nd_source source;
    struct nd_unpacker *archive; /* ND_FORM_MEMBERS */
    uint64_t ordinal;            /* of its current member */
    bool in_lines;               /* it is read by lines, ... */
    uint32_t member_part;        /* which are this part, */
    const char *member_path;
    struct nd_ahead member; /* out of this */
    struct nd_lines lines;
    struct nd_csv csv;       /* of tables: the lines are rows */
    bool has_header;         /* and it was met */
    bool is_warc;            /* of web archives: the lines are records of several */
    struct nd_strpool names; /* of parts */
    struct stat info;        /* when it was opened */
    bool opened;             /* or tried to */
    bool finished;           /* nothing is left to read */
    bool seekable;           /* its file can be read again */
    int descriptor;          /* -1: not open */
    struct nd_spool *spool;  /* where records are that cannot be read twice; NULL: nowhere */
    atomic_uint_least64_t bad_records; /* relaxed */
    uint64_t base;                     /* where in the file the stream begins */
    uint64_t stored;                   /* bytes of the file that were read */

    /* Of a file that is read in several places at the same time: */
    uint32_t unnumbered;       /* blocks that were marked, and their lines not numbered yet */
    uint64_t numbered;         /* where the first of these begins */
    bool in_order;             /* no more blocks are to be marked */
    bool broken;               /* something could not be read: what is behind it is left out */
    struct nd_reader *waiting; /* for numbers */
};

/* Makes a stream that is not open yet, without number and part. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_stream_new(uint32_t index, const struct nd_file *file,
                                 struct nd_stream **out);
void nd_stream_free(struct nd_stream *stream); /* NULL is fine */

/* Opens it and looks at its first bytes; standard input may be opened by one stream only. `how` is
 * borrowed until the stream is done. *error is 0 or why it cannot be read. Fails with
 * ND_ERR_MEMORY. */
ND_CHECK nd_status nd_stream_open(struct nd_stream *stream, const struct nd_unpacking *how,
                                  int *error);

/* To be called before records are read that will be asked for again; one caller at a time. Fails
 * with ND_ERR_PARAM when there is no place to keep them (*error says why). */
ND_CHECK nd_status nd_stream_keep(struct nd_stream *stream, struct nd_spool *spool, int *error);

/* The next block of lines, as nd_lines_next. Fails with ND_ERR_MEMORY, or ND_ERR_PARAM when the
 * copy of the stream cannot be written (*error is the errno value). */
ND_CHECK nd_status nd_stream_next(struct nd_stream *stream, struct nd_block *block, int *error);

/* What is wrong with packed bytes, as nd_unpack_reason. */
const char *nd_stream_reason(const struct nd_stream *stream, int error);

/* Closes what is not needed to read records again. */
void nd_stream_done(struct nd_stream *stream);

/* Reads `size` bytes at `offset` again. *error is 0, an errno value, or ND_STREAM_CHANGED. Fails
 * with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_stream_again(struct nd_stream *stream, uint64_t offset, size_t size,
                                   struct nd_buf *buf, int *error);

/* ---- The input ------------------------------------------------------------------------------- */

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
    bool stdin_listed;   /* standard input is a list of paths */
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
    struct nd_part *parts;
    size_t part_count, part_capacity;
    struct nd_unpacking *unpacking;
    struct nd_spool spool;
    uint64_t stdin_offset; /* where the text of standard input is kept */
    uint32_t stdin_size;
    struct nd_journal *journals;
    struct nd_input_counts counts;
    struct nd_advance advance;

    atomic_uint_least64_t documents; /* numbers for them; relaxed, as are ... */

    /* ... those that were worth a warning: in an encoding that is not known, or invalid in the one
     * given. */
    atomic_uint_least64_t unknown, misencoded;

    /* Made by nd_input_names. */
    struct nd_name *names;
    struct nd_entry **by_number; /* NULL: a file */
    uint32_t *file_of;           /* by number: its place in the list */
    size_t name_count;
    struct nd_strpool made_names;
    struct nd_stamp *file_stamps; /* of the list; NULL: not asked for */
    struct nd_stamp *stamps;      /* by number; made by nd_input_stamps */
    struct nd_stream *again;      /* whose descriptor is open for reading records again */
    struct nd_buf record;
};

/* Says that a file could not be read, and counts it in `counts`; `error` is an errno value or
 * ND_NOT_REGULAR. */
void nd_input_unreadable(const struct nd_report *report, struct nd_input_counts *counts,
                         const char *what, const char *path, int error);

/* Says that what can be read only once has no place in the folder for temporary files. */
void nd_input_no_copy(const struct nd_input *input, const char *path, int error);

/* Gives `stream` its number and its part, and lets readers find it; the input owns it then, and
 * frees it on failure. The lock is held. Fails with ND_ERR_MEMORY or ND_ERR_LIMIT. */
ND_CHECK nd_status nd_input_add_stream(struct nd_input *input, struct nd_stream *stream);

/* Adds a part of a stream; the lock is held. Fails with ND_ERR_MEMORY or ND_ERR_LIMIT. */
ND_CHECK nd_status nd_input_add_part(struct nd_input *input, const struct nd_part *part,
                                     uint32_t *index);

/* Whether a file is read in blocks, by its name. */
bool nd_input_is_stream(const struct nd_file *file);

/* Finds out how much there is to read, when the files are listed. */
void nd_input_measure(struct nd_input *input);

/* Adds to what there is to read an open stream that its name did not tell. */
void nd_input_measure_stream(struct nd_input *input, const struct nd_stream *stream);

/* Bytes of the stream's file that were read since the last call; its lock is held. */
uint64_t nd_stream_advance(struct nd_stream *stream);

/* nd_stream_keep, when records will be asked for again. */
ND_CHECK nd_status nd_input_keep(struct nd_input *input, struct nd_stream *stream, int *error);

/* What a name says about the form of a text. */
nd_file_kind nd_input_kind(const struct nd_input *input, const char *path, size_t size);

/* ---- Readers --------------------------------------------------------------------------------- */

struct nd_reader {
    struct nd_input *input;
    struct nd_journal *journal; /* belongs to the input */
    struct nd_recoder *recoder; /* NULL: texts are handed on as they are */
    struct nd_jsonl *parser;    /* NULL in a build without */
    struct nd_pagetext *html;   /* NULL until there is a page */
    struct nd_recoder *page_recoder;
    char page_charset[ND_CHARSET_SIZE]; /* its encoding, */
    bool page_unknown;                  /* which is not known here */
    bool again;                         /* it reads what was read before */
    struct nd_shelf shelf;              /* where the files are */
    struct nd_buf texts;                /* of files that were read ahead */
    struct nd_buf text, field, source, recoded, origin;
    size_t path_size;    /* what of the origin is a path */
    bool whole;          /* the text of a whole stream is in `text` */
    bool marked;         /* the block is still to be read */
    struct nd_lock turn; /* taken while it waits for the number of a line */
    struct nd_reader *next_waiting;
    struct nd_stream *stream; /* whose records are read */
    struct nd_block block;    /* or lines of `part`, whose path is `path` */
    struct nd_csv csv;        /* or rows: without a delimiter they are JSON, */
    bool is_warc;             /* or records of a web archive */
    uint32_t part;
    const char *path;
    struct nd_items items;       /* or members */
    struct nd_input_counts seen; /* since the last piece */
    uint64_t stored;             /* bytes of the files of streams, likewise */
    nd_document_fn take;
    void *context;
    char apart[ND_APART];
};

/* The following hand documents on to reader->take, and fail with what that returned, ND_ERR_MEMORY
 * or ND_ERR_LIMIT. */

/* Most text files of one piece of work: enough to make the lock cheap, and to let the system fetch
 * some at a time. */
enum { ND_PIECE_FILES = 16 };

/* The text files [first, end) of the list, which are of one piece. */
ND_CHECK nd_status nd_reader_take_files(struct nd_reader *reader, uint32_t first, uint32_t end);

/* The file `index` of the list, which holds `text`. */
ND_CHECK nd_status nd_reader_take_file(struct nd_reader *reader, uint32_t index,
                                       struct nd_buf text);

/* Makes a document, but for its number, of the text of a file or a member; *good becomes false when
 * that cannot be read, which was complained about. */
ND_CHECK nd_status nd_reader_make_document(struct nd_reader *reader, const char *path,
                                           struct nd_buf text, struct nd_document *document,
                                           bool *good);

/* The lines of reader->block or the members of reader->items. */
ND_CHECK nd_status nd_reader_take_block(struct nd_reader *reader, const struct nd_stream *stream);

/* Begins to read lines or rows, as `kind` says, of the part. */
void nd_stream_begin(struct nd_stream *stream, const struct nd_bytes *bytes, nd_file_kind kind);

/* Fills reader->block with lines or rows of the part. Complains about a table without the column of
 * texts, and ends it. Fails as nd_stream_next. */
ND_CHECK nd_status nd_reader_fetch(struct nd_reader *reader, struct nd_stream *stream,
                                   uint32_t part, const char *path, int *error);

/* Lets the reader, which holds the stream's lock, have the next block of a file that can be read in
 * several places: reader->marked then, and nd_split_read reads it, without the lock. False when
 * lines are to be read in their order. *error is 0 or that of a failed read. */
ND_CHECK bool nd_split_mark(struct nd_reader *reader, struct nd_stream *stream, int *error);
ND_CHECK nd_status nd_split_read(struct nd_reader *reader, struct nd_stream *stream);

/* The lines, or rows, of reader->block. */
ND_CHECK nd_status nd_reader_take_lines(struct nd_reader *reader);
ND_CHECK nd_status nd_reader_take_rows(struct nd_reader *reader);
ND_CHECK nd_status nd_reader_take_captures(struct nd_reader *reader);

/* nd_warc_whole, as nd_lines wants it. */
size_t nd_stream_whole_captures(const void *context, const char *bytes, size_t size);

/* The text of the record at `bytes`, where the origin is; as nd_reader_decode, and *good as
 * nd_reader_make_document. */
ND_CHECK nd_status nd_reader_capture_text(struct nd_reader *reader, char *bytes,
                                          const struct nd_warc_record *record,
                                          struct nd_document *document, bool *good);

/* The text of the row at `bytes`, where the origin is; the same as nd_reader_decode. */
ND_CHECK nd_status nd_reader_row_text(struct nd_reader *reader, char *bytes,
                                      const struct nd_csv_row *row, struct nd_document *document);

/* The steps of handing on a document: its origin is a path or a line of one; ... */
ND_CHECK nd_status nd_reader_set_path(struct nd_reader *reader, const char *path);
ND_CHECK nd_status nd_reader_set_line(struct nd_reader *reader, uint64_t line);
void nd_reader_count_bytes(struct nd_reader *reader, size_t size);

/* ... it gets a text, which is not JSON and belongs to `name`; ... */
ND_CHECK nd_status nd_reader_decode(struct nd_reader *reader, const char *name, struct nd_buf text,
                                    struct nd_document *document);

/* ... which, when it does not tell itself, is in the encoding that something else calls `said` (of
 * size 0: nothing does), unless that is none; ... */
ND_CHECK nd_status nd_reader_decode_as_said(struct nd_reader *reader, struct nd_buf text,
                                            struct nd_name said, struct nd_document *document);

/* ... which is that of a page, if it is HTML; *good becomes false when it cannot be read, which was
 * complained about; ... */
ND_CHECK nd_status nd_reader_read_page(struct nd_reader *reader, const char *name,
                                       struct nd_buf page, struct nd_document *document,
                                       bool *good);

/* ... a number; ... */
ND_CHECK nd_status nd_reader_next_number(struct nd_reader *reader, uint32_t *number);

/* ... and all of that as a record or member. */
ND_CHECK nd_status nd_reader_hand_on(struct nd_reader *reader, struct nd_entry *entry,
                                     struct nd_document *document);

/* Warns of a document, "'<name>'<after>", and counts it, unless that was done when it was read
 * first. */
void nd_reader_warn(struct nd_reader *reader, atomic_uint_least64_t *count, const char *name,
                    const char *after);

/* Complains about the record that the origin names: "file:line: <what><name><after>". */
void nd_reader_bad_record(struct nd_reader *reader, const char *what, const char *name,
                          const char *after);

/* Fills reader->items, or reader->block with lines of one member. Complains about single members.
 * *error is 0 or what is wrong with the archive. Fails as nd_stream_next. */
ND_CHECK nd_status nd_members_next(struct nd_reader *reader, struct nd_stream *stream, int *error);

/* Complains about a file or member that a build without simdjson cannot read. */
void nd_reader_refuse_jsonl(struct nd_reader *reader, const char *path);

/* Frees the names of the documents. */
void nd_input_free_names(struct nd_input *input);

/* Complains about `path`, which is or belongs to the stream; nothing when `error` is 0. */
void nd_reader_unreadable(struct nd_reader *reader, const char *path,
                          const struct nd_stream *stream, int error);
/* Takes the stamps of the listed files. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_input_stamp_files(struct nd_input *input);

/* ---- Once more ------------------------------------------------------------------------------- */

/* Reads the line of a record once more. One that cannot be read is reported and fails with
 * ND_ERR_PARAM. */
ND_CHECK nd_status nd_input_line_again(struct nd_input *input, const struct nd_entry *entry,
                                       struct nd_buf *line);

#endif /* ND_READ_INPUT_PARTS_H */
