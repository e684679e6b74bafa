/*
 * survey.c - see survey.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/survey.h"

#include "base/mem.h"
#include "match/misread.h"

nd_status nd_survey_make(struct nd_survey *survey, struct nd_match *match,
                         const struct nd_dealt *dealt) {
    nd_status status;
    *survey = (struct nd_survey){.misread = nd_alloc(match->count, 1)};
    match->index = &survey->index;
    match->lexicon = &survey->lexicon;
    match->misread = survey->misread;
    if (survey->misread == NULL) return ND_ERR_MEMORY;
    nd_match_stage(match, "index");
    status = nd_index_make(&survey->index, match, dealt);
    nd_match_stage(match, "lexicon");
    if (status == ND_OK) status = nd_lexicon_make(&survey->lexicon, match);
    return status == ND_OK ? nd_misread_find(match, survey->misread) : status;
}

void nd_survey_free(struct nd_survey *survey) {
    nd_index_free(&survey->index);
    nd_lexicon_free(&survey->lexicon);
    nd_free(survey->misread);
}
