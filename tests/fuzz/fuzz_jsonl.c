/*
 * fuzz_jsonl.c - any bytes as a record, and through the repair
 *
 * Beyond not crashing: a repaired text is valid UTF-8, repairing it again changes nothing, and
 * what a record gives is valid UTF-8.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "io/readfile.h"
#include "io/utf8seq.h"
#include "read/jsonl.h"
#include "read/repair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int good) {
    if (!good) abort();
}

static void require_utf8(const char *bytes, size_t size) {
    for (size_t i = 0; i < size;) {
        bool valid;
        i += nd_utf8_step(bytes + i, size - i, &valid);
        require(valid);
    }
}

static void try_repair(const char *bytes, size_t size) {
    struct nd_buf once = {0}, twice = {0};
    bool changed;
    require(nd_json_repair(bytes, size, &once, &changed) == ND_OK);
    require_utf8(once.data, once.size);
    if (!changed) require(once.size == size && (size == 0 || memcmp(once.data, bytes, size) == 0));
    require(nd_json_repair(once.data, once.size, &twice, &changed) == ND_OK);
    require(!changed);
    nd_buf_free(&once);
    nd_buf_free(&twice);
}

static void try_record(const char *bytes, size_t size) {
    struct nd_jsonl *parser;
    struct nd_record record;
    if (!nd_jsonl_available()) return;
    require(nd_jsonl_new("id", "text", "source", "date", &parser) == ND_OK);
    require(nd_jsonl_parse(parser, bytes, size, &record) == ND_OK);
    if (record.id != NULL) require_utf8(record.id, record.id_size);
    if (record.fault == ND_RECORD_GOOD) require_utf8(record.text, record.text_size);
    if (record.fault == ND_RECORD_INVALID) require(record.reason != NULL);
    nd_jsonl_free(parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *const padded = calloc(1, size + ND_READ_PADDING);
    require(padded != NULL);
    if (size != 0) memcpy(padded, data, size);
    try_repair(padded, size);
    try_record(padded, size);
    free(padded);
    return 0;
}
