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

#include <string.h>

#include "base/bits.h"
#include "base/bounds.h"
#include "base/exec.h"
#include "base/mem.h"
#include "base/store.h"
#include "match/fetch.h"
#include "match/match.h"

enum {
    MOST_DOCUMENTS = 4096,
    MOST_WORDS = 4096,     /* of a document */
    LEAST_WORDS = 1 << 18, /* of the sample: some 400 articles */
    CORPUS_PART = 40,      /* of a misread corpus one word in so many is strange, */
    DOCUMENT_PART = 20,    /* of a misread document ... */
    LEAST_JUDGED = 128,    /* ... of those at its beginning, of which there are so many */
    FETCHED_WORDS = 1024,  /* that are asked for; those behind come by themselves */
    STRETCH = 256,         /* words that are looked up before any of them is learned */
    MOST_PARTS = 4,        /* of the sample: each takes a megabyte */
    RELIEF = 8,            /* a store sees to its memory after as many documents */
    SETS = 1 << (ND_LEXICON_BITS - 6)
};

static inline uint32_t index_of(uint32_t word) { return word >> (32 - ND_LEXICON_BITS); }

static uint32_t sampled_words(const struct nd_words *document) {
    return nd_smaller(document->count, MOST_WORDS);
}

/* What stands in a part of the sample once, or more often, and twice or more often. */
struct part {
    uint64_t *once, *twice;
};

/* The sample: every step-th document. They are dealt to the parts in turn, each of which a thread
 * learns from by itself. */
struct sample {
    const struct nd_match *match;
    uint32_t step;
    uint64_t words;
    uint32_t part_count;
    struct part parts[MOST_PARTS];
};

/* Lists the words that do not stand in the sample twice by now; returns how many. Most do, but
 * which do not is nothing that a branch could foretell. */
static uint32_t list_new(const struct part *part, const uint32_t *words, uint32_t n,
                         uint32_t *found) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t index = index_of(words[i]);
        found[count] = index;
        count += !(part->twice[index >> 6] >> (index & 63) & 1);
    }
    return count;
}

static void learn(const struct part *part, const struct nd_words *document) {
    const uint32_t n = sampled_words(document);
    uint32_t found[STRETCH];
    for (uint32_t at = 0; at < n; at += STRETCH) {
        const uint32_t end = nd_smaller(at + STRETCH, n);
        const uint32_t count = list_new(part, document->words + at, end - at, found);
        for (uint32_t i = 0; i < count; i++) {
            const uint32_t set = found[i] >> 6;
            const uint64_t bit = UINT64_C(1) << (found[i] & 63);
            part->twice[set] |= part->once[set] & bit;
            part->once[set] |= bit;
        }
    }
}

/* The words of the document behind are asked for. */
static nd_status learn_part(void *context, size_t task, uint32_t worker) {
    const struct sample *sample = context;
    const struct nd_match *match = sample->match;
    const uint64_t step = (uint64_t)sample->step * sample->part_count;
    uint32_t learned = 0;
    (void)worker;
    memset(sample->parts[task].once, 0, SETS * sizeof *sample->parts[task].once);
    memset(sample->parts[task].twice, 0, SETS * sizeof *sample->parts[task].twice);
    for (uint64_t r = task * sample->step; r < match->count; r += step) {
        if (r + step < match->count) nd_fetch_words(&match->documents[r + step], FETCHED_WORDS);
        learn(&sample->parts[task], &match->documents[r]);
        if (++learned % RELIEF == 0) nd_store_relieve(match->store);
    }
    return ND_OK;
}

/* Adds what a part learned to what another did. */
static void add_part(const struct part *sum, const struct part *part) {
    for (size_t i = 0; i < SETS; i++) {
        sum->twice[i] |= part->twice[i] | (sum->once[i] & part->once[i]);
        sum->once[i] |= part->once[i];
    }
}

/* How many words of the sample stand in it once. */
static uint64_t count_strange(const struct part *sum) {
    uint64_t count = 0;
    for (size_t i = 0; i < SETS; i++) count += nd_bits_set(sum->once[i] & ~sum->twice[i]);
    return count;
}

static nd_status learn_sample(struct sample *sample) {
    bool complete = true;
    for (uint32_t p = 0; p < sample->part_count; p++) {
        struct part *part = &sample->parts[p];
        part->once = nd_alloc(SETS, sizeof *part->once);
        part->twice = nd_alloc(SETS, sizeof *part->twice);
        complete = complete && part->once != NULL && part->twice != NULL;
    }
    if (!complete) return ND_ERR_MEMORY;
    return nd_exec_run(sample->match->executor, sample->part_count, learn_part, sample);
}

nd_status nd_lexicon_make(struct nd_lexicon *lexicon, const struct nd_match *match) {
    const uint32_t count = match->count;
    struct sample sample = {.match = match,
                            .step = count / MOST_DOCUMENTS + (count % MOST_DOCUMENTS != 0),
                            .part_count = nd_smaller(nd_exec_workers(match->executor), MOST_PARTS)};
    nd_status status;
    *lexicon = (struct nd_lexicon){0};
    for (uint64_t r = 0; r < count; r += sample.step)
        sample.words += sampled_words(&match->documents[r]);
    if (sample.words < LEAST_WORDS) return ND_OK;
    status = learn_sample(&sample);
    if (status == ND_OK) {
        for (uint32_t p = 1; p < sample.part_count; p++)
            add_part(&sample.parts[0], &sample.parts[p]);
        lexicon->misread = CORPUS_PART * count_strange(&sample.parts[0]) >= sample.words;
        lexicon->twice = sample.parts[0].twice;
        sample.parts[0].twice = NULL;
    }
    for (uint32_t p = 0; p < sample.part_count; p++) {
        nd_free(sample.parts[p].once);
        nd_free(sample.parts[p].twice);
    }
    return status;
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
