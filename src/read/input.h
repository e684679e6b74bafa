/*
 * input.h - from the paths of a command line to documents in memory
 *
 * An input is a list of files that is made first (walked, sorted, repeated files dropped) and
 * then read by any number of readers, one for each thread. Every document gets a number from 0
 * when it is read; which number is chance, its name is not.
 *
 *     nd_input_new(&options, &report, &input);
 *     nd_input_add_path(input, "news/");  nd_input_add_list(input, "-", '\n');  as often as needed
 *     nd_input_add_old(input, "archive/");
 *     nd_input_prepare(input);
 *     in each thread:  nd_reader_new(input, &reader);
 *                      while (nd_reader_next(reader, take, context, &more) == ND_OK && more) {}
 *     nd_input_names(input, &names, &count);
 *
 * Failures of single inputs (missing, unreadable, vanished, invalid JSON line, ...) are reported,
 * counted and left behind; the calls fail only with ND_ERR_MEMORY, ND_ERR_LIMIT, what the callback
 * or the executor returned, or ND_ERR_PARAM (reported) when the records of a pipe cannot be kept
 * for writing.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_INPUT_H
#define ND_READ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/report.h"
#include "io/stamp.h"
#include "newsdupes.h"

/* What will be asked for once more. What cannot be read twice is then kept in a temporary file. */
typedef enum nd_keep {
    ND_KEEP_NOTHING,
    ND_KEEP_RECORDS, /* of streams, by nd_input_write_document */
    ND_KEEP_TEXTS    /* any document, by nd_reader_again */
} nd_keep;

struct nd_input_options {
    bool hidden;              /* walk into hidden files and folders too */
    bool jsonl;               /* read every file as JSON Lines, whatever its name ends in */
    bool csv, tsv;            /* or as a table with a header: values separated by commas or tabs */
    bool html;                /* every other file as HTML, and the texts of records, too */
    const char *id_field;     /* records: the field or column with the name; NULL: "id" */
    const char *text_field;   /* records: that with the text; NULL: "text" */
    const char *source_field; /* records: that with the source; NULL: none is wanted */
    const char *encoding;     /* for iconv, of texts but those of JSON; NULL: detect */
    uint32_t unpack_ratio;    /* most bytes that a compressed one may unpack to; 0: 200 */
    nd_keep keep;
    bool stamp;                   /* nd_input_stamps will be asked for */
    bool dates;                   /* nd_input_date will be asked for */
    const char *date_field;       /* records: that with the date; NULL: none */
    const struct nd_store *store; /* what is known of records; borrowed; NULL: memory */
    struct nd_executor executor;  /* that names records; zeros: one after the other */
    const char *temp_dir;         /* the folder of what is kept; NULL: $TMPDIR or else /tmp */
    bool stdin_taken;             /* standard input was read already: it is refused */
    const char *output; /* the file that the result goes to, passed over in folders; NULL or "-":
                           that which is standard output */
};

struct nd_input;
struct nd_reader;

/* One document. `text` is valid until the callback returns. */
struct nd_document {
    uint32_t number;
    const char *text;
    size_t size;
    nd_encoding encoding;
    bool has_tags;      /* as a page has, but is read as plain text */
    const char *origin; /* for messages: the file name, or "file:line" of a record; escaped */
};

typedef nd_status (*nd_document_fn)(void *context, const struct nd_document *document);

/* What became of the inputs. All zero at first; read it when the readers are done. */
struct nd_input_counts {
    uint64_t files, bytes, documents;
    uint64_t unreadable;  /* files that could not be opened or read */
    uint64_t hidden;      /* entries of folders that were skipped because of their name */
    uint64_t links;       /* symbolic links met in folders, not followed */
    uint64_t special;     /* FIFOs, sockets, devices: skipped (named when given by the user) */
    uint64_t output;      /* files in folders that the result goes to */
    uint64_t repeated;    /* files met a second time */
    uint64_t bad_records; /* lines or rows that are invalid or lack the text field */
    uint64_t textless;    /* records of web archives that hold no text */
    uint64_t renamed;     /* records whose id was missing or repeated */
};

/* `options` and `report` are borrowed and must outlive the input. Fails with ND_ERR_MEMORY, or with
 * ND_ERR_PARAM for an encoding that iconv does not know or JSON Lines asked of a build without them
 * (reported). */
ND_CHECK nd_status nd_input_new(const struct nd_input_options *options,
                                const struct nd_report *report, struct nd_input **out);
void nd_input_free(struct nd_input *input); /* NULL is fine; after its readers */

/* Adds a file, a folder with all below it, or "-" (standard input: one document named "-", or JSON
 * Lines); each may be compressed. A path that is not there is reported and counted; a table that is
 * read as one document, because no option says otherwise, is worth a warning. */
ND_CHECK nd_status nd_input_add_path(struct nd_input *input, const char *path);

/* The same; its documents are old: what the others are compared with. */
ND_CHECK nd_status nd_input_add_old(struct nd_input *input, const char *path);

/* Adds the paths that the file `list` ("-": standard input) holds, each ended by `delimiter`. A
 * list that cannot be read fails with ND_ERR_PARAM (reported): the run would not be what was
 * asked. */
ND_CHECK nd_status nd_input_add_list(struct nd_input *input, const char *list, char delimiter);

/* Sorts the files and drops those that were met before; a file met twice keeps its byte-smallest
 * name, and is old if it was met as one; hard links are files of their own. */
ND_CHECK nd_status nd_input_prepare(struct nd_input *input);

ND_CHECK nd_status nd_reader_new(struct nd_input *input, struct nd_reader **out);
void nd_reader_free(struct nd_reader *reader); /* NULL is fine */

/* Reads the next piece of work (some files, or some whole lines of a stream) and hands each
 * document in it to `take`. *more is false when nothing was left. Different readers may run at
 * the same time. */
ND_CHECK nd_status nd_reader_next(struct nd_reader *reader, nd_document_fn take, void *context,
                                  bool *more);

/* For `take`, of a document that was taken for Windows-1252: warns when it does not look like it,
 * for it has more bytes above ASCII than letters of it, which no language written so has. */
void nd_reader_doubt_encoding(struct nd_reader *reader, const struct nd_document *document);

/* For `take`, of a document that has tags: warns that HTML was read as plain text. */
void nd_reader_doubt_plain(struct nd_reader *reader, const struct nd_document *document);

/* Reads a document once more, when there are names, and hands it to `take` as before; only with
 * ND_KEEP_TEXTS. One that cannot be read again is reported and fails with ND_ERR_PARAM. */
ND_CHECK nd_status nd_reader_again(struct nd_reader *reader, uint32_t number, nd_document_fn take,
                                   void *context);

/* How much was read so far. Bytes done and in all are those of the files as they are stored, packed
 * ones too. A folder is not measured before it is read: `guessed` says that the files to come are
 * taken to be as large as those that were read. */
struct nd_input_progress {
    uint64_t documents;
    uint64_t bytes; /* of texts and lines */
    uint64_t done;
    uint64_t total; /* 0: unknown, as of a pipe */
    bool guessed;
};

/* For a progress line; may be called while readers run. */
void nd_input_progress(struct nd_input *input, struct nd_input_progress *progress);

/* Says how many bad records were too many to be named, when all readers are done. */
void nd_input_say_rest(struct nd_input *input);

/* The names of all documents by number, when all readers are done: borrowed, valid until the
 * input is freed. A file is named by its path as it was given or found; a record by its id; where
 * an id is missing the name is "file:line", where it repeats an earlier one (by file name, then
 * line; old ones come last) "id:line" (then, were that taken too, "file:line"), and a warning says
 * so. No two documents share a name. Calls nd_input_say_rest. Once it has failed, nothing is left
 * to be done with the input but to free it. */
ND_CHECK nd_status nd_input_names(struct nd_input *input, const struct nd_name **names,
                                  size_t *count);

/* The stamps of all documents by number, taken by nd_input_prepare; NULL unless the options ask for
 * them. To be called behind nd_input_names, and valid as long. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_input_stamps(struct nd_input *input, const struct nd_stamp **stamps);
/* Where a document was found, when there are names: the path of the file or of the member of an
 * archive that it is, or that its record is in. */
const char *nd_input_path(const struct nd_input *input, uint32_t number);

/* Whether the date of a document is known. */
typedef enum nd_dating {
    ND_UNDATED,
    ND_DATED,
    ND_MISDATED /* its date field cannot be read */
} nd_dating;

/* When a document was printed, when there are names, in seconds since 1970, as date.h reads it: by
 * the date field of its record, else by the path that it was found at, else, but not for a record
 * that lacks the field, by the time of that file, taken by nd_input_prepare; only with the option
 * `dates`. */
nd_dating nd_input_date(const struct nd_input *input, uint32_t number, int64_t *seconds);

/* Whether a document is old, when there are names. */
bool nd_input_is_old(const struct nd_input *input, uint32_t number);

/* What the source field of a record holds, when there are names; of size 0 when it has none, or is
 * a file. */
struct nd_name nd_input_source(const struct nd_input *input, uint32_t number);

const struct nd_input_counts *nd_input_counts(const struct nd_input *input);

struct nd_output;

/* Writes the header of the tables that were read, if any, for rows to follow; warns when they have
 * different ones. Fails as nd_input_write_document. */
ND_CHECK nd_status nd_input_write_header(struct nd_input *input, struct nd_output *output);

/* Sorts documents by where they were found, when there are names: by the path of the file, then of
 * the member, then by line. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_input_sort(const struct nd_input *input, uint32_t *numbers, size_t count);

/* Writes the document itself: the path of a file followed by `end`, or the line of a record as it
 * was read followed by '\n'. Fails as nd_output_write does; a record that cannot be read again is
 * reported and fails with ND_ERR_PARAM. */
ND_CHECK nd_status nd_input_write_document(struct nd_input *input, uint32_t number, char end,
                                           struct nd_output *output);

#endif /* ND_READ_INPUT_H */
