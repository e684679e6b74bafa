/*
 * deal.c - see deal.h
 *
 * Each pile is written front to back, in pieces, so that a few hundred cache lines are all that is
 * being written to; the line behind each is asked for. Pieces are small, so that their pages can be
 * prepared: those at the ends of the piles stay half empty.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/deal.h"

#include "base/mem.h"
#include "base/store.h"

enum {
    FIRST_PIECE = 29,  /* items: with what is behind them 256 bytes */
    MOST_PIECE = 4093, /* 32 KiB */
    FEW = 1 << 17,     /* numbers: a small corpus would not fill a block of each set */
    LINE = 8,          /* items: a line of the cache */
    RELIEF = 16        /* pieces that are closed, anywhere, before the store sees to its memory */
};

#define NUMBERS (UINT32_C(1) << ND_DEAL_NUMBER_BITS) /* that an item can tell apart */

nd_status nd_deal_init(struct nd_deal *deal, const struct nd_store *store) {
    *deal = (struct nd_deal){.piles = nd_alloc_zero(ND_PILES, sizeof *deal->piles)};
    for (uint32_t set = 0; set <= ND_PILE_SETS; set++) deal->arenas[set].store = store;
    return deal->piles != NULL ? ND_OK : ND_ERR_MEMORY;
}

void nd_deal_free(struct nd_deal *deal) {
    for (uint32_t set = 0; set <= ND_PILE_SETS; set++) nd_deal_drop(deal, set);
    nd_free(deal->piles);
    deal->piles = NULL;
}

void nd_deal_drop(struct nd_deal *deal, uint32_t set) { nd_arena_free(&deal->arenas[set]); }

/* Items come first, so that their end leads to what is to be known of them. */
static nd_status add_piece(struct nd_deal *deal, struct nd_deal_pile *pile) {
    const struct nd_deal_piece *last = (const struct nd_deal_piece *)(const void *)pile->end;
    const uint32_t room = last == NULL               ? FIRST_PIECE
                          : last->count < MOST_PIECE ? 2 * last->count + 3
                                                     : MOST_PIECE;
    const uint32_t set = nd_deal_set((uint32_t)(pile - deal->piles));
    struct nd_arena *arena = &deal->arenas[deal->numbers < FEW ? ND_PILE_SETS : set];
    uint64_t *items = nd_arena_array(arena, 1, room * sizeof *items + sizeof *last);
    struct nd_deal_piece *piece;
    if (items == NULL) return ND_ERR_MEMORY;
    nd_arena_prepare(arena);
    piece = (struct nd_deal_piece *)(void *)(items + room);
    *piece = (struct nd_deal_piece){NULL, items, room, deal->turn * NUMBERS};
    *(pile->link != NULL ? pile->link : &pile->first) = piece;
    *pile = (struct nd_deal_pile){items, items + room, pile->first, &piece->next};
    return ND_OK;
}

/* Counts what is in the last pieces: nothing comes to them any more. */
void nd_deal_finish(struct nd_deal *deal) {
    for (uint32_t p = 0; p < ND_PILES && deal->piles != NULL; p++) {
        struct nd_deal_pile *pile = &deal->piles[p];
        struct nd_deal_piece *last = (struct nd_deal_piece *)(void *)pile->end;
        if (last != NULL) last->count = (uint32_t)(pile->next - last->items);
        if (p % RELIEF == 0) nd_store_relieve(deal->arenas[0].store);
        pile->next = pile->end = NULL;
    }
}

/* Sets *first to the first of `count` numbers of one document. */
static nd_status take_numbers(struct nd_deal *deal, size_t count, uint32_t *first) {
    const uint64_t most = (uint64_t)count + ND_BLOCK_PRINTS - 1;
    const uint32_t numbers = (uint32_t)(most - most % ND_BLOCK_PRINTS);
    const uint32_t left = NUMBERS - deal->numbers % NUMBERS;
    uint64_t begin = deal->numbers;
    if (deal->piles == NULL) return ND_ERR_PARAM;
    if (most >= NUMBERS) return ND_ERR_LIMIT;
    if (numbers > left) begin += left;
    if (begin + numbers > UINT32_MAX) return ND_ERR_FULL;
    if (begin / NUMBERS != deal->turn) nd_deal_finish(deal);
    deal->turn = (uint32_t)(begin / NUMBERS);
    *first = (uint32_t)begin;
    deal->numbers = (uint32_t)(begin + numbers);
    return ND_OK;
}

nd_status nd_deal_document(struct nd_deal *deal, const uint32_t *low, const uint16_t *high,
                           size_t count, uint32_t *first) {
    struct nd_deal_pile *const piles = deal->piles;
    nd_status status = take_numbers(deal, count, first);
    const uint64_t number = status == ND_OK ? *first % NUMBERS : 0;
    for (size_t i = 0; i < count && status == ND_OK; i++) {
        struct nd_deal_pile *pile = &piles[high[i] >> (16 - ND_PILE_BITS)];
        const uint64_t part = high[i] >> (16 - ND_PART_BITS) & (ND_PILE_PARTS - 1);
        if (pile->next == pile->end) status = add_piece(deal, pile);
        if (status != ND_OK) break;
        __builtin_prefetch(pile->next + LINE, 1);
        *pile->next++ = (part << 32 | low[i]) << ND_DEAL_NUMBER_BITS | (number + i);
    }
    return status;
}

nd_status nd_dealt_number(struct nd_dealt *dealt) {
    uint64_t total = 0;
    for (struct nd_deal *deal = dealt->deals; deal != NULL; deal = deal->next) {
        if (deal->piles == NULL) return ND_ERR_PARAM;
        deal->begin = (uint32_t)total;
        total += deal->numbers;
        if (total > UINT32_MAX) return ND_ERR_FULL;
    }
    dealt->total = (uint32_t)total;
    return ND_OK;
}
