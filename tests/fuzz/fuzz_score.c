/*
 * fuzz_score.c - any bytes as labels, as a table and as judged pairs
 *
 * The three files follow each other in the input, with the byte 0x1E between them. Beyond not
 * crashing: labels that have a document are sorted by it, and no two have the same one; measures
 * lie within their bounds; as many wrong pairs are listed as were counted.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/parts.h"

#include "base/mem.h"
#include "io/labels.h"
#include "io/readtable.h"
#include "score/score.h"
#include "score/wrong.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- Reading --------------------------------------------------------------------------------- */

static void offer_rows(struct nd_labels *labels, struct nd_table *table) {
    struct nd_table_row row;
    bool more, repeated;
    for (;;) {
        require(nd_table_next(table, &row, &more) == ND_OK);
        if (!more) return;
        require(row.document.size != 0 && row.cluster.size != 0);
        require(nd_labels_offer(labels, &row, &repeated) == ND_OK);
    }
}

static void read_table(struct nd_labels *labels, const char *path) {
    struct nd_table table;
    if (nd_table_open(&table, path, &report) == ND_OK) offer_rows(labels, &table);
    nd_table_close(&table);
}

/* ---- What must hold -------------------------------------------------------------------------- */

static int compare(const struct nd_name *a, const struct nd_name *b) {
    const int order = memcmp(a->bytes, b->bytes, a->size < b->size ? a->size : b->size);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static void require_order(const struct nd_labels *labels) {
    for (uint32_t i = 0; i < labels->placed_count; i++) {
        require(labels->placed[i]->place == i);
        require(i == 0 ||
                compare(&labels->placed[i - 1]->document, &labels->placed[i]->document) < 0);
    }
}

static nd_status count_pair(void *context, uint32_t a, uint32_t b) {
    uint64_t *const count = context;
    require(a != b);
    ++*count;
    return ND_OK;
}

static void require_measures(const struct nd_clusterings *c, const struct nd_judged *judged) {
    struct nd_score score;
    uint64_t joined = 0, parted = 0;
    require(nd_score_measure(c, judged, &score) == ND_OK);
    require(score.ari >= -1 && score.ari <= 1);
    require(score.bcubed_f1 > 0 && score.bcubed_f1 <= 1);
    require(score.right_pairs <= score.true_pairs && score.right_pairs <= score.joined_pairs);
    require(nd_wrong_joined(c, judged, UINT64_MAX, count_pair, &joined) == ND_OK);
    require(nd_wrong_parted(c, judged, UINT64_MAX, count_pair, &parted) == ND_OK);
    require(joined == score.joined_pairs - score.right_pairs);
    require(parted == score.true_pairs - score.right_pairs);
}

static void judge(const struct nd_labels *labels, const struct nd_label_pairs *pairs,
                  struct nd_judged *judged) {
    for (size_t i = 0; i < pairs->count; i++) {
        const struct nd_label_pair *const pair = &pairs->pairs[i];
        const uint32_t a = labels->labels[pair->a].place, b = labels->labels[pair->b].place;
        if (a == ND_LABEL_NONE || b == ND_LABEL_NONE || pair->verdict == ND_VERDICT_APART) continue;
        require(nd_judged_add(pair->verdict == ND_VERDICT_SAME ? &judged->same : &judged->open, a,
                              b) == ND_OK);
    }
    require(nd_judged_settle(judged) == ND_OK);
}

static void score(const struct nd_labels *labels, const struct nd_label_pairs *pairs) {
    const uint32_t count = labels->placed_count;
    uint32_t *const truth = nd_alloc(count, sizeof *truth);
    uint32_t *const found = nd_alloc(count, sizeof *found);
    const struct nd_clusterings c = {truth, found, count};
    struct nd_judged judged = {0};
    require(truth != NULL && found != NULL);
    for (uint32_t i = 0; i < count; i++) {
        truth[i] = labels->placed[i]->truth;
        found[i] = labels->placed[i]->found;
    }
    require(nd_score_renumber(truth, count, labels->truths.count) == ND_OK);
    require(nd_score_renumber(found, count, labels->clusters.count) == ND_OK);
    judge(labels, pairs, &judged);
    require_measures(&c, NULL);
    require_measures(&c, &judged);
    nd_judged_free(&judged);
    nd_free(truth);
    nd_free(found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct part parts[3];
    struct nd_labels labels = {0};
    struct nd_label_pairs pairs = {0};
    size_t at = 0;
    for (int i = 0; i < 3; i++) at += make_part(&parts[i], at < size ? data + at : data, size - at);
    if (nd_labels_read(&labels, parts[0].path, &report) == ND_OK) {
        read_table(&labels, parts[1].path);
        require(nd_label_pairs_read(&pairs, &labels, parts[2].path, &report) != ND_ERR_MEMORY);
        require(nd_labels_settle(&labels, parts[0].path, &report) == ND_OK);
        require_order(&labels);
        if (labels.placed_count != 0) score(&labels, &pairs);
    }
    nd_labels_free(&labels);
    nd_label_pairs_free(&pairs);
    for (int i = 0; i < 3; i++) (void)fclose(parts[i].file);
    return 0;
}
