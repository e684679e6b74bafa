/*
 * cells.h - documents sorted by two clusterings
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_SCORE_CELLS_H
#define ND_SCORE_CELLS_H

#include <stdint.h>

#include "newsdupes.h"

/* Makes *order the documents 0 to count - 1 sorted by their cluster in `outer`, then in `inner`
 * (NULL: each is one of its own), then by number. Clusters are numbers below count. The caller
 * frees it with nd_free. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_cells_order(const uint32_t *outer, const uint32_t *inner, uint32_t count,
                                  uint32_t **order);

#endif /* ND_SCORE_CELLS_H */
