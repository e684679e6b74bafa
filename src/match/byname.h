/*
 * byname.h - documents in the byte order of their names
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_MATCH_BYNAME_H
#define ND_MATCH_BYNAME_H

#include "match/rank.h"

/* Lists entries[0, n) by name in out[0, n), those of one name in their order; room for
 * that is in the store, which may be NULL. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_entries_by_name(const struct nd_entry *entries, size_t n,
                                      const struct nd_store *store, const struct nd_entry **out);

#endif /* ND_MATCH_BYNAME_H */
