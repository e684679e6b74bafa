/*
 * k_neon.c - the kernels for AArch64 with NEON, 16 bytes at a time
 *
 * The same methods as in k_sse41.c. NEON has no instruction that gathers a mask from a vector:
 * four bits a byte come from a narrowing shift, one bit a byte from adding neighbours.
 *
 * SPDX-License-Identifier: MIT
 */
#include "simd/kernels.h"

#if defined(__aarch64__) && !defined(__AARCH64EB__)

#include <arm_neon.h>
#include <string.h>

#include "simd/k_chain.h"
#include "simd/k_sequence.h"
#include "simd/k_tables.h"
#include "simd/k_words.h"

#define BYTES 16
#define LANES 4

static uint8x16_t look_up(const uint8_t *table, uint8x16_t index) {
    return vqtbl1q_u8(vld1q_u8(table), index);
}

/* Four equal bits for each byte of a comparison's result. */
static uint64_t byte_mask(uint8x16_t x) {
    return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(x), 4)), 0);
}

static uint8x16_t special_ascii(uint8x16_t x, uint8x16_t next) {
    const uint8x16_t nibble = vdupq_n_u8(15);
    const uint8x16_t first_class = vandq_u8(look_up(nd_first_low, vandq_u8(x, nibble)),
                                            look_up(nd_first_high, vshrq_n_u8(x, 4)));
    const uint8x16_t next_class = vandq_u8(look_up(nd_next_low, vandq_u8(next, nibble)),
                                           look_up(nd_next_high, vshrq_n_u8(next, 4)));
    return vtstq_u8(first_class, next_class);
}

/* Which bytes are one of the `count` from `from` on. */
static uint8x16_t in_range(uint8x16_t x, uint8_t from, uint8_t count) {
    return vcltq_u8(vsubq_u8(x, vdupq_n_u8(from)), vdupq_n_u8(count));
}

static uint8x16_t fold(uint8x16_t x) {
    const uint8x16_t small = vorrq_u8(x, vdupq_n_u8(0x20));
    const uint8x16_t keep = vorrq_u8(in_range(small, 'a', 26), in_range(x, '0', 10));
    return vbslq_u8(keep, small, vdupq_n_u8(' '));
}

/* Folds src[0 .. BYTES + 1]. Returns which bytes are special. *signs: which of the first two belong
 * to a sign that began before, and then, of those behind. */
ND_INLINE uint64_t fold_block(const uint8_t *src, uint8_t *dst, uint64_t *signs) {
    const uint8x16_t x = vld1q_u8(src), next = vld1q_u8(src + 1), third = vld1q_u8(src + 2);
    const uint64_t begins = byte_mask(vandq_u8(
        vandq_u8(vceqq_u8(x, vdupq_n_u8(ND_SIGN_0)), vceqq_u8(next, vdupq_n_u8(ND_SIGN_1))),
        in_range(third, ND_SIGN_2, ND_SIGNS)));
    const uint64_t within = *signs | begins | begins << 4 | begins << 8;
    *signs = begins >> 60 | begins >> 56;
    vst1q_u8(dst, fold(x));
    return byte_mask(special_ascii(x, next)) | (byte_mask(vcgeq_u8(x, vdupq_n_u8(0x80))) & ~within);
}

static size_t fold_ascii(const uint8_t *src, size_t n, uint8_t *dst) {
    uint8_t tail[3 * BYTES] = {0};
    uint64_t signs = 0, special = 0;
    size_t at = 0;
    for (; n - at > BYTES + 1 && special == 0; at += BYTES)
        special = fold_block(src + at, dst + at, &signs);
    if (special == 0) memcpy(tail, src + at, n - at);
    for (size_t i = 0; at < n && special == 0; i += BYTES, at += BYTES)
        special = fold_block(tail + i, dst + at, &signs);
    return special != 0 ? at - BYTES + (size_t)__builtin_ctzll(special) / 4 : n;
}

static size_t fold_dense(const uint8_t *classes, const uint8_t *src, size_t n,
                         struct nd_dense *to) {
    return nd_fold_dense(classes, src, n, to, NULL);
}

/* One bit for each of 64 bytes of a comparison's results. */
static uint64_t bit_mask(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
    static const uint8_t place[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t bit = vld1q_u8(place);
    const uint8x16_t low = vpaddq_u8(vandq_u8(a, bit), vandq_u8(b, bit));
    const uint8x16_t high = vpaddq_u8(vandq_u8(c, bit), vandq_u8(d, bit));
    const uint8x16_t bits = vpaddq_u8(vpaddq_u8(low, high), vdupq_n_u8(0));
    return vgetq_lane_u64(vreinterpretq_u64_u8(bits), 0);
}

/* Which of 64 bytes are `least` or more. */
static uint64_t at_least(const uint8_t *text, uint8_t least) {
    const uint8x16_t x = vdupq_n_u8(least);
    return bit_mask(vcgeq_u8(vld1q_u8(text), x), vcgeq_u8(vld1q_u8(text + 16), x),
                    vcgeq_u8(vld1q_u8(text + 32), x), vcgeq_u8(vld1q_u8(text + 48), x));
}

static struct nd_utf8_block utf8_block(const uint8_t *text) {
    const uint64_t leads = at_least(text, 0xc0);
    return (struct nd_utf8_block){
        .follows = at_least(text, 0x80) & ~leads,
        .leads = leads,
        .three = at_least(text, 0xe0),
        .odd = at_least(text, 0xf0) | (leads & ~at_least(text, 0xc2)),
    };
}

static uint64_t not_blank(const uint8_t *text) {
    const uint8x16_t x = vdupq_n_u8(' ');
    return ~bit_mask(vceqq_u8(vld1q_u8(text), x), vceqq_u8(vld1q_u8(text + 16), x),
                     vceqq_u8(vld1q_u8(text + 32), x), vceqq_u8(vld1q_u8(text + 48), x));
}

static size_t find_words(const uint8_t *text, size_t n, uint32_t *edge) {
    return nd_find_words(text, n, edge, not_blank);
}

/* The bytes of the word between the edges, zeros behind them. */
ND_INLINE uint32x4_t load_word(const uint8_t *text, const uint32_t *edge) {
    const uint32_t size = edge[1] - edge[0];
    const uint8_t *const mask = nd_first_bytes + 16 - (size < ND_SHORT_WORD ? size : ND_SHORT_WORD);
    return vreinterpretq_u32_u8(vandq_u8(vld1q_u8(text + edge[0]), vld1q_u8(mask)));
}

/* The two products of a word. */
ND_INLINE uint64x2_t products(uint32x4_t word) {
    static const uint32_t key[LANES] = {ND_WORD_K0, ND_WORD_K1, ND_WORD_K2, ND_WORD_K3};
    const uint64x2_t x = vreinterpretq_u64_u32(vaddq_u32(word, vld1q_u32(key)));
    return vmull_u32(vmovn_u64(x), vshrn_n_u64(x, 32));
}

/* The hashes of two words with these products. */
ND_INLINE uint32x2_t mix(uint64x2_t a, uint64x2_t b) {
    const uint32x2_t low = vdup_n_u32((uint32_t)ND_WORD_M);
    const uint32x2_t high = vdup_n_u32((uint32_t)(ND_WORD_M >> 32));
    const uint64x2_t x = vpaddq_u64(a, b);
    const uint32x2_t upper = vshrn_n_u64(x, 32), lower = veor_u32(vmovn_u64(x), upper);
    return vmla_u32(vmla_u32(vshrn_n_u64(vmull_u32(lower, low), 32), lower, high), upper, low);
}

/* Which lanes are between these, both included. */
ND_INLINE uint32x4_t are_within(uint32x4_t x, uint32_t first, uint32_t last) {
    return vcleq_u32(vsubq_u32(x, vdupq_n_u32(first)), vdupq_n_u32(last - first));
}

/* Sets ND_WORD_CHARACTER in the hashes of words that begin, in the two lowest bytes of a lane, with
 * such a character. */
ND_OUTLINE uint32x4_t mark_characters(uint32x4_t hash, uint32x4_t first) {
    const uint32x4_t low = vdupq_n_u32(0xff);
    const uint32x4_t two =
        vorrq_u32(vshlq_n_u32(vandq_u32(first, low), 8), vandq_u32(vshrq_n_u32(first, 8), low));
    const uint32x4_t some = vorrq_u32(are_within(two, ND_FIRST_KANA, ND_LAST_IDEOGRAPH),
                                      are_within(two, ND_FIRST_THAI, ND_LAST_LAO));
    const uint32x4_t others = vorrq_u32(are_within(two, ND_FIRST_MYANMAR, ND_LAST_MYANMAR),
                                        are_within(two, ND_FIRST_KHMER, ND_LAST_KHMER));
    return vorrq_u32(hash, vandq_u32(vdupq_n_u32(ND_WORD_CHARACTER), vorrq_u32(some, others)));
}

/* Sets, in the hashes of words that begin with these four bytes, what they say of them. */
static uint32x4_t mark_words(uint32x4_t hash, uint32x4_t first) {
    const uint32x4_t byte = vandq_u32(first, vdupq_n_u32(0xff));
    hash = vbslq_u32(vdupq_n_u32(ND_WORD_NUMBER), are_within(byte, '0', '9'), hash);
    return vmaxvq_u32(byte) >= ND_LEAST_LEAD ? mark_characters(hash, first) : hash;
}

ND_INLINE uint32x4_t hash_four(const uint8_t *text, const uint32_t *edge) {
    const uint32x4_t a = load_word(text, edge), b = load_word(text, edge + 2);
    const uint32x4_t c = load_word(text, edge + 4), d = load_word(text, edge + 6);
    const uint32x2_t front = mix(products(a), products(b)), back = mix(products(c), products(d));
    const uint32x2_t low = vget_low_u32(vzip1q_u32(a, b)), high = vget_low_u32(vzip1q_u32(c, d));
    return mark_words(vcombine_u32(front, back), vcombine_u32(low, high));
}

static size_t hash_short(const uint8_t *text, const uint32_t *edge, size_t count, uint32_t *hash,
                         uint32_t *longer) {
    uint32_t last[2 * LANES] = {0};
    const size_t whole = count / LANES * LANES;
    for (size_t i = 0; i < whole; i += LANES) vst1q_u32(hash + i, hash_four(text, edge + 2 * i));
    if (whole < count) {
        memcpy(last, edge + 2 * whole, (count - whole) * 2 * sizeof *edge);
        vst1q_u32(hash + whole, hash_four(text, last));
    }
    return nd_list_longer(edge, count, ND_SHORT_WORD, longer);
}

/* Adds what characters add to the shingles that begin at word[0, 4). */
ND_OUTLINE uint32x4_t add_characters(const uint32_t *word, uint32x4_t x) {
    const uint32x4_t all = vdupq_n_u32(ND_WORD_CHARACTER);
    uint32x4_t bits = all, more = vdupq_n_u32(0);
    for (size_t k = 0; k < ND_SHINGLE_WORDS; k++) {
        const uint32x4_t next = vld1q_u32(word + ND_SHINGLE_WORDS + k);
        more = vmlaq_n_u32(more, next, nd_other_factors[k]);
        bits = vandq_u32(vandq_u32(bits, next), vld1q_u32(word + k));
    }
    return vaddq_u32(x, vandq_u32(more, vceqq_u32(bits, all)));
}

/* Four shingles at a time, of which one may be of characters only if their eighth word is. */
static void shingle(const uint32_t *word, size_t n, uint32_t *out) {
    for (size_t i = 0; i < n; i += LANES) {
        uint32x4_t x = vmulq_n_u32(vld1q_u32(word + i), ND_SHINGLE_M0);
        x = vmlaq_n_u32(x, vld1q_u32(word + i + 1), ND_SHINGLE_M1);
        x = vmlaq_n_u32(x, vld1q_u32(word + i + 2), ND_SHINGLE_M2);
        x = vmlaq_n_u32(x, vld1q_u32(word + i + 3), ND_SHINGLE_M3);
        if (nd_is_character(word[i + 7])) x = add_characters(word + i, x);
        x = vmulq_n_u32(veorq_u32(x, vshrq_n_u32(x, 16)), ND_SHINGLE_F0);
        x = vmulq_n_u32(veorq_u32(x, vshrq_n_u32(x, 13)), ND_SHINGLE_F1);
        vst1q_u32(out + i, veorq_u32(x, vshrq_n_u32(x, 16)));
    }
}

/* One bit a lane of a comparison's result. */
static unsigned lane_mask(uint32x4_t x) {
    static const uint32_t place[LANES] = {1, 2, 4, 8};
    return vaddvq_u32(vandq_u32(x, vld1q_u32(place)));
}

/* Writes the lanes of x that are in the mask; returns how many. */
static size_t put_lanes(uint32_t *out, uint32x4_t x, unsigned mask) {
    const uint8x16_t packed = vqtbl1q_u8(vreinterpretq_u8_u32(x), vld1q_u8(nd_compaction[mask]));
    vst1q_u32(out, vreinterpretq_u32_u8(packed));
    return nd_lane_count[mask];
}

/* The last vectors of each stage. */
struct window {
    uint32x4_t hash, before, least2, least4, least8, most2, most4;
};

/* Takes the next hashes and returns which of the hashes seven places back are windowed minima and
 * differ from the hash behind them. */
static unsigned advance(struct window *w, uint32x4_t hash) {
    const uint32x4_t least2 = vminq_u32(hash, vextq_u32(w->hash, hash, 3));
    const uint32x4_t least4 = vminq_u32(least2, vextq_u32(w->least2, least2, 2));
    const uint32x4_t least8 = vminq_u32(least4, w->least4);
    const uint32x4_t most2 = vmaxq_u32(least8, vextq_u32(w->least8, least8, 3));
    const uint32x4_t most4 = vmaxq_u32(most2, vextq_u32(w->most2, most2, 2));
    const uint32x4_t most8 = vmaxq_u32(most4, w->most4);
    const uint32x4_t seven_back = vextq_u32(w->before, w->hash, 1);
    const uint32x4_t six_back = vextq_u32(w->before, w->hash, 2);
    *w = (struct window){hash, w->hash, least2, least4, least8, most2, most4};
    return lane_mask(vbicq_u32(vceqq_u32(seven_back, most8), vceqq_u32(seven_back, six_back)));
}

static size_t winnow(uint32_t *hash, size_t n, uint32_t *scratch, uint32_t *position) {
    static const uint32_t start[LANES] = {UINT32_MAX - 6, UINT32_MAX - 5, UINT32_MAX - 4,
                                          UINT32_MAX - 3};
    if (n < ND_WINDOW) return nd_kernels_portable.winnow(hash, n, scratch, position);

    const uint32x4_t zero = vdupq_n_u32(0);
    struct window w = {zero, zero, zero, zero, zero, zero, zero};
    uint32x4_t index = vld1q_u32(start); /* -7, -6, -5, -4 */
    size_t count = 0;
    hash[n] = 0;
    for (size_t at = 0; at < n + ND_WINDOW - 1; at += LANES) {
        unsigned selected = advance(&w, vld1q_u32(hash + at));
        if (at < ND_WINDOW) selected &= 0x80u >> at; /* of these only hash 0 is there */
        count += put_lanes(position + count, index, selected);
        index = vaddq_u32(index, vdupq_n_u32(LANES));
    }
    while (count > 0 && position[count - 1] >= n) count--;
    /* A last hash of 0 is least in its window, but equals the 0 behind it. */
    if (hash[n - 1] == 0) position[count++] = (uint32_t)(n - 1);
    return count;
}

static void fingerprint(const uint32_t *word, const uint32_t *position, size_t n, uint32_t *low,
                        uint16_t *high) {
    nd_fingerprint(word, position, n, low, high);
}

static uint64_t hash_sequence(const uint32_t *word, size_t n) { return nd_sequence_hash(word, n); }

static void link_runs(const struct nd_chain *chain, size_t count) { nd_link_runs(chain, count); }

static size_t common_prefix(const uint32_t *a, const uint32_t *b, size_t n) {
    for (size_t i = 0; i < n; i += LANES) {
        const unsigned differ = lane_mask(vceqq_u32(vld1q_u32(a + i), vld1q_u32(b + i))) ^ 15u;
        if (differ != 0) {
            const size_t length = i + (size_t)__builtin_ctz(differ);
            return length < n ? length : n;
        }
    }
    return n;
}

const struct nd_kernels nd_kernels_neon = {
    .name = "neon",
    .fold_ascii = fold_ascii,
    .fold_dense = fold_dense,
    .utf8_block = utf8_block,
    .find_words = find_words,
    .hash_short = hash_short,
    .shingle = shingle,
    .winnow = winnow,
    .fingerprint = fingerprint,
    .hash_sequence = hash_sequence,
    .common_prefix = common_prefix,
    .link_runs = link_runs,
};

#endif /* __aarch64__ */
