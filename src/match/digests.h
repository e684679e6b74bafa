/*
 * digests.h - pages that gather texts of other pages
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_DIGESTS_H
#define ND_MATCH_DIGESTS_H

#include "match/suspects.h"

/* Takes the samples of what two documents of a source have in common where one of them is a digest:
 * it is not boilerplate. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_digests_spare(struct nd_suspects *suspects);

#endif /* ND_MATCH_DIGESTS_H */
