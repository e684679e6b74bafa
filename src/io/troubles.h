/*
 * troubles.h - what is wrong with the lines of one file: the first ten in words, the others counted
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_TROUBLES_H
#define ND_IO_TROUBLES_H

#include <stdint.h>

#include "io/report.h"
#include "newsdupes.h"

struct nd_troubles {
    const struct nd_report *report;
    const char *path;
    uint64_t count;
};

/* Reports "<path>:<line>: <before>'<name>'<after>" as an ND_ERROR; a name of NULL leaves it and its
 * quotes out. */
void nd_trouble(struct nd_troubles *troubles, uint64_t line, const char *before,
                const struct nd_name *name, const char *after);

/* Reports how many troubles were not put into words, if any, and starts anew. */
void nd_troubles_end(struct nd_troubles *troubles);

#endif /* ND_IO_TROUBLES_H */
