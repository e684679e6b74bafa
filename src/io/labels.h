/*
 * labels.h - documents that a reader sorted into clusters, to measure a result against
 *
 * A file of labels has a row for each document: its id, the name of the cluster that it belongs to,
 * and, if it is known, what kind of document it is. A first row with a field 'cluster' and a field
 * 'id' or 'document' is a header, and the fields 'cluster', 'id' (or 'document') and 'kind' are
 * taken where it says; so a table that newsdupes printed can serve as labels.
 *
 * A label fits the document whose name is its id. Where there is none, it fits the one document
 * whose path ends with the id behind a slash, or would without the extension of its file name; and
 * where there is none either, the one whose file name, with or without extension, is the id with
 * '_' for '/', as folders are flattened. A label that fits two documents equally well belongs to
 * none of them.
 *
 * Calls fail with ND_ERR_MEMORY, ND_ERR_LIMIT, or ND_ERR_PARAM when the cause was reported.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_LABELS_H
#define ND_IO_LABELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/readtable.h"
#include "io/report.h"
#include "io/stringset.h"
#include "io/strpool.h"
#include "newsdupes.h"

/* How a document fits a label, the best first. */
typedef enum nd_fit {
    ND_FIT_NAME, /* its name is the id */
    ND_FIT_END,  /* its path ends with the id */
    ND_FIT_FLAT, /* its file name is the id with '_' for '/' */
    ND_FIT_NONE
} nd_fit;

#define ND_LABEL_NONE UINT32_MAX

/* Numbers are those of the sets in struct nd_labels. */
struct nd_label {
    uint64_t line;
    uint32_t truth, kind;     /* kind: ND_LABEL_NONE when it is not known */
    uint32_t found, relation; /* of the document in the table, once there is one */
    nd_fit fit;
    struct nd_name document; /* that fits best so far */
    struct nd_name other;    /* fits as well, so that it is neither; bytes NULL: there is none */
    uint32_t place;          /* in nd_labels.placed, or ND_LABEL_NONE */
};

/* Start with a zeroed struct. */
struct nd_labels {
    struct nd_label *labels;
    size_t count, capacity;
    struct nd_stringset ids;   /* numbered as the labels */
    struct nd_stringset flats; /* ids that have a '/', with '_' for it */
    uint32_t *flat_labels;     /* the label of each of these, ND_LABEL_NONE if there are two */
    size_t flat_capacity;
    struct nd_stringset truths, kinds;       /* what the labels say */
    struct nd_stringset clusters, relations; /* what the table says */
    struct nd_strpool documents;
    struct nd_label **placed; /* labels that have a document, in the byte order of its name */
    uint32_t placed_count;
};

/* Reads a file of labels; "-" is standard input. A file without any is reported. */
ND_CHECK nd_status nd_labels_read(struct nd_labels *labels, const char *path,
                                  const struct nd_report *report);
void nd_labels_free(struct nd_labels *labels);

/* Shows a row of the table to all labels that it may fit. *repeated is true when it names a
 * document that was shown already. */
ND_CHECK nd_status nd_labels_offer(struct nd_labels *labels, const struct nd_table_row *row,
                                   bool *repeated);

/* Makes `placed` when all rows were shown, and reports every label that has no document to itself,
 * as a line of `path`. */
ND_CHECK nd_status nd_labels_settle(struct nd_labels *labels, const char *path,
                                    const struct nd_report *report);

/* What a reader said about a pair of documents. */
typedef enum nd_verdict { ND_VERDICT_SAME, ND_VERDICT_APART, ND_VERDICT_OPEN } nd_verdict;

struct nd_label_pair {
    uint64_t line;
    uint32_t a, b; /* labels, a < b */
    nd_verdict verdict;
};

/* Start with a zeroed struct. */
struct nd_label_pairs {
    struct nd_label_pair *pairs; /* each once */
    size_t count, capacity;
};

/* Reads a file of pairs: two ids of labels, and 1 when they are one report, 0 when they are not,
 * or anything else when that is open. Further fields are passed over, as is a first row whose third
 * field is 'label'. */
ND_CHECK nd_status nd_label_pairs_read(struct nd_label_pairs *pairs, const struct nd_labels *labels,
                                       const char *path, const struct nd_report *report);
void nd_label_pairs_free(struct nd_label_pairs *pairs);

#endif /* ND_IO_LABELS_H */
