/*
 * blocks.c - see blocks.h
 *
 * Boilerplate is learned fingerprint by fingerprint. Two of them belong to one block when one
 * follows the other more often than not, seen from either: then each has at most one before and one
 * behind it, and blocks are chains. Who follows more often than not is found by voting in one pass
 * and counting in a second one (Boyer and Moore, 1981), in a few numbers for each fingerprint,
 * however long the corpus. What stands around a block changes the fingerprints at its rims: a chain
 * of one or two belongs to the longer one that it is next to more often than not.
 *
 * Each source has its own fingerprints, which differ for one text by what the source mixes in.
 * Chains of several sources are one block when they have the same least fingerprint by two orders:
 * a MinHash of two values, which texts that differ much hardly ever have in common.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/blocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/bounds.h"
#include "base/mem.h"
#include "base/store.h"

enum { LEAST_CHAIN = 3 }; /* fingerprints of a chain that stands by itself */

/* The neighbour of a fingerprint on one side: the one that is there more often than not, if any. */
struct neighbour {
    uint32_t number; /* 0: the end of what is masked, or no one yet */
    uint32_t votes;  /* in the end: how often it is there */
};

/* What is known of a fingerprint of boilerplate, by its number. */
struct link {
    uint32_t occurrences; /* in what is masked */
    struct neighbour before, behind;
    bool chained;   /* to the one behind it */
    uint32_t block; /* from 1 */
};

struct chaining {
    const struct nd_stage *stage;
    struct link *links;
    uint32_t numbers;             /* links [1, numbers] */
    uint32_t *of_print;           /* by fingerprint of the index: its number, if it is marked */
    struct nd_found_block *found; /* by block - 1 */
    uint32_t *sizes;              /* by block - 1: fingerprints */
    uint32_t *seen;               /* by block - 1: the document that it was last met in, + 1 */
    uint32_t count;
};

/* ---- Neighbours ------------------------------------------------------------------------------ */

typedef void (*visit_fn)(struct neighbour *neighbour, uint32_t number);

static void vote(struct neighbour *neighbour, uint32_t number) {
    if (number == neighbour->number) {
        neighbour->votes++;
    } else if (neighbour->votes == 0) {
        neighbour->number = number;
        neighbour->votes = 1;
    } else {
        neighbour->votes--;
    }
}

static void count_vote(struct neighbour *neighbour, uint32_t number) {
    neighbour->votes += number == neighbour->number;
}

/* Shows each fingerprint that is masked its neighbours. */
static void visit_all(struct chaining *c, visit_fn visit) {
    for (uint32_t at = 0; at < c->stage->match.count; at++) {
        const uint32_t *numbers = c->of_print + c->stage->match.index->first[at];
        struct nd_hidden hidden = {0};
        if (!nd_stage_masks(c->stage, at)) continue;
        while (nd_hidden_next(c->stage, at, &hidden)) {
            for (uint32_t i = hidden.begin; i < hidden.end; i++) {
                struct link *link = &c->links[numbers[i]];
                link->occurrences++;
                visit(&link->before, i > hidden.begin ? numbers[i - 1] : 0);
                visit(&link->behind, i + 1 < hidden.end ? numbers[i + 1] : 0);
            }
        }
    }
}

static void find_neighbours(struct chaining *c) {
    visit_all(c, vote);
    for (uint32_t n = 1; n <= c->numbers; n++) {
        c->links[n].occurrences = 0;
        c->links[n].before.votes = c->links[n].behind.votes = 0;
    }
    visit_all(c, count_vote);
}

/* The neighbour that is there more often than not, or 0. */
static uint32_t usual(const struct link *link, const struct neighbour *neighbour) {
    return 2 * (uint64_t)neighbour->votes > link->occurrences ? neighbour->number : 0;
}

/* ---- Chains ---------------------------------------------------------------------------------- */

/* Chains neighbours that are usual from both sides. */
static void chain(struct chaining *c) {
    for (uint32_t n = 1; n <= c->numbers; n++) {
        const uint32_t next = usual(&c->links[n], &c->links[n].behind);
        c->links[n].chained =
            next != 0 && next != n && usual(&c->links[next], &c->links[next].before) == n;
    }
}

/* Gives the chain that begins with a fingerprint the next number. */
static void name_chain(struct chaining *c, uint32_t first) {
    uint32_t size = 0;
    c->count++;
    for (uint32_t n = first; c->links[n].block == 0; n = c->links[n].behind.number) {
        c->links[n].block = c->count;
        size++;
        if (!c->links[n].chained) break;
    }
    c->sizes[c->count - 1] = size;
}

/* Whether the one before it is chained to a fingerprint. */
static bool follows(const struct chaining *c, uint32_t number) {
    const uint32_t before = c->links[number].before.number;
    return before != 0 && c->links[before].chained && c->links[before].behind.number == number;
}

/* Names all chains: from their beginnings, and then those that are rings. */
static void name_chains(struct chaining *c) {
    for (uint32_t n = 1; n <= c->numbers; n++)
        if (c->links[n].occurrences != 0 && !follows(c, n)) name_chain(c, n);
    for (uint32_t n = 1; n <= c->numbers; n++)
        if (c->links[n].occurrences != 0 && c->links[n].block == 0) name_chain(c, n);
}

/* The long chain that a fingerprint at the end of a short one is usually next to, or 0. */
static uint32_t long_chain(const struct chaining *c, uint32_t neighbour) {
    const uint32_t block = c->links[neighbour].block;
    return neighbour != 0 && c->sizes[block - 1] >= LEAST_CHAIN ? block : 0;
}

/* Says of each short chain which long one it belongs to: the one behind it, or the one before. */
static void find_owners(const struct chaining *c, uint32_t *owners) {
    for (uint32_t n = 1; n <= c->numbers; n++) {
        const struct link *link = &c->links[n];
        uint32_t owner = 0;
        if (link->block == 0 || c->sizes[link->block - 1] >= LEAST_CHAIN) continue;
        if (!link->chained) owner = long_chain(c, usual(link, &link->behind));
        if (owner == 0 && owners[link->block - 1] == 0 && !follows(c, n))
            owner = long_chain(c, usual(link, &link->before));
        if (owner != 0) owners[link->block - 1] = owner;
    }
}

static nd_status join_short_chains(struct chaining *c) {
    uint32_t *owners = nd_alloc_zero(c->count, sizeof *owners);
    if (owners == NULL) return ND_ERR_MEMORY;
    find_owners(c, owners);
    for (uint32_t n = 1; n <= c->numbers; n++) {
        struct link *link = &c->links[n];
        if (link->block != 0 && owners[link->block - 1] != 0) link->block = owners[link->block - 1];
    }
    nd_free(owners);
    return ND_OK;
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

/* Adds words [first, last) of document `at` to a block. */
static void add_piece(struct chaining *c, uint32_t block, uint32_t at, uint32_t first,
                      uint32_t last) {
    struct nd_boilerplate_block *out = &c->found[block - 1].block;
    out->documents += c->seen[block - 1] != at + 1;
    c->seen[block - 1] = at + 1;
    out->words += last - first;
    if (last - first < out->last - out->first) return; /* of equals the shortest document */
    out->document = at;
    out->first = first;
    out->last = last;
}

/* Cuts what is hidden in a document into pieces of blocks. */
static void add_hidden(struct chaining *c, uint32_t at, const struct nd_hidden *hidden) {
    const uint32_t *numbers = c->of_print + c->stage->match.index->first[at];
    const struct nd_prints *prints = &c->stage->match.prints[at];
    uint32_t first = hidden->first;
    for (uint32_t i = hidden->begin, end; i < hidden->end; i = end) {
        const uint32_t block = c->links[numbers[i]].block;
        uint32_t last = hidden->last;
        for (end = i + 1; end < hidden->end && c->links[numbers[end]].block == block;) end++;
        if (end < hidden->end) last = nd_larger(nd_prints_position(prints, end), first);
        add_piece(c, block, at, first, last);
        first = last;
    }
}

static void lower(uint64_t key[2], uint64_t fingerprint) {
    const uint64_t other = fingerprint * UINT64_C(0x9e3779b97f4a7c15);
    if (fingerprint < key[0]) key[0] = fingerprint;
    if (other < key[1]) key[1] = other;
}

static uint64_t fingerprint_of(const struct chaining *c, uint32_t number) {
    const struct nd_suspects *suspects = &c->stage->learned.suspects;
    const struct nd_match *match = &c->stage->match;
    const struct nd_posting *posting = suspects->items[number - 1].postings;
    const uint32_t rank = nd_posting_rank(posting);
    return nd_prints_whole(&match->prints[rank], posting->print - match->index->first[rank],
                           match->kernels, &match->documents[rank]);
}

static void add_keys(struct chaining *c) {
    const uint32_t *sources = c->stage->match.sources;
    for (uint32_t b = 0; b < c->count; b++) {
        c->found[b].key[0] = c->found[b].key[1] = UINT64_MAX;
        c->found[b].block.sources = sources != NULL;
    }
    for (uint32_t n = 1; n <= c->numbers; n++) {
        if (c->links[n].block != 0)
            lower(c->found[c->links[n].block - 1].key, fingerprint_of(c, n));
    }
}

static void number_prints(struct chaining *c) {
    const struct nd_suspects *suspects = &c->stage->learned.suspects;
    for (uint32_t n = 1; n <= c->numbers; n++) {
        const struct nd_suspect *suspect = &suspects->items[n - 1];
        for (uint32_t i = 0; i < suspect->count; i++) c->of_print[suspect->postings[i].print] = n;
    }
}

static nd_status find_blocks(struct chaining *c, struct nd_blocks *blocks) {
    nd_status status;
    number_prints(c);
    find_neighbours(c);
    chain(c);
    name_chains(c);
    status = join_short_chains(c);
    if (status == ND_OK)
        status = nd_reserve(&blocks->items, &blocks->capacity, blocks->count + c->count,
                            sizeof *blocks->items);
    if (status != ND_OK || c->count == 0) return status;
    c->found = blocks->items + blocks->count;
    memset(c->found, 0, c->count * sizeof *c->found);
    blocks->count += c->count;
    for (uint32_t at = 0; at < c->stage->match.count; at++) {
        struct nd_hidden hidden = {0};
        if (!nd_stage_masks(c->stage, at)) continue;
        while (nd_hidden_next(c->stage, at, &hidden)) add_hidden(c, at, &hidden);
    }
    add_keys(c);
    return ND_OK;
}

nd_status nd_blocks_collect(const struct nd_stage *stage, struct nd_blocks *blocks) {
    struct chaining c = {.stage = stage, .numbers = stage->learned.suspects.count};
    const size_t prints = nd_index_prints(stage->match.index);
    nd_status status = ND_ERR_MEMORY;
    if (stage->learned.count == 0) return ND_OK;
    c.links = nd_alloc_zero((size_t)c.numbers + 1, sizeof *c.links);
    c.of_print = nd_store_take_zero(stage->match.store, prints, sizeof *c.of_print);
    c.sizes = nd_alloc_zero(c.numbers, sizeof *c.sizes);
    c.seen = nd_alloc_zero(c.numbers, sizeof *c.seen);
    if (c.links != NULL && c.of_print != NULL && c.sizes != NULL && c.seen != NULL)
        status = find_blocks(&c, blocks);
    nd_free(c.links);
    nd_store_give_back(stage->match.store, c.of_print, prints, sizeof *c.of_print);
    nd_free(c.sizes);
    nd_free(c.seen);
    return status;
}

/* ---- Settling -------------------------------------------------------------------------------- */

/* Whether the example of x is better: longer, or in a shorter document. */
static bool has_better_example(const struct nd_boilerplate_block *x,
                               const struct nd_boilerplate_block *y) {
    const uint32_t words_x = x->last - x->first, words_y = y->last - y->first;
    if (words_x != words_y) return words_x > words_y;
    return x->document != y->document ? x->document > y->document : x->first < y->first;
}

static void merge(struct nd_boilerplate_block *into, const struct nd_boilerplate_block *block) {
    if (has_better_example(block, into)) {
        into->document = block->document;
        into->first = block->first;
        into->last = block->last;
    }
    into->documents += block->documents;
    into->sources += block->sources;
    into->words += block->words;
}

static int compare_keys(const void *x, const void *y) {
    const struct nd_found_block *a = x, *b = y;
    if (a->key[0] != b->key[0]) return a->key[0] < b->key[0] ? -1 : 1;
    return (a->key[1] > b->key[1]) - (a->key[1] < b->key[1]);
}

static int compare_blocks(const void *x, const void *y) {
    const struct nd_boilerplate_block *a = &((const struct nd_found_block *)x)->block;
    const struct nd_boilerplate_block *b = &((const struct nd_found_block *)y)->block;
    if (a->words != b->words) return a->words > b->words ? -1 : 1;
    if (a->documents != b->documents) return a->documents > b->documents ? -1 : 1;
    if (a->document != b->document) return a->document < b->document ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

void nd_blocks_settle(struct nd_blocks *blocks) {
    size_t kept = 0;
    if (blocks->count == 0) return;
    qsort(blocks->items, blocks->count, sizeof *blocks->items, compare_keys);
    for (size_t i = 0; i < blocks->count; i++) {
        if (blocks->items[i].block.words == 0) continue; /* all of it is hidden by others */
        if (kept != 0 && compare_keys(&blocks->items[i], &blocks->items[kept - 1]) == 0)
            merge(&blocks->items[kept - 1].block, &blocks->items[i].block);
        else
            blocks->items[kept++] = blocks->items[i];
    }
    blocks->count = kept;
    qsort(blocks->items, blocks->count, sizeof *blocks->items, compare_blocks);
}
