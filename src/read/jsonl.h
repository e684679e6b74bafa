/*
 * jsonl.h - the id, the text, the source and the date of a JSON record
 *
 * The one piece of C++ (simdjson) behind a C interface. A build without simdjson has the same
 * calls, and nd_jsonl_available says that they do nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_JSONL_H
#define ND_READ_JSONL_H

#include <stdbool.h>
#include <stddef.h>

#include "newsdupes.h"

#ifdef __cplusplus
extern "C" {
#endif

bool nd_jsonl_available(void);

/* Of simdjson, or "none"; a static string. */
const char *nd_jsonl_version(void);

typedef enum nd_record_fault {
    ND_RECORD_GOOD,
    ND_RECORD_INVALID,   /* no JSON: `reason` says why */
    ND_RECORD_NO_OBJECT, /* JSON, but not an object */
    ND_RECORD_NO_FIELD,  /* the text field is missing: `fields` are there */
    ND_RECORD_NO_TEXT    /* it is no string */
} nd_record_fault;

/* Strings are UTF-8 but may hold any character, NUL too; they belong to the parser and last until
 * its next call. */
struct nd_record {
    nd_record_fault fault;
    const char *reason;    /* a static string */
    struct nd_name fields; /* "'a', 'b'" */
    const char *id;        /* NULL: missing, or neither string nor number */
    size_t id_size;
    const char *source; /* NULL: not asked for, missing, or neither string nor number */
    size_t source_size;
    const char *date; /* likewise */
    size_t date_size;
    const char *text;
    size_t text_size;
};

struct nd_jsonl;

/* A parser serves one thread. The names are borrowed and must outlive it; `source_field` and
 * `date_field` may be NULL. Fails with ND_ERR_MEMORY, or ND_ERR_PARAM in a build without simdjson.
 */
ND_CHECK nd_status nd_jsonl_new(const char *id_field, const char *text_field,
                                const char *source_field, const char *date_field,
                                struct nd_jsonl **out);
void nd_jsonl_free(struct nd_jsonl *parser); /* NULL is fine */

/* Reads one record of at most ND_MAX_TEXT bytes; ND_READ_PADDING bytes behind it must be
 * readable. Of a repeated field the last counts. A number as id, source or date gives its digits.
 * Invalid UTF-8 and surrogates without a partner become U+FFFD. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_jsonl_parse(struct nd_jsonl *parser, const char *line, size_t size,
                                  struct nd_record *record);

#ifdef __cplusplus
}
#endif

#endif /* ND_READ_JSONL_H */
