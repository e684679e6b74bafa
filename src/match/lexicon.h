/*
 * lexicon.h - the words that a corpus knows
 *
 * A word that stands in a document and nowhere else is a name, a number or a misreading. One of
 * them says nothing; when the words in which two texts differ are full of them, the texts were
 * misread, and when they differ in words that the corpus knows, they say different things in one
 * form. A small corpus knows too few words to tell: to it none is strange.
 *
 * In clean news one word in fifty or less stands once in the sample, and is a name; in scans one in
 * twenty-five or more. Of a few scans in a clean corpus each shows by itself that it was misread,
 * when it is long enough not to be a handful of names.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_LEXICON_H
#define ND_MATCH_LEXICON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "newsdupes.h"

struct nd_match;

enum {
    ND_LEXICON_BITS = 22, /* of a word's hash; so 2^22 bits: half a megabyte */
    ND_LEXICON_JUDGED =
        256 /* words at the beginning of a document that tell whether it is misread */
};

struct nd_lexicon {
    uint64_t *twice; /* by the first bits of a word's hash, a bit: it stands twice in the sample, or
                        more often; NULL for a corpus too small to tell */
    bool misread;    /* the corpus as a whole: one word in forty of the sample stands there once */
};

/* Learns the words of a sample of the documents: at most 4,096 of them, evenly spaced, and the
 * first 4,096 words of each; nothing when these are fewer than 2^18 words. Uses .documents, .count,
 * .executor and .store. Fails as the executor does, and with ND_ERR_MEMORY; free it in any case. */
ND_CHECK nd_status nd_lexicon_make(struct nd_lexicon *lexicon, const struct nd_match *match);
void nd_lexicon_free(struct nd_lexicon *lexicon);

/* Whether there is a lexicon, and it can tell strange words. */
bool nd_lexicon_tells(const struct nd_lexicon *lexicon);

/* How many of words[0, n) stand at most once in the sample; none when it cannot tell. */
uint32_t nd_lexicon_strange(const struct nd_lexicon *lexicon, const uint32_t *words, uint32_t n);

/* Whether a document was misread: with the corpus as a whole, or because one in twenty of its first
 * 256 words is strange, and it has 128 words or more. Never when the lexicon cannot tell. */
bool nd_lexicon_misread(const struct nd_lexicon *lexicon, const struct nd_words *document);

#endif /* ND_MATCH_LEXICON_H */
