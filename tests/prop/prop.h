/*
 * prop.h - random inputs with printed seeds, and verdicts in TAP
 *
 * A property is a function of a generator that returns whether it holds. It is tried on many seeds
 * in a row, from one that is fixed; the first seed that breaks it is printed. Two variables of the
 * environment change that: NEWSDUPES_SEED is another seed to begin with, NEWSDUPES_TRIES the most
 * seeds to try, for slow builds.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TESTS_PROP_H
#define ND_TESTS_PROP_H

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct prop_random {
    uint64_t state;
};

/* splitmix64: small, and any seed is a good one. */
static inline uint64_t prop_next(struct prop_random *random) {
    uint64_t z = random->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* A number in [0, below); the bias of the remainder does not matter here. */
static inline uint32_t prop_below(struct prop_random *random, uint32_t below) {
    return (uint32_t)(prop_next(random) % below);
}

/* A text that grows, always terminated. Running out of memory ends the test. */
struct prop_text {
    char *bytes;
    size_t size, capacity;
};

static inline void prop_add(struct prop_text *text, const char *bytes, size_t size) {
    if (size > SIZE_MAX / 4) abort();
    if (text->size + size + 1 > text->capacity) {
        text->capacity = 2 * (text->size + size + 1);
        text->bytes = realloc(text->bytes, text->capacity);
        if (text->bytes == NULL) abort();
    }
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = '\0';
}

static inline void prop_add_string(struct prop_text *text, const char *string) {
    prop_add(text, string, strlen(string));
}

/* A word of the made-up language: number n always has the same letters, some of them not ASCII. */
static inline void prop_add_word(struct prop_text *text, uint32_t n) {
    static const char *const parts[] = {
        "ka", "to", "ri",        "n\xc3\xb0",        "su",  "mol", "be",
        "da", "or", "\xc3\xbet", "\xce\xb8\xce\xb1", "qui", "x",   "ve",
        "ho", "lin"};
    n += 16; /* at least two parts, so that numbers and words are one to one */
    for (; n != 0; n /= 16) prop_add_string(text, parts[n % 16]);
}

static inline void prop_free(struct prop_text *text) {
    free(text->bytes);
    *text = (struct prop_text){0};
}

/* Tries `holds` on `count` seeds and prints the verdict; returns 0 or 1 for the exit status. */
static inline int prop_try(int number, const char *name, bool (*holds)(struct prop_random *random),
                           uint32_t count) {
    const char *wanted = getenv("NEWSDUPES_SEED");
    const char *most = getenv("NEWSDUPES_TRIES");
    const uint64_t first = wanted != NULL ? strtoull(wanted, NULL, 10) : 20260101;
    if (most != NULL && strtoull(most, NULL, 10) < count) count = (uint32_t)strtoul(most, NULL, 10);
    for (uint32_t i = 0; i < count; i++) {
        struct prop_random random = {first + i};
        if (holds(&random)) continue;
        printf("not ok %d - %s\n# broken by NEWSDUPES_SEED=%" PRIu64 "\n", number, name, first + i);
        return 1;
    }
    printf("ok %d - %s (%u seeds from %" PRIu64 ")\n", number, name, (unsigned)count, first);
    fflush(stdout);
    return 0;
}

#endif /* ND_TESTS_PROP_H */
