/*
 * fuzz_date.c - any bytes as a date field and as a path
 *
 * SPDX-License-Identifier: MIT
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "read/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int good) {
    if (!good) abort();
}

/* From the year 1 to 9999, and a day more for zones. */
static int is_in_range(int64_t seconds) {
    return seconds >= -62135683200 && seconds <= 253402387200;
}

/* Blanks around a date do not matter. */
static void try_blanks(const char *text, size_t size, int64_t seconds) {
    char *const wide = malloc(size + 2);
    int64_t again;
    require(wide != NULL);
    wide[0] = ' ';
    memcpy(wide + 1, text, size);
    wide[size + 1] = '\n';
    require(nd_date_parse((struct nd_name){wide, size + 2}, &again) && again == seconds);
    free(wide);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *const text =
        malloc(size != 0 ? size : 1); /* of its own, so that reading beyond it shows */
    int64_t seconds;
    require(text != NULL);
    if (size != 0) memcpy(text, data, size);
    if (nd_date_parse((struct nd_name){text, size}, &seconds)) {
        require(is_in_range(seconds));
        try_blanks(text, size, seconds);
    }
    if (nd_date_find((struct nd_name){text, size}, &seconds)) require(is_in_range(seconds));
    free(text);
    return 0;
}
