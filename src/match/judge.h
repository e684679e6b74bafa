/*
 * judge.h - which suspects are boilerplate
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_JUDGE_H
#define ND_MATCH_JUDGE_H

#include <stdbool.h>

#include "match/profile.h"

/* Sets boilerplate[number] for each of the suspects, which go by the number of a frequent
 * fingerprint, that the documents which have it show to be boilerplate; the others stay as they
 * are. Fails with ND_ERR_MEMORY or what the executor returns. */
ND_CHECK nd_status nd_judge(const struct nd_profiles *profiles, const bool *suspects,
                            bool *boilerplate);

#endif /* ND_MATCH_JUDGE_H */
