/*
 * tokens.c - see tokens.h
 *
 * The folded text goes through one buffer piece by piece; a piece ends at a blank, so that the
 * words do not depend on where pieces end, and keeps back the last ND_FOLD_KEEP bytes, which the
 * beginning of a URL or an e-mail address may still be taken from.
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/tokens.h"

#include <string.h>

#include "base/mem.h"
#include "simd/wordhash.h"
#include "text/decode.h"

static nd_status allocate(struct nd_tokenizer *t, bool places) {
    t->fold.out = nd_alloc(ND_FOLD_CAPACITY, 1);
    t->edge = nd_alloc(ND_EDGES_ROOM(ND_FOLD_CAPACITY), sizeof *t->edge);
    if (places) t->fold.trace = &t->trace;
    return t->fold.out == NULL || t->edge == NULL ? ND_ERR_MEMORY : ND_OK;
}

nd_status nd_tokenizer_new(const struct nd_kernels *kernels, bool places,
                           struct nd_tokenizer **out) {
    struct nd_tokenizer *t = nd_alloc_zero(1, sizeof *t);
    nd_status status = t != NULL ? allocate(t, places) : ND_ERR_MEMORY;
    if (status == ND_OK) {
        t->fold.kernels = kernels;
    } else {
        nd_tokenizer_free(t);
        t = NULL;
    }
    *out = t;
    return status;
}

void nd_tokenizer_free(struct nd_tokenizer *t) {
    if (t == NULL) return;
    nd_free(t->fold.out);
    nd_buf_free(&t->decoded);
    nd_free(t->edge);
    nd_arena_free(&t->arena);
    nd_free(t->trace.points);
    nd_free(t->places);
    nd_free(t);
}

/* How much of the folded text holds whole words that nothing behind can change. A run of letters
 * without a blank is cut where words of ND_MAX_WORD_BYTES end. */
static size_t whole_words(const struct nd_fold *fold) {
    size_t end;
    if (fold->at == fold->size) return fold->used;
    if (fold->used <= ND_FOLD_KEEP) return 0;
    end = fold->used - ND_FOLD_KEEP;
    while (end > 0 && fold->out[end - 1] != ' ') end--;
    if (end != 0) return end;
    return (fold->used - ND_FOLD_KEEP) / ND_MAX_WORD_BYTES * ND_MAX_WORD_BYTES;
}

/* The trace point that folded offset `at` belongs to. */
static const struct nd_trace_point *trace_point(const struct nd_trace *trace, size_t at) {
    size_t low = 0, high = trace->count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (trace->points[middle].folded <= at)
            low = middle;
        else
            high = middle;
    }
    return &trace->points[low];
}

static struct nd_word_place place_of(const struct nd_tokenizer *t, size_t begin, size_t end) {
    const struct nd_trace_point *first = trace_point(&t->trace, begin);
    const struct nd_trace_point *last = trace_point(&t->trace, end - 1);
    struct nd_word_place place = {first->text, last->text + last->unit};
    if (first->unit == 0) place.begin += begin - first->folded;
    if (last->unit == 0) place.end += end - last->folded;
    return place;
}

static nd_status add_places(struct nd_tokenizer *t, size_t count) {
    nd_status status =
        nd_reserve(&t->places, &t->place_capacity, t->count + count + 1, sizeof *t->places);
    if (status != ND_OK) return status;
    for (size_t i = 0; i < count; i++) {
        t->places[t->count + i] =
            place_of(t, t->fold.passed + t->edge[2 * i], t->fold.passed + t->edge[2 * i + 1]);
    }
    return ND_OK;
}

/* Takes the whole words out of the folded text. There is room for those that are still to come,
 * too, but for texts that have hardly a word of more than one letter. */
static nd_status take_words(struct nd_tokenizer *t) {
    const size_t length = whole_words(&t->fold), left = t->fold.size - t->fold.at;
    size_t count;
    nd_status status =
        nd_arena_open(&t->arena, t->count, t->count + ND_WORDS_ROOM(length) + left / 3, &t->words);
    if (status != ND_OK) return status;
    count = nd_hash_words(t->fold.kernels, t->fold.out, length, t->edge, t->words + t->count);
    if (t->fold.trace != NULL) {
        status = add_places(t, count);
        if (status != ND_OK) return status;
    }
    t->count += count;
    nd_fold_take(&t->fold, length);
    return t->count > ND_MAX_WORDS ? ND_ERR_LIMIT : ND_OK;
}

static nd_status read_words(struct nd_tokenizer *t, bool lenient, bool *valid) {
    nd_status status = ND_OK;
    t->count = 0;
    nd_fold_start(&t->fold, t->text, t->size, lenient);
    do {
        status = nd_fold_more(&t->fold, valid);
        if (status == ND_OK && *valid) status = take_words(t);
    } while (status == ND_OK && *valid && t->fold.at < t->fold.size);
    return status;
}

nd_status nd_tokenize(struct nd_tokenizer *t, const void *bytes, size_t size, nd_encoding encoding,
                      struct nd_document_info *info) {
    struct nd_decoded decoded;
    bool valid;
    nd_status status = ND_ERR_PARAM;
    t->count = 0;
    *info = (struct nd_document_info){0};
    if (encoding == ND_ENCODING_DETECT || encoding == ND_ENCODING_UTF8)
        status = nd_decode(bytes, size, encoding, &t->decoded, &decoded);
    if (status != ND_OK) return status;
    t->text = decoded.text;
    t->size = decoded.size;
    status = read_words(t, encoding == ND_ENCODING_UTF8, &valid);
    if (status == ND_OK && !valid) {
        status = nd_decode_invalid(decoded.text, decoded.size, &t->decoded, &decoded);
        if (status != ND_OK) return status;
        t->text = decoded.text;
        t->size = decoded.size;
        status = read_words(t, true, &valid);
    }
    if (status != ND_OK) t->count = 0;
    info->content = decoded.content;
    info->words = (uint32_t)t->count;
    return status;
}
