/*
 * names.h - comparing names, and sorting by them
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_NAMES_H
#define ND_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sort.h"
#include "newsdupes.h"

/* Negative, 0 or positive as name a is before, equal to or behind b in byte order. */
int nd_name_compare(const struct nd_name *a, const struct nd_name *b);

/* Whether they have the same bytes. */
bool nd_name_equal(const struct nd_name *a, const struct nd_name *b);

/* Whether a name is that string. */
bool nd_name_is(struct nd_name name, const char *string);

/* Sorts data[0, n), whatever its keys are, by the bytes of the names of the items, those of one
 * name by their addresses; `name_of` tells the name of an item. scratch has n elements. */
void nd_sort_by_name(struct nd_keyed *data, struct nd_keyed *scratch, size_t n,
                     struct nd_name (*name_of)(const void *item));

#endif /* ND_BASE_NAMES_H */
