/*
 * survey.h - what is learned from all documents before any two are compared
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_SURVEY_H
#define ND_MATCH_SURVEY_H

#include "match/index.h"

struct nd_survey {
    struct nd_index index;
    struct nd_lexicon lexicon;
    uint8_t *misread; /* by rank: see misread.h */
};

/* Surveys the documents of a match, whose fingerprints were dealt, and lends it what was found.
 * Fails with ND_ERR_MEMORY, ND_ERR_FULL or what the executor returns; free it in any case, when the
 * match is done. */
ND_CHECK nd_status nd_survey_make(struct nd_survey *survey, struct nd_match *match,
                                  const struct nd_dealt *dealt);
void nd_survey_free(struct nd_survey *survey);

#endif /* ND_MATCH_SURVEY_H */
