/*
 * warm.c - see warm.h
 *
 * To read a few hundred bytes of a file takes a microsecond; a page fault, which brings 64 KiB, and
 * to let go of these take a few. So slices that were read some dozens of times lately are kept as
 * long as there is room, and then in place of another one that is asked for less. What of them is
 * touched comes into memory then and there. Heat is halved as often as slices that have room
 * together get warm: so what was asked for long ago makes room, and slices that are all asked for
 * alike, but have no room together, do not take each other's.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/warm.h"

#include "base/mem.h"

enum {
    KEPT = 1 << 15,  /* the bit of a slice that is kept; below it is the heat */
    OFTEN = 32,      /* times that a slice is asked for before it is kept, ... */
    VERY_OFTEN = 64, /* ... or before it takes the place of one, ... */
    MORE = 2,        /* ... which is asked for so many times less, ... */
    TRIES = 4,       /* ... if there is one among so few */
    HALVING = 64 /* times that each of as many as have room is asked for, before heat is halved */
};

bool nd_warm_init(struct nd_warm *warm, const struct nd_window *window) {
    *warm = (struct nd_warm){.window = window};
    warm->heat = nd_alloc_zero((size_t)(ND_WINDOW_MOST / ND_WARM_SLICE) + 1, sizeof *warm->heat);
    return warm->heat != NULL && nd_lock_init(&warm->lock);
}

void nd_warm_free(struct nd_warm *warm) {
    nd_lock_destroy(&warm->lock);
    nd_free((void *)(uintptr_t)warm->heat); /* atomic for those who ask */
}

void nd_warm_limit(struct nd_warm *warm, uint64_t most) {
    atomic_store(&warm->most, (size_t)(most / ND_WARM_SLICE));
}

static uint16_t heat_of(const struct nd_warm *warm, size_t slice) {
    return atomic_load_explicit(&warm->heat[slice], memory_order_relaxed);
}

bool nd_warm_keeps(const struct nd_warm *warm, size_t slice) {
    return (heat_of(warm, slice) & KEPT) != 0;
}

/* Leaves a slice cold. */
static void cool(struct nd_warm *warm, size_t slice) {
    if ((atomic_exchange(&warm->heat[slice], 0) & KEPT) != 0) atomic_fetch_sub(&warm->kept, 1);
}

void nd_warm_forget(struct nd_warm *warm, uint64_t at, uint64_t size) {
    const size_t last = (size_t)((at + size - 1) / ND_WARM_SLICE);
    for (size_t slice = (size_t)(at / ND_WARM_SLICE); slice <= last; slice++) cool(warm, slice);
}

/* Halves the heat of all, unless another thread is at it. */
static void halve(struct nd_warm *warm) {
    if (!nd_lock_try(&warm->lock)) return;
    if (atomic_load(&warm->asked) >= HALVING * atomic_load(&warm->most)) {
        atomic_store(&warm->asked, 0);
        for (size_t slice = 0; slice < warm->end; slice++) {
            uint16_t heat = heat_of(warm, slice);
            const uint16_t half = (uint16_t)((heat & KEPT) | (heat & (KEPT - 1)) / 2);
            if (half == heat) continue;
            (void)atomic_compare_exchange_strong(&warm->heat[slice], &heat, half);
        }
    }
    nd_lock_give(&warm->lock);
}

/* Lets go of one of the next kept slices that is asked for less; false when none is. */
static bool make_room(struct nd_warm *warm, uint16_t heat) {
    int tries = TRIES;
    for (size_t i = 0; i < warm->end && tries > 0; i++) {
        const size_t slice = warm->hand = (warm->hand + 1) % warm->end;
        if (!nd_warm_keeps(warm, slice)) continue;
        tries--;
        if ((heat_of(warm, slice) & (KEPT - 1)) * MORE > heat) continue;
        cool(warm, slice);
        nd_window_let_go(warm->window, slice * ND_WARM_SLICE, ND_WARM_SLICE);
        return true;
    }
    return false;
}

/* Keeps a slice from now on, if there is room. */
static void keep(struct nd_warm *warm, size_t slice, uint16_t heat) {
    if (!nd_lock_try(&warm->lock)) return;
    if (slice >= warm->end) warm->end = slice + 1;
    if (!nd_warm_keeps(warm, slice) && (atomic_load(&warm->kept) < atomic_load(&warm->most) ||
                                        (heat >= VERY_OFTEN && make_room(warm, heat)))) {
        atomic_fetch_add(&warm->kept, 1);
        atomic_fetch_or(&warm->heat[slice], KEPT);
    }
    nd_lock_give(&warm->lock);
}

bool nd_warm_pass(struct nd_warm *warm, size_t slice) {
    uint16_t heat = heat_of(warm, slice);
    if ((heat & KEPT) == 0) return false;
    if ((heat & (KEPT - 1)) >= OFTEN && atomic_load(&warm->kept) <= atomic_load(&warm->most)) {
        const uint16_t half = (uint16_t)(KEPT | (heat & (KEPT - 1)) / 2);
        (void)atomic_compare_exchange_strong(&warm->heat[slice], &heat, half);
        return true;
    }
    cool(warm, slice);
    return false;
}

/* Asks for a slice. */
static bool ask(struct nd_warm *warm, size_t slice) {
    uint16_t heat = heat_of(warm, slice);
    if ((heat & (KEPT - 1)) < KEPT - 1 &&
        atomic_compare_exchange_weak(&warm->heat[slice], &heat, heat + 1))
        heat++;
    if (heat % OFTEN == 0 &&
        atomic_fetch_add(&warm->asked, OFTEN) >= HALVING * atomic_load(&warm->most))
        halve(warm);
    if (heat % OFTEN == 0 && (heat & KEPT) == 0) keep(warm, slice, heat);
    return (heat & KEPT) != 0;
}

bool nd_warm_ask(struct nd_warm *warm, uint64_t at, size_t size) {
    const size_t last = (size_t)((at + size - 1) / ND_WARM_SLICE);
    bool kept = true;
    if (atomic_load_explicit(&warm->most, memory_order_relaxed) == 0) return false;
    for (size_t slice = (size_t)(at / ND_WARM_SLICE); slice <= last; slice++)
        kept = ask(warm, slice) && kept;
    return kept;
}
