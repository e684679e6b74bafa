/*
 * test_index.c - the index of fingerprints that two workers dealt, against sorting all of them
 *
 * SPDX-License-Identifier: MIT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "match/index.h"
#include "prop/prop.h"

enum { DOCUMENTS = 3000, EACH = 100, WORKERS = 2, POOL = 20000, UNRANKED = 7 };
enum { NUMBERS = DOCUMENTS * 4 * ND_BLOCK_PRINTS, MOST_ALIKE = 32 };

/* A fingerprint of a document, as far as the index tells it from others. */
struct entry {
    uint64_t print;
    struct nd_posting posting;
    bool of_pair; /* two have the fingerprint */
};

struct corpus {
    struct nd_deal deals[WORKERS];
    struct nd_prints prints[DOCUMENTS];            /* by rank; their counts alone */
    uint32_t first[DOCUMENTS], numbers[DOCUMENTS]; /* by rank, by document */
    uint64_t fingerprints[DOCUMENTS][EACH];
    uint64_t by_number[NUMBERS];            /* fingerprints of documents that have a rank */
    struct entry entries[DOCUMENTS * EACH]; /* ... and what is to be known of them */
    struct entry found[DOCUMENTS * EACH];   /* what the index says */
    uint32_t ranks;
    size_t count, found_count;
};

/* A few are everywhere and nearly alike, some are of several documents, and some of one. */
static uint64_t draw(struct prop_random *random, const uint64_t *pool) {
    const uint32_t kind = prop_below(random, 10);
    if (kind < 3) return UINT64_C(0x123) << 32 | (0x77000000 + prop_below(random, 3));
    return kind < 7 ? pool[prop_below(random, POOL)] : prop_next(random) >> 20;
}

static void deal_documents(struct corpus *corpus) {
    static uint64_t pool[POOL];
    struct prop_random random = {4};
    for (uint32_t p = 0; p < POOL; p++) pool[p] = prop_next(&random) >> 20;
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        uint32_t low[EACH];
        uint16_t high[EACH];
        for (uint32_t i = 0; i < EACH; i++) {
            corpus->fingerprints[d][i] = draw(&random, pool);
            low[i] = (uint32_t)corpus->fingerprints[d][i];
            high[i] = (uint16_t)(corpus->fingerprints[d][i] >> 32 << 4);
        }
        assert_int_equal(
            nd_deal_document(&corpus->deals[d % WORKERS], low, high, EACH, &corpus->numbers[d]),
            ND_OK);
    }
}

/* Gives documents ranks, but for every seventh. */
static void rank_documents(struct corpus *corpus) {
    for (uint32_t d = DOCUMENTS; d-- > 0;) {
        const uint32_t rank = corpus->ranks, first = corpus->numbers[d];
        if (d % UNRANKED == 0) continue;
        corpus->prints[rank].count = EACH;
        corpus->first[rank] = first + corpus->deals[d % WORKERS].begin;
        for (uint32_t i = 0; i < EACH; i++) {
            const uint64_t print = corpus->fingerprints[d][i];
            corpus->by_number[corpus->first[rank] + i] = print;
            corpus->entries[corpus->count++] =
                (struct entry){print, nd_posting_of(corpus->first[rank] + i, rank, false), false};
        }
        corpus->ranks++;
    }
}

static int compare(const void *x, const void *y) {
    const struct entry *const a = x, *const b = y;
    if (a->print >> 32 == b->print >> 32 && a->of_pair != b->of_pair) return a->of_pair ? 1 : -1;
    if (a->print != b->print) return a->print < b->print ? -1 : 1;
    return (a->posting.print > b->posting.print) - (a->posting.print < b->posting.print);
}

/* Drops those that are alone, and puts those of two in a part behind the others. */
static void keep_shared(struct corpus *corpus) {
    struct entry *const entries = corpus->entries;
    size_t kept = 0;
    qsort(entries, corpus->count, sizeof *entries, compare);
    for (size_t i = 0, end; i < corpus->count; i = end) {
        for (end = i + 1; end < corpus->count && entries[end].print == entries[i].print;) end++;
        for (size_t k = i; k < end && end - i > 1; k++) {
            entries[kept] = entries[k];
            entries[kept++].of_pair = end - i == 2;
        }
    }
    corpus->count = kept;
    qsort(entries, corpus->count, sizeof *entries, compare);
}

/* Lists the postings of a fingerprint, from i on; returns where they end. */
static size_t list_run(struct corpus *corpus, const struct nd_index_part *part, size_t i) {
    const uint64_t print = corpus->by_number[part->postings[i].print];
    const bool of_pair = i >= part->several;
    size_t end = i;
    assert_true(nd_posting_begins(&part->postings[i]));
    do {
        const struct nd_posting *const posting = &part->postings[end];
        assert_int_equal(corpus->by_number[posting->print], print);
        assert_true(end == i || posting->print > posting[-1].print);
        corpus->found[corpus->found_count++] = (struct entry){print, *posting, of_pair};
    } while (++end < part->count && !nd_posting_begins(&part->postings[end]));
    assert_true(of_pair ? end - i == 2 : end - i > 2 && end <= part->several);
    return end;
}

/* Lists those of a part, as many postings as have others beside them, unless they have many;
 * returns how many fingerprints there are. */
static size_t list_part(struct corpus *corpus, const struct nd_index_part *part) {
    size_t before = 0, count = 0;
    for (size_t i = 0, end; i < part->count; i = end, count++) {
        end = list_run(corpus, part, i);
        if (i < part->several) assert_true(end - i >= before || end - i >= MOST_ALIKE);
        before = end - i;
    }
    return count;
}

/* Those of the first `parts`; the others have none. */
static void assert_index(struct corpus *corpus, const struct nd_index *index, uint32_t parts) {
    size_t prints = 0;
    assert_int_equal(index->parts, 4096);
    corpus->found_count = 0;
    for (uint32_t part = 0; part < parts; part++) prints += list_part(corpus, &index->part[part]);
    qsort(corpus->found, corpus->found_count, sizeof *corpus->found, compare);
    for (size_t i = 0; i < corpus->found_count; i++) {
        const struct entry *const entry = &corpus->entries[i], *const found = &corpus->found[i];
        assert_int_equal(found->print, entry->print);
        assert_int_equal(found->posting.print, entry->posting.print);
        assert_int_equal(nd_posting_rank(&found->posting), nd_posting_rank(&entry->posting));
        assert_int_equal(found->of_pair, entry->of_pair);
        prints -= i == 0 || entry->print != entry[-1].print;
    }
    assert_int_equal(prints, 0);
    assert_true(corpus->found_count == corpus->count ||
                corpus->entries[corpus->found_count].print >> 32 >= parts);
    for (uint32_t part = parts; part < index->parts; part++)
        assert_int_equal(index->part[part].count, 0);
}

static void postings_are_those_of_the_definition(void **state) {
    static const struct nd_executor serial = {.workers = 1};
    static struct corpus corpus;
    struct nd_dealt dealt = {.deals = corpus.deals, .first = corpus.first};
    struct nd_match match = {.prints = corpus.prints, .executor = &serial};
    struct nd_index index;
    (void)state;
    for (int w = 0; w < WORKERS; w++) assert_int_equal(nd_deal_init(&corpus.deals[w], NULL), ND_OK);
    corpus.deals[0].next = &corpus.deals[1];
    deal_documents(&corpus);
    assert_int_equal(nd_dealt_number(&dealt), ND_OK);
    rank_documents(&corpus);
    keep_shared(&corpus);
    match.count = corpus.ranks;
    assert_int_equal(nd_index_make(&index, &match, &dealt), ND_OK);
    assert_int_equal(nd_index_prints(&index), dealt.total);
    assert_index(&corpus, &index, index.parts);
    for (uint32_t made = ND_PILES; made-- > 0;) {
        assert_ptr_equal(nd_index_made(&index, (size_t)made * ND_PILE_PARTS + 3),
                         &index.part[made * ND_PILE_PARTS + 3]);
        nd_index_drop(&index, made);
        if (made % 16 == 5) assert_index(&corpus, &index, made * ND_PILE_PARTS);
    }
    for (int w = 0; w < WORKERS; w++) assert_null(corpus.deals[w].piles);
    nd_index_free(&index);
}

static void there_may_be_no_documents(void **state) {
    static const struct nd_executor serial = {.workers = 1};
    struct nd_dealt dealt = {0};
    struct nd_match match = {.executor = &serial};
    struct nd_index index;
    (void)state;
    assert_int_equal(nd_dealt_number(&dealt), ND_OK);
    assert_int_equal(nd_index_make(&index, &match, &dealt), ND_OK);
    assert_int_equal(nd_index_prints(&index), 0);
    nd_index_free(&index);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(postings_are_those_of_the_definition),
        cmocka_unit_test(there_may_be_no_documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
