/*
 * parts.h - several files out of one input, which follow each other with the byte 0x1E between them
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_FUZZ_PARTS_H
#define ND_FUZZ_PARTS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/report.h"

enum { SEPARATOR = 0x1E };

static inline void require(int good) {
    if (!good) abort();
}

/* A file, and a path to it. */
struct part {
    FILE *file;
    char path[32];
};

/* Makes a file of the bytes up to the next separator; returns how many bytes it took. */
static inline size_t make_part(struct part *part, const uint8_t *data, size_t size) {
    const uint8_t *const end = size != 0 ? memchr(data, SEPARATOR, size) : NULL;
    const size_t length = end != NULL ? (size_t)(end - data) : size;
    part->file = tmpfile();
    require(part->file != NULL);
    if (length != 0) require(fwrite(data, 1, length, part->file) == length);
    require(fflush(part->file) == 0);
    require(fseek(part->file, 0, SEEK_SET) == 0); /* /dev/fd may share the place in the file */
    (void)snprintf(part->path, sizeof part->path, "/dev/fd/%d", fileno(part->file));
    return end != NULL ? length + 1 : length;
}

/* Messages are of one line each. */
static void hear(void *self, nd_severity severity, const char *text) {
    (void)self;
    (void)severity;
    for (; *text != '\0'; text++) require((unsigned char)*text >= ' ');
}

static const struct nd_report report = {NULL, hear};

#endif /* ND_FUZZ_PARTS_H */
