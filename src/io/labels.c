/*
 * labels.c - reads labels; see labels.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/labels.h"

#include <string.h>

#include "base/mem.h"
#include "io/complain.h"
#include "io/rows.h"

struct columns {
    size_t id, cluster, kind;
};

/* Whether the current row is a header; says where the fields are. */
static bool read_header(struct nd_rows *rows, struct columns *columns) {
    const size_t cluster = nd_rows_find(rows, "cluster");
    size_t id = nd_rows_find(rows, "id");
    if (id == ND_ROW_CELLS) id = nd_rows_find(rows, "document");
    *columns = (struct columns){.id = 0, .cluster = 1, .kind = 2};
    if (cluster == ND_ROW_CELLS || id == ND_ROW_CELLS) return false;
    *columns = (struct columns){id, cluster, nd_rows_find(rows, "kind")};
    nd_rows_take_header(rows);
    return true;
}

/* Remembers the id with '_' for '/'. */
static nd_status add_flat(struct nd_labels *labels, uint32_t number) {
    struct nd_stringset *const flats = &labels->flats;
    const struct nd_name id = labels->ids.names[number];
    const size_t before = flats->count;
    struct nd_buf flat = {0};
    uint32_t at = 0;
    nd_status status;
    if (memchr(id.bytes, '/', id.size) == NULL) return ND_OK;
    status = nd_buf_append(&flat, id.bytes, id.size);
    for (size_t i = 0; i < flat.size; i++)
        if (flat.data[i] == '/') flat.data[i] = '_';
    if (status == ND_OK)
        status = nd_reserve(&labels->flat_labels, &labels->flat_capacity, before + 1,
                            sizeof *labels->flat_labels);
    if (status == ND_OK)
        status = nd_stringset_add(flats, (struct nd_name){flat.data, flat.size}, &at);
    if (status == ND_OK) labels->flat_labels[at] = flats->count != before ? number : ND_LABEL_NONE;
    nd_buf_free(&flat);
    return status;
}

static nd_status add_label(struct nd_labels *labels, const struct nd_rows *rows,
                           const struct columns *columns) {
    const struct nd_name kind = nd_rows_cell(rows, columns->kind);
    struct nd_label label = {
        .line = rows->line, .kind = ND_LABEL_NONE, .fit = ND_FIT_NONE, .place = ND_LABEL_NONE};
    nd_status status =
        nd_stringset_add(&labels->truths, nd_rows_cell(rows, columns->cluster), &label.truth);
    if (status == ND_OK && kind.size != 0)
        status = nd_stringset_add(&labels->kinds, kind, &label.kind);
    if (status == ND_OK)
        status = nd_reserve(&labels->labels, &labels->capacity, labels->count + 1,
                            sizeof *labels->labels);
    if (status != ND_OK) return status;
    labels->labels[labels->count++] = label;
    return add_flat(labels, (uint32_t)labels->count - 1);
}

static nd_status take_row(struct nd_labels *labels, struct nd_rows *rows,
                          const struct columns *columns) {
    const struct nd_name id = nd_rows_cell(rows, columns->id);
    uint32_t number;
    nd_status status;
    if (id.size == 0 || nd_rows_cell(rows, columns->cluster).size == 0) {
        nd_rows_trouble(rows, id.size == 0 ? "no id" : "no cluster behind a tab", NULL, "");
        return ND_OK;
    }
    status = nd_stringset_add(&labels->ids, id, &number);
    if (status != ND_OK) return status;
    if (number == labels->count) return add_label(labels, rows, columns);
    nd_rows_trouble(rows, "", &id, " has a label already");
    return ND_OK;
}

static nd_status read_rows(struct nd_labels *labels, struct nd_rows *rows) {
    struct columns columns = {0};
    bool more;
    nd_status status = nd_rows_next(rows, &more);
    if (status == ND_OK && more && read_header(rows, &columns)) status = nd_rows_next(rows, &more);
    while (status == ND_OK && more) {
        status = take_row(labels, rows, &columns);
        if (status == ND_OK) status = nd_rows_next(rows, &more);
    }
    return status;
}

nd_status nd_labels_read(struct nd_labels *labels, const char *path,
                         const struct nd_report *report) {
    struct nd_rows rows;
    nd_status status = nd_rows_open(&rows, path, report);
    if (status == ND_OK) status = read_rows(labels, &rows);
    nd_rows_close(&rows);
    if (status != ND_OK || labels->count != 0) return status;
    nd_complain(report, ND_ERROR, "no labels in ", path, "");
    return ND_ERR_PARAM;
}

void nd_labels_free(struct nd_labels *labels) {
    nd_stringset_free(&labels->ids);
    nd_stringset_free(&labels->flats);
    nd_stringset_free(&labels->truths);
    nd_stringset_free(&labels->kinds);
    nd_stringset_free(&labels->clusters);
    nd_stringset_free(&labels->relations);
    nd_strpool_free(&labels->documents);
    nd_free(labels->labels);
    nd_free(labels->flat_labels);
    nd_free(labels->placed);
    *labels = (struct nd_labels){0};
}
