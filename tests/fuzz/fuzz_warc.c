/*
 * fuzz_warc.c - any bytes as records of a web archive
 *
 * Beyond not crashing: records lie within the bytes and make progress, what they hold lies within
 * them, and the documents are the same when the bytes come in two parts. The first byte sets where
 * the cut is.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "read/warc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int good) {
    if (!good) abort();
}

static void add_text(const char *bytes, const struct nd_warc_record *record, struct nd_buf *out) {
    static struct nd_buf joined;
    require(record->name.at + record->name.size <= record->length);
    require(record->text.at + record->text.size <= record->length);
    require(record->date.at + record->date.size <= record->length);
    require(record->charset.at + record->charset.size <= record->length);
    require(record->packing.at + record->packing.size <= record->length);
    require(nd_warc_join(bytes + record->text.at, record->text.size, &joined) == ND_OK);
    require(joined.size <= record->text.size);
    require(nd_buf_append_byte(out, record->kind == ND_WARC_PAGE ? 'p' : 't') == ND_OK);
    require(nd_buf_append(out, bytes + record->name.at, record->name.size) == ND_OK);
    require(nd_buf_append_byte(out, record->chunked ? '#' : '=') == ND_OK);
    require(nd_buf_append(out, bytes + record->text.at, record->text.size) == ND_OK);
}

static void read_records(const char *bytes, size_t size, struct nd_buf *out) {
    for (size_t at = 0; at < size;) {
        struct nd_warc_record record;
        nd_warc_read(bytes + at, size - at, true, &record);
        require(record.kind != ND_WARC_CUT);
        require(record.size != 0 && record.size <= size - at && record.length <= record.size);
        require((record.reason != NULL) == (record.kind == ND_WARC_INVALID));
        if (record.kind == ND_WARC_TEXT || record.kind == ND_WARC_PAGE)
            add_text(bytes + at, &record, out);
        at += record.size;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct nd_buf all = {0}, parts = {0};
    const char *const bytes = (const char *)data + 1;
    size_t whole;
    if (size < 2) return 0;
    size--;
    whole = nd_warc_whole(bytes, size * data[0] / 255);
    require(whole <= size * data[0] / 255);
    read_records(bytes, size, &all);
    read_records(bytes, whole, &parts);
    read_records(bytes + whole, size - whole, &parts);
    require(parts.size == all.size);
    require(all.size == 0 || memcmp(parts.data, all.data, all.size) == 0);
    nd_buf_free(&all);
    nd_buf_free(&parts);
    return 0;
}
