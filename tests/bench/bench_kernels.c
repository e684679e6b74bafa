/*
 * bench_kernels.c - nanoseconds an element of every kernel, and of the stages that are made of them
 *
 * Usage: bench_kernels [FILE]. Takes the text from FILE, or makes some. Prints one row a function
 * and one column a kernel that this machine runs: the least of many runs over arrays that stay in
 * the cache, as those of an article do. Elements are bytes for fold_ascii, fold_dense, utf8_block
 * and tokenising (of the text, and of made-up text of letters of two bytes and characters of
 * three), words of text for find_words, hash_short (with find_words before it), hash_words and
 * fingerprints (with the shingles that they are made of), runs of words for link_runs, words of 32
 * bits for the rest. What looks for words takes another piece of the text each time, because a
 * processor learns the word lengths of a single one by heart.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "simd/dispatch.h"
#include "simd/wordhash.h"
#include "sketch/sketch.h"
#include "text/tokens.h"

enum { BYTES = 4096, PIECES = 256, ELEMENTS = 704, RUNS = 100, REPEAT = PIECES };

struct data {
    uint8_t raw[PIECES * BYTES]; /* as it was read */
    uint8_t src[PIECES * BYTES + ND_KERNEL_PAD], text[PIECES * BYTES + ND_KERNEL_PAD];
    uint8_t letters[PIECES * BYTES], characters[PIECES * BYTES]; /* of two and of three bytes */
    uint8_t dense[2 * BYTES + 2 * ND_KERNEL_PAD];                /* these, folded */
    size_t turn;
    struct nd_tokenizer *tokenizer; /* of the kernels of `sketcher` */
    struct nd_sketcher sketcher;
    uint32_t edge[ND_EDGES_ROOM(BYTES)], longer[ND_WORDS_ROOM(BYTES)], words[ND_WORDS_ROOM(BYTES)];
    uint32_t word[ELEMENTS + 3 + ND_KERNEL_PAD], hash[ELEMENTS + ND_KERNEL_PAD];
    uint32_t scratch[ELEMENTS + 2 * ND_WINDOW + ND_KERNEL_PAD], out[ELEMENTS + 3 + ND_KERNEL_PAD];
    uint16_t high[ELEMENTS];
    int32_t rows[6][ND_CHAIN_LANES + ELEMENTS]; /* of a chain */
};

/* Runs one function once on the data and returns the number of elements that it took. */
typedef size_t (*bench_fn)(const struct nd_kernels *kernels, struct data *data);

static size_t fold_ascii(const struct nd_kernels *kernels, struct data *data) {
    return kernels->fold_ascii(data->src, BYTES, data->text);
}

/* As on text with a special byte at every 100th place. */
static size_t fold_ascii_short(const struct nd_kernels *kernels, struct data *data) {
    size_t at = 0;
    while (at + 100 <= BYTES) at += kernels->fold_ascii(data->src + at, 100, data->text + at);
    return at;
}

static size_t fold_dense(const struct nd_kernels *kernels, struct data *data) {
    struct nd_dense to = {data->dense, false};
    return kernels->fold_dense(nd_unicode.threes, data->characters, BYTES, &to);
}

/* Another piece of the text each time. */
static const uint8_t *next_piece(struct data *data) {
    return data->text + data->turn++ % PIECES * BYTES;
}

static size_t find_words(const struct nd_kernels *kernels, struct data *data) {
    return kernels->find_words(next_piece(data), BYTES, data->edge);
}

static size_t hash_short(const struct nd_kernels *kernels, struct data *data) {
    const uint8_t *const text = next_piece(data);
    const size_t count = kernels->find_words(text, BYTES, data->edge);
    (void)kernels->hash_short(text, data->edge, count, data->words, data->longer);
    return count;
}

static size_t hash_words(const struct nd_kernels *kernels, struct data *data) {
    return nd_hash_words(kernels, next_piece(data), BYTES, data->edge, data->words);
}

static size_t shingle(const struct nd_kernels *kernels, struct data *data) {
    kernels->shingle(data->word, ELEMENTS, data->hash);
    return ELEMENTS;
}

static size_t winnow(const struct nd_kernels *kernels, struct data *data) {
    kernels->winnow(data->hash, ELEMENTS, data->scratch, data->out);
    return ELEMENTS;
}

static size_t fingerprint(const struct nd_kernels *kernels, struct data *data) {
    kernels->fingerprint(data->word, data->edge, ELEMENTS / 4, data->out, data->high);
    return ELEMENTS / 4;
}

static size_t common_prefix(const struct nd_kernels *kernels, struct data *data) {
    return kernels->common_prefix(data->word, data->out, ELEMENTS);
}

static struct nd_chain chain_of(struct data *data) {
    return (struct nd_chain){
        data->rows[0] + ND_CHAIN_LANES, data->rows[1] + ND_CHAIN_LANES,
        data->rows[2] + ND_CHAIN_LANES, data->rows[3] + ND_CHAIN_LANES,
        data->rows[4] + ND_CHAIN_LANES, data->rows[5] + ND_CHAIN_LANES,
    };
}

static size_t link_runs(const struct nd_kernels *kernels, struct data *data) {
    const struct nd_chain chain = chain_of(data);
    kernels->link_runs(&chain, ELEMENTS);
    return ELEMENTS;
}

static size_t utf8_block(const struct nd_kernels *kernels, struct data *data) {
    const uint8_t *const text = data->letters + data->turn++ % PIECES * BYTES;
    uint64_t bits = 0;
    for (size_t at = 0; at < BYTES; at += 64) bits ^= kernels->utf8_block(text + at).follows;
    data->word[0] = (uint32_t)bits; /* so that it is wanted */
    return BYTES;
}

static size_t hash_sequence(const struct nd_kernels *kernels, struct data *data) {
    data->scratch[0] = (uint32_t)kernels->hash_sequence(data->word, ELEMENTS);
    return ELEMENTS;
}

/* ---- Stages ---------------------------------------------------------------------------------- */

/* Makes tokenizer and sketcher ones of these kernels. */
static void use_kernels(const struct nd_kernels *kernels, struct data *data) {
    if (data->sketcher.kernels == kernels) return;
    nd_tokenizer_free(data->tokenizer);
    nd_sketcher_free(&data->sketcher);
    nd_sketcher_init(&data->sketcher, kernels);
    if (nd_tokenizer_new(kernels, false, &data->tokenizer) != ND_OK) abort();
}

static size_t tokenize_piece(const struct nd_kernels *kernels, struct data *data,
                             const uint8_t *text) {
    struct nd_document_info info;
    use_kernels(kernels, data);
    text += data->turn++ % PIECES * BYTES;
    if (nd_tokenize(data->tokenizer, text, BYTES, ND_ENCODING_UTF8, &info) != ND_OK) abort();
    return BYTES;
}

static size_t tokenize(const struct nd_kernels *kernels, struct data *data) {
    return tokenize_piece(kernels, data, data->raw);
}

static size_t tokenize_letters(const struct nd_kernels *kernels, struct data *data) {
    return tokenize_piece(kernels, data, data->letters);
}

static size_t tokenize_characters(const struct nd_kernels *kernels, struct data *data) {
    return tokenize_piece(kernels, data, data->characters);
}

static size_t fingerprints(const struct nd_kernels *kernels, struct data *data) {
    use_kernels(kernels, data);
    if (nd_sketch_shingles(&data->sketcher, data->word, ELEMENTS) != ND_OK) abort();
    nd_sketch_fingerprints(&data->sketcher, data->word, ELEMENTS, nd_sketch_minima(&data->sketcher),
                           data->out, data->high);
    return ELEMENTS;
}

/* ---- Measuring ------------------------------------------------------------------------------- */

static uint64_t now(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static double best_of_runs(bench_fn fn, const struct nd_kernels *kernels, struct data *data) {
    uint64_t best = UINT64_MAX;
    size_t elements = 0;
    for (int run = 0; run < RUNS; run++) {
        const uint64_t start = now();
        elements = 0;
        for (int i = 0; i < REPEAT; i++) elements += fn(kernels, data);
        const uint64_t took = now() - start;
        if (took < best) best = took;
    }
    return (double)best / (double)(elements == 0 ? 1 : elements);
}

/* Words of English-like lengths without special bytes. */
static void make_text(uint8_t *text, size_t n) {
    static const uint8_t length[] = {3, 2, 5, 7, 3, 4, 1, 9, 6, 2, 11, 4, 8, 3, 5, 2, 13, 7};
    uint32_t random = 1;
    size_t at = 0;
    while (at < n) {
        random = random * 1664525u + 1013904223u;
        const size_t end = at + length[(random >> 16) % sizeof length];
        for (; at < end && at < n; at++) text[at] = (uint8_t)('a' + (random >> at % 24) % 22);
        if (at < n) text[at++] = ' ';
    }
}

/* Words of characters of `size` bytes, from code point `first` on; no blanks with 0 in `blanks`. */
static void make_wide_text(uint8_t *text, size_t n, size_t size, uint32_t first, uint32_t blanks) {
    uint32_t random = 1;
    size_t at = 0;
    while (at + 4 <= n) {
        random = random * 1664525u + 1013904223u;
        if (blanks != 0 && (random >> 16) % blanks == 0) text[at++] = ' ';
        at += nd_utf8_write(first + (random >> 20) % (size == 2 ? 32 : 3000), text + at);
    }
    while (at < n) text[at++] = ' ';
}

/* Begins the text with the file. */
static bool read_text(const char *name, uint8_t *text, size_t n) {
    FILE *file = fopen(name, "rb");
    if (file == NULL) return false;
    const size_t size = fread(text, 1, n, file);
    return fclose(file) == 0 && size > 0;
}

/* Special bytes become commas, so that folding gets through. */
static void prepare_text(struct data *data) {
    const size_t n = PIECES * BYTES;
    size_t at = 0;
    memcpy(data->raw, data->src, n);
    make_wide_text(data->letters, n, 2, 0x430, 6);
    make_wide_text(data->characters, n, 3, 0x4e00, 0);
    while ((at += nd_kernels_portable.fold_ascii(data->src + at, n - at, data->text + at)) < n)
        data->src[at] = ',';
}

/* Short runs anywhere in two texts, as chance makes them. */
static void make_runs(struct data *data) {
    const struct nd_chain chain = chain_of(data);
    uint32_t random = 1;
    for (int32_t r = 0; r < ELEMENTS; r++) {
        random = random * 1664525u + 1013904223u;
        chain.at_a[r] = (int32_t)(random >> 16) % (2 * ELEMENTS);
        chain.end_a[r] = chain.at_a[r] + 3 + (int32_t)(random >> 12) % 3;
        chain.end_b[r] = 2 * r + chain.end_a[r] - chain.at_a[r];
    }
}

static void print_row(const char *name, bench_fn fn, struct data *data) {
    printf("%-17s", name);
    for (size_t i = 0; i < nd_kernels_count(); i++)
        if (nd_kernels_usable(nd_kernels_at(i)))
            printf("%10.3f", best_of_runs(fn, nd_kernels_at(i), data));
    printf("\n");
}

/* A kernel that is added needs a row below. */
_Static_assert(sizeof(struct nd_kernels) - offsetof(struct nd_kernels, fold_ascii) ==
                   11 * sizeof(void (*)(void)),
               "each kernel has a row");

int main(int argc, char **argv) {
    static struct data data;
    make_text(data.src, PIECES * BYTES);
    if (argc > 1 && !read_text(argv[1], data.src, PIECES * BYTES)) {
        perror(argv[1]);
        return 2;
    }
    prepare_text(&data);
    printf("%-17s", "ns an element");
    for (size_t i = 0; i < nd_kernels_count(); i++)
        if (nd_kernels_usable(nd_kernels_at(i))) printf("%10s", nd_kernels_at(i)->name);
    printf("\n");

    print_row("tokenise text", tokenize, &data);
    print_row("two bytes", tokenize_letters, &data);
    print_row("three bytes", tokenize_characters, &data);
    print_row("fold_ascii", fold_ascii, &data);
    print_row("fold_ascii short", fold_ascii_short, &data);
    print_row("fold_dense", fold_dense, &data);
    print_row("utf8_block", utf8_block, &data);
    print_row("find_words", find_words, &data);
    print_row("+ hash_short", hash_short, &data);
    print_row("hash_words", hash_words, &data);
    const size_t words =
        nd_hash_words(&nd_kernels_portable, data.text, BYTES, data.edge, data.words);
    for (size_t i = 0; i < ELEMENTS + 3; i++) data.word[i] = data.words[i % words];
    print_row("hash_sequence", hash_sequence, &data);
    print_row("fingerprints", fingerprints, &data);
    print_row("shingle", shingle, &data);
    print_row("winnow", winnow, &data);
    for (size_t i = 0; i < ELEMENTS / 4; i++) data.edge[i] = (uint32_t)(4 * i);
    print_row("fingerprint", fingerprint, &data);
    memcpy(data.out, data.word, sizeof data.word);
    print_row("common_prefix", common_prefix, &data);
    make_runs(&data);
    print_row("link_runs", link_runs, &data);
    nd_tokenizer_free(data.tokenizer);
    nd_sketcher_free(&data.sketcher);
    return 0;
}
