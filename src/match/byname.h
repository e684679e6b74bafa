/*
 * byname.h - documents in the byte order of their names
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_BYNAME_H
#define ND_MATCH_BYNAME_H

#include <stdint.h>

#include "newsdupes.h"

/* Lists documents 0 to n - 1 by their names in out[0, n), those of one name by number; room for
 * that is in the store, which may be NULL. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_documents_by_name(const struct nd_name *names, size_t n,
                                        const struct nd_store *store, uint32_t *out);

#endif /* ND_MATCH_BYNAME_H */
