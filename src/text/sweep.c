/*
 * sweep.c - see sweep.h
 *
 * A kernel says where the characters of 64 bytes begin, so that the lengths of characters and words
 * are no branches that the processor has to foresee; what a character leaves is copied from a table
 * ND_CODE_PAD or ND_PAIR_BYTES bytes at a time, whatever their number.
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/sweep.h"

#include <string.h>

enum {
    BLOCK = 64,
    NO_CODE = 0xffffffff /* no code point yet: its class is that of the fold */
};

/* The state of a fold. The loops keep a copy whose address nobody asks for in registers. */
struct sweep {
    uint8_t *out;
    const uint8_t *start; /* of the folded text */
    uint32_t last;        /* the last code point that left something */
    uint8_t first_class;  /* of what is before that */
    uint8_t after_own;    /* 0 or 1 */
};

static uint8_t last_class(const struct sweep *s) {
    return s->last == NO_CODE ? s->first_class : nd_unicode_code(s->last)->last_class;
}

/* The code point at t, of up to two or three bytes. Which of them comes is chance: no branches. */
ND_INLINE uint32_t read_pair(const uint8_t *t) {
    const struct nd_lead *const lead = &nd_unicode.leads[t[0]];
    return lead->base | (t[1] & lead->mask);
}

ND_INLINE uint32_t read_three(const uint8_t *t) {
    return (uint32_t)(t[0] & 0x0f) << 12 | (uint32_t)(t[1] & 0x3f) << 6 | (t[2] & 0x3f);
}

ND_INLINE uint32_t read_any(const uint8_t *t) {
    return read_pair(t) | (read_three(t) & nd_unicode.leads[t[0]].three);
}

/* Puts what the code point at t leaves when it is a mark that is in order, or nothing. False, with
 * nothing done, when it is something else. */
static bool put_mark(struct sweep *s, const uint8_t *t) {
    const uint32_t c = read_any(t);
    const struct nd_code *const code = nd_unicode_code(c);
    if (!code->quick || code->plain || c < nd_unicode.leads[t[0]].least) return false;
    if (code->kind == ND_CODE_NOTHING) return true;
    if (s->out == s->start || s->out[-1] == ' ' || code->first_class < last_class(s)) return false;
    memcpy(s->out, nd_code_bytes(code, t), ND_CODE_PAD);
    s->out += code->size;
    s->last = c;
    return true;
}

/* Puts a character of one or two bytes. False, with nothing done, when there is no short cut. */
ND_INLINE bool put_pair(struct sweep *s, const uint8_t *t) {
    const uint32_t c = read_pair(t);
    const struct nd_short_cut *const pair = &nd_unicode.pairs[c];
    if (pair->size == 0) return false;
    if (s->after_own) *s->out++ = ' ';
    memcpy(s->out, pair, sizeof *pair);
    s->out += pair->size;
    s->after_own = 0;
    s->last = c;
    return true;
}

/* Puts one of three bytes that stays as it is, or separates; others go the next way. */
ND_INLINE bool put_three(struct sweep *s, const uint8_t *t) {
    const uint32_t c = read_three(t);
    const uint8_t class = nd_unicode.threes[c];
    if (class == ND_THREE_OTHER || class > ND_THREE_OWN) return false;
    *s->out = ' ';
    s->out += (s->after_own | class) & ND_THREE_BLANK;
    memcpy(s->out, t, 4);
    s->out += class / ND_THREE_LETTER * 3;
    s->after_own = class & class / ND_THREE_LETTER;
    s->last = c;
    return true;
}

/* Puts a character of up to three bytes. False, with nothing done, when it is not plain. */
ND_INLINE bool put_any(struct sweep *s, const uint8_t *t) {
    const uint32_t c = read_any(t);
    const struct nd_code code = *nd_unicode_code(c);
    if (!code.plain || c < nd_unicode.leads[t[0]].least) return false;
    *s->out = ' ';
    s->out += s->after_own | code.blank;
    memcpy(s->out, nd_code_bytes(&code, t), ND_CODE_PAD);
    s->out += code.size;
    s->after_own = code.ends_word;
    s->last = c;
    return true;
}

/* The bits below bit n. */
ND_INLINE uint64_t below(unsigned n) { return n < 64 ? ((uint64_t)1 << n) - 1 : UINT64_MAX; }

ND_INLINE unsigned lowest(uint64_t bits, unsigned none) {
    return bits != 0 ? (unsigned)__builtin_ctzll(bits) : none;
}

/* Where in a block to stop: at the first of eight ASCII bytes in a row, at the last character that
 * begins before something wrong, or at one that the end of the block cuts. */
ND_INLINE unsigned stop_of(const struct nd_utf8_block *block) {
    const uint64_t wanted = block->leads << 1 | block->three << 2;
    const uint64_t wrong = (wanted ^ block->follows) | block->odd;
    const uint64_t cut = (block->leads >> 63 << 63) | (block->three >> 62 << 62);
    const uint64_t ascii = ~(block->follows | block->leads);
    const uint64_t two = ascii & ascii >> 1, four = two & two >> 2, eight = four & four >> 4;
    const unsigned stop = lowest(cut | eight, BLOCK);
    const uint64_t before = ~block->follows & below(lowest(wrong, BLOCK));
    if (wrong == 0) return stop;
    const unsigned last = before != 0 ? 63 - (unsigned)__builtin_clzll(before) : 0;
    return last < stop ? last : stop;
}

ND_INLINE bool put_quickest(struct sweep *s, const uint8_t *t) {
    return (t[0] < 0xe0 ? put_pair(s, t) : put_three(s, t)) || put_any(s, t);
}

/* Folds what begins at `starts` in text, one by one; returns those that are left. */
ND_INLINE uint64_t sweep_block(struct sweep *sweep, const uint8_t *text, uint64_t starts,
                               bool (*put)(struct sweep *, const uint8_t *)) {
    struct sweep s = *sweep;
    for (; starts != 0; starts &= starts - 1)
        if (!put(&s, text + __builtin_ctzll(starts))) break;
    *sweep = s;
    return starts;
}

static uint64_t sweep_pairs(struct sweep *sweep, const uint8_t *text, uint64_t starts) {
    return sweep_block(sweep, text, starts, put_pair);
}

static uint64_t sweep_any(struct sweep *sweep, const uint8_t *text, uint64_t starts) {
    return sweep_block(sweep, text, starts, put_quickest);
}

/* Folds what begins in text[0, stop); returns how far it came. */
static unsigned sweep(struct sweep *s, const uint8_t *text, const struct nd_utf8_block *block,
                      unsigned stop) {
    uint64_t starts = ~block->follows & below(stop);
    while (starts != 0) {
        starts = (block->three != 0 ? sweep_any : sweep_pairs)(s, text, starts);
        if (starts == 0) break;
        const unsigned at = (unsigned)__builtin_ctzll(starts);
        if (!put_mark(s, text + at)) return at;
        starts &= starts - 1;
    }
    return stop;
}

/* Whether a byte leads characters that text may be dense in: signs, kana, Han, Hangul and forms of
 * full width. */
static bool is_dense(uint8_t byte) { return (byte >= 0xe2 && byte <= 0xed) || byte == 0xef; }

/* Where in a block, but not at its beginning, four of these come in a row, if that is before
 * `stop`. */
static unsigned dense_from(const uint8_t *text, const struct nd_utf8_block *block, unsigned stop) {
    const uint64_t two = block->three & block->three >> 3;
    const unsigned at = lowest(two & two >> 6 & ~(uint64_t)1, BLOCK);
    return at < stop && is_dense(text[at]) ? at : stop;
}

/* Puts a character of three bytes that the kernel leaves. */
static bool hop(struct nd_fold *fold, struct sweep *s) {
    const uint8_t *const t = fold->text + fold->at;
    if (fold->size - fold->at < ND_CODE_PAD || !is_dense(t[0])) return false;
    if ((t[1] & 0xc0) != 0x80 || (t[2] & 0xc0) != 0x80 || !put_any(s, t)) return false;
    fold->at += 3;
    return true;
}

/* Folds what the kernel can of dense text. Whether the last byte of a piece is special hangs on the
 * one behind it. */
static size_t fold_dense(struct nd_fold *fold, struct sweep *s, size_t n) {
    struct nd_dense to = {s->out, s->after_own != 0};
    size_t done = fold->kernels->fold_dense(nd_unicode.threes, fold->text + fold->at, n, &to);
    if (done == 0) return 0;
    if (done == n && n < fold->size - fold->at && fold->text[fold->at + n - 1] < 0x80) {
        done--;
        to.dst--;
    }
    s->out = to.dst;
    s->after_own = to.own;
    s->last = ' '; /* of the class of all that is folded here */
    return done;
}

static void sweep_dense(struct nd_fold *fold, struct sweep *s, const uint8_t *room) {
    do {
        const size_t left = fold->size - fold->at;
        const size_t most = (size_t)(room - s->out) / 2 + BLOCK;
        fold->at += fold_dense(fold, s, left < most ? left : most);
    } while (s->out < room && hop(fold, s));
}

/* The block at fold->at, with zeros behind the end of the text, in `last`, if it comes so soon. */
static const uint8_t *block_at(const struct nd_fold *fold, uint8_t *last) {
    const size_t left = fold->size - fold->at;
    if (left >= BLOCK + ND_CODE_PAD) return fold->text + fold->at;
    memset(last, 0, BLOCK + ND_CODE_PAD);
    memcpy(last, fold->text + fold->at, left);
    return last;
}

/* Folds the block at fold->at; says whether what is behind it is to be folded here too. */
static bool sweep_next(struct nd_fold *fold, struct sweep *s) {
    const size_t left = fold->size - fold->at;
    uint8_t last[BLOCK + ND_CODE_PAD];
    const uint8_t *const text = block_at(fold, last);
    const struct nd_utf8_block block = fold->kernels->utf8_block(text);
    const unsigned stop = stop_of(&block), dense = dense_from(text, &block, stop);
    const unsigned end = left < dense ? (unsigned)left : dense;
    const unsigned done = sweep(s, text, &block, end);
    fold->at += done;
    return done == end && (end < stop || stop + 2 >= BLOCK);
}

void nd_sweep(struct nd_fold *fold) {
    struct sweep s = {fold->out + fold->used, fold->out, NO_CODE, fold->last_class,
                      fold->after_own};
    const uint8_t *const room = fold->out + ND_FOLD_ROOM;
    bool more = true;
    while (more && s.out < room && fold->at < fold->size) {
        if (is_dense(fold->text[fold->at])) sweep_dense(fold, &s, room);
        more = s.out < room && fold->at < fold->size && sweep_next(fold, &s);
    }
    fold->used = (size_t)(s.out - fold->out);
    fold->after_own = s.after_own != 0;
    fold->last_class = last_class(&s);
}
