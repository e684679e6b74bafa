/*
 * scoring_kinds.c - which relation each kind of document was given; see scoring.h
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/names.h"
#include "cli/scoring.h"

/* A labelled document whose kind is known. */
struct kindred {
    const struct nd_name *kind, *relation;
    bool alone; /* no other labelled document is in its cluster */
};

static int by_kind(const void *left, const void *right) {
    const struct kindred *const a = left, *const b = right;
    const int order = nd_name_compare(a->kind, b->kind);
    return order != 0 ? order : nd_name_compare(a->relation, b->relation);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* "kind:what<TAB>count" */
static void add_row(struct cli_text *out, const struct nd_name *kind, const struct nd_name *what,
                    uint64_t count) {
    cli_text_add_field(out, kind->bytes, kind->size);
    cli_text_add(out, ":");
    cli_text_add_field(out, what->bytes, what->size);
    cli_text_add(out, "\t");
    cli_text_add_number(out, count);
    cli_text_add(out, "\n");
}

/* Adds the rows of documents of one kind; those with one relation lie together. */
static void add_kind(struct cli_text *out, const struct kindred *all, size_t count) {
    static const struct nd_name documents = {"documents", 9}, alone = {"alone", 5};
    uint64_t alone_count = 0;
    size_t end;
    for (size_t i = 0; i < count; i++) alone_count += all[i].alone;
    add_row(out, all->kind, &documents, count);
    add_row(out, all->kind, &alone, alone_count);
    for (size_t i = 0; i < count; i = end) {
        for (end = i; end < count && all[end].relation == all[i].relation;) end++;
        if (all[i].relation->size != 0) add_row(out, all->kind, all[i].relation, end - i);
    }
}

static void add_rows(struct cli_text *out, const struct kindred *all, size_t count) {
    uint64_t lonely = 0, alone = 0;
    size_t end;
    for (size_t i = 0; i < count; i++) {
        const bool counts =
            nd_name_is(*all[i].kind, "excerpt") || nd_name_is(*all[i].kind, "roundup");
        lonely += counts;
        alone += counts && all[i].alone;
    }
    if (lonely != 0) cli_scoring_share(out, "alone", alone, lonely);
    for (size_t i = 0; i < count; i = end) {
        for (end = i; end < count && all[end].kind == all[i].kind;) end++;
        add_kind(out, all + i, end - i);
    }
}

/* ---- All together ---------------------------------------------------------------------------- */

/* Lists the documents whose kind is known; `sizes` is room for the sizes of the found clusters. */
static size_t list_kindred(const struct cli_scoring *scoring, uint32_t *sizes,
                           struct kindred *all) {
    const struct nd_labels *const labels = scoring->labels;
    const uint32_t *const found = scoring->clusterings.found;
    size_t count = 0;
    for (uint32_t i = 0; i < labels->placed_count; i++) sizes[found[i]]++;
    for (uint32_t i = 0; i < labels->placed_count; i++) {
        const struct nd_label *const label = labels->placed[i];
        if (label->kind == ND_LABEL_NONE) continue;
        all[count++] =
            (struct kindred){&labels->kinds.names[label->kind],
                             &labels->relations.names[label->relation], sizes[found[i]] == 1};
    }
    return count;
}

nd_status cli_scoring_kinds(const struct cli_scoring *scoring, struct cli_text *out) {
    const uint32_t count = scoring->labels->placed_count;
    uint32_t *const sizes = nd_alloc_zero(count, sizeof *sizes);
    struct kindred *const all = nd_alloc(count, sizeof *all);
    nd_status status = sizes != NULL && all != NULL ? ND_OK : ND_ERR_MEMORY;
    if (status == ND_OK) {
        const size_t known = list_kindred(scoring, sizes, all);
        qsort(all, known, sizeof *all, by_kind);
        add_rows(out, all, known);
        status = out->status;
    }
    nd_free(sizes);
    nd_free(all);
    return status;
}
