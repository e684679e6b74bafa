/*
 * judge.h - which suspects are boilerplate
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_JUDGE_H
#define ND_MATCH_JUDGE_H

#include <stdbool.h>

#include "match/suspects.h"

/* Sets boilerplate[number] for each of the suspects, numbered from 1, that the documents which have
 * it show to be boilerplate; the others stay as they are. Fails with ND_ERR_MEMORY or what the
 * executor returns. */
ND_CHECK nd_status nd_judge(const struct nd_profiles *profiles, const struct nd_suspects *suspects,
                            bool *boilerplate);

#endif /* ND_MATCH_JUDGE_H */
