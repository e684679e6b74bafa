/*
 * troubles.h - what is wrong with the lines of one file: ten in words, the others counted
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_TROUBLES_H
#define ND_IO_TROUBLES_H

#include <stdint.h>

#include "io/report.h"
#include "newsdupes.h"

enum { ND_MOST_TROUBLES = 10 }; /* of one kind and file that are always put into words */

struct nd_troubles {
    const struct nd_report *report;
    const char *path;
    uint64_t count;
};

/* Reports "<path>:<line>: <before>'<name>'<after>" as an ND_ERROR; a name of NULL leaves it and its
 * quotes out. */
void nd_trouble(struct nd_troubles *troubles, uint64_t line, const char *before,
                const struct nd_name *name, const char *after);

/* Reports how many troubles were too many to be put into words, if any, and starts anew. */
void nd_troubles_end(struct nd_troubles *troubles);

/* The severity of a trouble of which `before` were reported. */
nd_severity nd_trouble_severity(uint64_t before);

/* Reports how many of `count` troubles were too many: "<number> more <what> of '<path>' have such
 * errors". */
void nd_trouble_rest(const struct nd_report *report, uint64_t count, const char *what,
                     const char *path);

#endif /* ND_IO_TROUBLES_H */
