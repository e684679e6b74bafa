/*
 * lexicon.c - see lexicon.h
 *
 * The sample does not grow with the corpus: what is strange means the same in a corpus of five
 * thousand documents and of five million, and costs some milliseconds. Documents come in the order
 * of their content, so that the sample is the same whatever the order of input.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/lexicon.h"

#include "base/bits.h"
#include "base/bounds.h"
#include "base/mem.h"
#include "base/store.h"
#include "match/fetch.h"

enum {
    MOST_DOCUMENTS = 4096,
    MOST_WORDS = 4096,     /* of a document */
    LEAST_WORDS = 1 << 18, /* of the sample: some 400 articles */
    CORPUS_PART = 40,      /* of a misread corpus one word in so many is strange, */
    DOCUMENT_PART = 20,    /* of a misread document ... */
    LEAST_JUDGED = 128,    /* ... of those at its beginning, of which there are so many */
    FETCHED_WORDS = 256,   /* that are asked for; those behind come by themselves */
    RELIEF = 8,            /* a store sees to its memory after as many documents */
    SETS = 1 << (ND_LEXICON_BITS - 6)
};

static inline uint32_t index_of(uint32_t word) { return word >> (32 - ND_LEXICON_BITS); }

static uint32_t sampled_words(const struct nd_words *document) {
    return nd_smaller(document->count, MOST_WORDS);
}

/* The sample: every step-th document. */
struct sample {
    const struct nd_words *documents;
    uint32_t count, step;
    uint64_t words;
    const struct nd_store *store;
};

/* Most words are known already, which one look tells. */
static void learn(struct nd_lexicon *lexicon, uint64_t *once, const struct nd_words *document) {
    const uint32_t n = sampled_words(document);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t index = index_of(document->words[i]);
        const uint64_t bit = UINT64_C(1) << (index & 63);
        if ((lexicon->twice[index >> 6] & bit) != 0) continue;
        lexicon->twice[index >> 6] |= once[index >> 6] & bit;
        once[index >> 6] |= bit;
    }
}

/* How many words of the sample stand in it once. */
static uint64_t count_strange(const struct nd_lexicon *lexicon, const uint64_t *once) {
    uint64_t count = 0;
    for (size_t i = 0; i < SETS; i++) count += nd_bits_set(once[i] & ~lexicon->twice[i]);
    return count;
}

/* The first words of the document behind are asked for. */
static void learn_sample(struct nd_lexicon *lexicon, uint64_t *once, const struct sample *sample) {
    for (uint64_t r = 0; r < sample->count; r += sample->step) {
        if (r + sample->step < sample->count)
            nd_fetch_words(&sample->documents[r + sample->step], FETCHED_WORDS);
        learn(lexicon, once, &sample->documents[r]);
        if (r % RELIEF == 0) nd_store_relieve(sample->store);
    }
    lexicon->misread = CORPUS_PART * count_strange(lexicon, once) >= sample->words;
}

nd_status nd_lexicon_make(struct nd_lexicon *lexicon, const struct nd_words *documents,
                          uint32_t count, const struct nd_store *store) {
    const uint32_t step = count / MOST_DOCUMENTS + (count % MOST_DOCUMENTS != 0);
    struct sample sample = {documents, count, step, 0, store};
    uint64_t *once;
    *lexicon = (struct nd_lexicon){0};
    for (uint64_t r = 0; r < count; r += step) sample.words += sampled_words(&documents[r]);
    if (sample.words < LEAST_WORDS) return ND_OK;
    once = nd_alloc_zero(SETS, sizeof *once);
    lexicon->twice = nd_alloc_zero(SETS, sizeof *lexicon->twice);
    if (once != NULL && lexicon->twice != NULL) learn_sample(lexicon, once, &sample);
    nd_free(once);
    return once != NULL && lexicon->twice != NULL ? ND_OK : ND_ERR_MEMORY;
}

void nd_lexicon_free(struct nd_lexicon *lexicon) {
    nd_free(lexicon->twice);
    *lexicon = (struct nd_lexicon){0};
}

bool nd_lexicon_tells(const struct nd_lexicon *lexicon) {
    return lexicon != NULL && lexicon->twice != NULL;
}

uint32_t nd_lexicon_strange(const struct nd_lexicon *lexicon, const uint32_t *words, uint32_t n) {
    uint32_t strange = 0;
    if (!nd_lexicon_tells(lexicon)) return 0;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t index = index_of(words[i]);
        strange += !(lexicon->twice[index >> 6] >> (index & 63) & 1);
    }
    return strange;
}

bool nd_lexicon_misread(const struct nd_lexicon *lexicon, const struct nd_words *document) {
    const uint32_t n = nd_smaller(document->count, ND_LEXICON_JUDGED);
    if (!nd_lexicon_tells(lexicon)) return false;
    return lexicon->misread ||
           (n >= LEAST_JUDGED &&
            DOCUMENT_PART * nd_lexicon_strange(lexicon, document->words, n) >= n);
}
