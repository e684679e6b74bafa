/*
 * labelfit.c - finds the document of each label; see labels.h
 *
 * The ids of the labels lie in a hash table; each document of the table is walked through once,
 * from its end, and each of its ends behind a slash is looked up. So the table need not be kept,
 * and the time is linear in it whatever the names look like.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/names.h"
#include "io/escape.h"
#include "io/labels.h"

struct offer {
    struct nd_labels *labels;
    const struct nd_table_row *row;
    bool repeated;
};

/* ---- One document ---------------------------------------------------------------------------- */

static nd_status keep_name(struct nd_labels *labels, struct nd_name name, struct nd_name *kept) {
    *kept = (struct nd_name){nd_strpool_add(&labels->documents, name.bytes, name.size), name.size};
    return kept->bytes != NULL ? ND_OK : ND_ERR_MEMORY;
}

/* The document fits better than any before it. */
static nd_status take_document(struct offer *offer, struct nd_label *label, nd_fit fit) {
    struct nd_labels *const labels = offer->labels;
    nd_status status = keep_name(labels, offer->row->document, &label->document);
    label->fit = fit;
    label->other = (struct nd_name){0};
    if (status == ND_OK)
        status = nd_stringset_add(&labels->clusters, offer->row->cluster, &label->found);
    if (status == ND_OK)
        status = nd_stringset_add(&labels->relations, offer->row->relation, &label->relation);
    return status;
}

static nd_status try_label(struct offer *offer, uint32_t number, nd_fit fit) {
    struct nd_label *label;
    if (number == ND_LABEL_NONE) return ND_OK;
    label = &offer->labels->labels[number];
    if (fit > label->fit) return ND_OK;
    if (fit < label->fit) return take_document(offer, label, fit);
    if (nd_name_equal(&label->document, &offer->row->document))
        offer->repeated = true;
    else if (label->other.bytes == NULL)
        return keep_name(offer->labels, offer->row->document, &label->other);
    return ND_OK;
}

/* Looks up all ends of the first `size` bytes of the name: all of it, or without its extension. */
static nd_status try_ends(struct offer *offer, size_t size) {
    const struct nd_labels *const labels = offer->labels;
    const struct nd_name name = offer->row->document;
    uint64_t hash = ND_NAME_HASH_START;
    bool in_file = true; /* no slash was passed */
    nd_status status = ND_OK;
    for (size_t at = size; at-- > 0 && size - at <= labels->ids.longest && status == ND_OK;) {
        const struct nd_name end = {name.bytes + at, size - at};
        const nd_fit fit = at == 0 && size == name.size ? ND_FIT_NAME : ND_FIT_END;
        hash = nd_stringset_hash(hash, end.bytes);
        if (at != 0 && end.bytes[-1] != '/') continue;
        status = try_label(offer, nd_stringset_find_hashed(&labels->ids, hash, end), fit);
        if (in_file && status == ND_OK) {
            const uint32_t flat = nd_stringset_find_hashed(&labels->flats, hash, end);
            if (flat != ND_STRINGSET_NONE)
                status = try_label(offer, labels->flat_labels[flat], ND_FIT_FLAT);
        }
        in_file = false;
    }
    return status;
}

/* The size of a path without the extension of its file name; a name that begins with its only dot
 * has none. */
static size_t without_extension(struct nd_name name) {
    for (size_t at = name.size; at-- > 0 && name.bytes[at] != '/';)
        if (name.bytes[at] == '.') return at == 0 || name.bytes[at - 1] == '/' ? name.size : at;
    return name.size;
}

nd_status nd_labels_offer(struct nd_labels *labels, const struct nd_table_row *row,
                          bool *repeated) {
    struct offer offer = {.labels = labels, .row = row};
    const size_t size = row->document.size, stem = without_extension(row->document);
    nd_status status = try_ends(&offer, size);
    if (status == ND_OK && stem != size) status = try_ends(&offer, stem);
    *repeated = offer.repeated;
    return status;
}

/* ---- All documents --------------------------------------------------------------------------- */

static int by_document(const void *left, const void *right) {
    const struct nd_label *const a = *(struct nd_label *const *)left;
    const struct nd_label *const b = *(struct nd_label *const *)right;
    const int order = nd_name_compare(&a->document, &b->document);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

/* Of several labels of one document the first one has it. */
static void drop_seconds(struct nd_labels *labels) {
    struct nd_label **const placed = labels->placed;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < labels->placed_count; i++) {
        if (kept != 0 && nd_name_equal(&placed[kept - 1]->document, &placed[i]->document)) continue;
        placed[i]->place = kept;
        placed[kept++] = placed[i];
    }
    labels->placed_count = kept;
}

static nd_status append_quoted(struct nd_buf *text, const char *before, struct nd_name name) {
    nd_status status = nd_buf_append_string(text, before);
    if (status == ND_OK) status = nd_message_escape(text, name.bytes, name.size);
    if (status == ND_OK) status = nd_buf_append_byte(text, '\'');
    return status;
}

/* "<id> fits more than one document: 'a' and 'b'" */
static nd_status explain_doubt(const struct nd_label *label, const struct nd_name *id,
                               struct nd_troubles *troubles) {
    struct nd_buf text = {0};
    nd_status status = append_quoted(&text, " fits more than one document: '", label->document);
    if (status == ND_OK) status = append_quoted(&text, " and '", label->other);
    if (status == ND_OK) status = nd_buf_append_byte(&text, '\0');
    if (status == ND_OK) nd_trouble(troubles, label->line, "", id, text.data);
    nd_buf_free(&text);
    return status;
}

/* Says why the label has no document to itself. */
static nd_status explain(const struct nd_label *label, const struct nd_name *id,
                         struct nd_troubles *troubles) {
    if (label->fit == ND_FIT_NONE)
        nd_trouble(troubles, label->line, "no document ", id, " in the table");
    else if (label->other.bytes != NULL)
        return explain_doubt(label, id, troubles);
    else
        nd_trouble(troubles, label->line, "", &label->document, " has a label already");
    return ND_OK;
}

nd_status nd_labels_settle(struct nd_labels *labels, const char *path,
                           const struct nd_report *report) {
    struct nd_troubles troubles = {.report = report, .path = path};
    nd_status status = ND_OK;
    labels->placed = nd_alloc(labels->count, sizeof *labels->placed);
    if (labels->placed == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < labels->count; i++) {
        struct nd_label *const label = &labels->labels[i];
        if (label->fit != ND_FIT_NONE && label->other.bytes == NULL)
            labels->placed[labels->placed_count++] = label;
    }
    qsort(labels->placed, labels->placed_count, sizeof *labels->placed, by_document);
    drop_seconds(labels);
    for (size_t i = 0; i < labels->count && status == ND_OK; i++)
        if (labels->labels[i].place == ND_LABEL_NONE)
            status = explain(&labels->labels[i], &labels->ids.names[i], &troubles);
    nd_troubles_end(&troubles);
    return status;
}
