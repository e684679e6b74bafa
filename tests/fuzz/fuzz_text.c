/*
 * fuzz_text.c - any bytes are read as words, the same by every kernel
 *
 * The first byte chooses the encoding, the kernel to hold against the portable one, and whether
 * the text lies across the end of the tokenizer's buffer. Places must ascend inside the text; words
 * must not depend on the kernel or on whether places are kept; folded text must have the words of
 * the text that it was made of.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "simd/dispatch.h"
#include "text/tokens.h"

enum { MOST_KERNELS = 8 };

/* Tokenizers of all kernels, the first of them portable; made once. */
struct readers {
    struct nd_tokenizer *plain[MOST_KERNELS], *placed[MOST_KERNELS];
    size_t count;
};

struct input {
    uint8_t *text;
    size_t size;
    nd_encoding encoding;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

static const struct readers *open_readers(void) {
    static struct readers readers;
    if (readers.count != 0) return &readers;
    for (size_t i = nd_kernels_count(); i-- > 0 && readers.count < MOST_KERNELS;) {
        const struct nd_kernels *const kernels = nd_kernels_at(i);
        if (!nd_kernels_usable(kernels)) continue;
        require(nd_tokenizer_new(kernels, false, &readers.plain[readers.count]) == ND_OK);
        require(nd_tokenizer_new(kernels, true, &readers.placed[readers.count]) == ND_OK);
        readers.count++;
    }
    return &readers;
}

/* In an allocation of exactly its size, so that a sanitizer sees a read past the end. */
static struct input make_input(const uint8_t *data, size_t size) {
    const uint8_t choice = data[0];
    const size_t filler = choice >= 0xc0 ? ND_FOLD_ROOM - 4 * (choice & 0x3cu) : 0;
    const size_t mark = choice % 3 == 2 ? 2 : 0; /* of UTF-16 */
    struct input input = {.size = filler + mark + size - 1};
    input.encoding = choice % 3 == 1 ? ND_ENCODING_UTF8 : ND_ENCODING_DETECT;
    input.text = malloc(input.size + 1);
    require(input.text != NULL);
    if (mark != 0) memcpy(input.text, "\xff\xfe", 2);
    for (size_t i = 0; i < filler; i++) input.text[mark + i] = i % 7 == 6 ? ' ' : 'x';
    memcpy(input.text + mark + filler, data + 1, size - 1);
    return input;
}

static void check_places(const struct nd_tokenizer *t) {
    for (size_t i = 0; i < t->count; i++) {
        require(t->places[i].begin < t->places[i].end && t->places[i].end <= t->size);
        if (i == 0) continue;
        require(t->places[i].begin >= t->places[i - 1].begin);
        require(t->places[i].end >= t->places[i - 1].end);
    }
}

static void check_same(const struct nd_tokenizer *a, const struct nd_tokenizer *b) {
    require(a->count == b->count);
    require(a->count == 0 || memcmp(a->words, b->words, a->count * sizeof *a->words) == 0);
}

static struct nd_document_info read_text(struct nd_tokenizer *t, const struct input *input) {
    struct nd_document_info info;
    require(nd_tokenize(t, input->text, input->size, input->encoding, &info) == ND_OK);
    require(info.words == t->count);
    return info;
}

/* The folded text, when it fits the buffer, has the words that `t` found. */
static void check_folded(const struct readers *readers, const struct nd_tokenizer *t,
                         nd_encoding encoding) {
    struct nd_fold fold = {.kernels = t->fold.kernels};
    struct input folded = {.encoding = ND_ENCODING_UTF8};
    bool valid;
    fold.out = malloc(ND_FOLD_CAPACITY + ND_KERNEL_PAD);
    require(fold.out != NULL);
    nd_fold_start(&fold, t->text, t->size, encoding == ND_ENCODING_UTF8);
    require(nd_fold_more(&fold, &valid) == ND_OK && valid);
    if (fold.at == fold.size) {
        folded.text = fold.out;
        folded.size = fold.used;
        read_text(readers->plain[1 % readers->count], &folded);
        check_same(readers->plain[1 % readers->count], t);
    }
    free(fold.out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct readers *const readers = open_readers();
    struct nd_document_info first;
    struct input input;
    size_t i;
    if (size == 0) return 0;
    input = make_input(data, size);
    first = read_text(readers->plain[0], &input);
    i = data[0] % readers->count;
    require(read_text(readers->placed[0], &input).content == first.content);
    require(read_text(readers->plain[i], &input).content == first.content);
    check_same(readers->placed[0], readers->plain[0]);
    check_same(readers->plain[i], readers->plain[0]);
    check_places(readers->placed[0]);
    if (first.content != ND_CONTENT_BINARY)
        check_folded(readers, readers->placed[0], input.encoding);
    free(input.text);
    return 0;
}
