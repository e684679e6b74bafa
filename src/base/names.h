/*
 * names.h - sorting by name
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_BASE_NAMES_H
#define ND_BASE_NAMES_H

#include <stddef.h>

#include "base/sort.h"
#include "newsdupes.h"

/* Sorts data[0, n), whatever its keys are, by the bytes of the names of the items, those of one
 * name by their addresses; `name_of` tells the name of an item. scratch has n elements. */
void nd_sort_by_name(struct nd_keyed *data, struct nd_keyed *scratch, size_t n,
                     struct nd_name (*name_of)(const void *item));

#endif /* ND_BASE_NAMES_H */
