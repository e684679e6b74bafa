/*
 * emit.c - documents written out again: names of files and members, lines of streams; see input.h
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "base/mem.h"
#include "io/complain.h"
#include "io/output.h"
#include "read/input_parts.h"

/* ---- Order ----------------------------------------------------------------------------------- */

/* Where a document was found. */
struct place {
    uint32_t file, part;
    uint64_t line;
    uint32_t number;
};

static int compare_numbers(uint64_t a, uint64_t b) { return (a > b) - (a < b); }

static int compare_places(const void *x, const void *y) {
    const struct place *const a = x, *const b = y;
    if (a->file != b->file) return compare_numbers(a->file, b->file);
    return a->part != b->part ? compare_numbers(a->part, b->part)
                              : compare_numbers(a->line, b->line);
}

nd_status nd_input_sort(const struct nd_input *input, uint32_t *numbers, size_t count) {
    struct place *const places = nd_alloc(count, sizeof *places);
    if (places == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct nd_entry *const entry = input->by_number[numbers[i]];
        places[i] = (struct place){.file = input->file_of[numbers[i]], .number = numbers[i]};
        if (entry == NULL) continue;
        places[i].part = entry->part;
        places[i].line = entry->line;
    }
    qsort(places, count, sizeof *places, compare_places);
    for (size_t i = 0; i < count; i++) numbers[i] = places[i].number;
    nd_free(places);
    return ND_OK;
}

/* ---- Once more ------------------------------------------------------------------------------- */

static void report_again(const struct nd_input *input, const char *path, int error) {
    if (error == ND_STREAM_CHANGED) {
        nd_complain(input->report, ND_ERROR, "", path, " was changed while it was in use");
    } else {
        nd_complain_errno(input->report, "cannot read again", path, error);
    }
}

/* One stream at a time has its file open; there may be many. */
nd_status nd_input_line_again(struct nd_input *input, const struct nd_entry *entry,
                              struct nd_buf *line) {
    struct nd_stream *const stream = input->streams[input->parts[entry->part].stream];
    int error;
    nd_status status;
    if (input->again != NULL && input->again != stream) nd_stream_done(input->again);
    input->again = stream;
    status = nd_stream_again(stream, entry->offset, entry->size, line, &error);
    if (status != ND_OK || error == 0) return status;
    report_again(input, stream->path, error);
    return ND_ERR_PARAM;
}

static nd_status write_record(struct nd_input *input, const struct nd_entry *entry,
                              struct nd_output *output) {
    nd_status status = nd_input_line_again(input, entry, &input->record);
    if (status == ND_OK)
        status = nd_buf_append_string(&input->record, entry->is_capture ? "\r\n\r\n" : "\n");
    if (status == ND_OK) status = nd_output_write(output, input->record.data, input->record.size);
    return status;
}

nd_status nd_input_write_document(struct nd_input *input, uint32_t number, char end,
                                  struct nd_output *output) {
    const struct nd_name *names;
    const struct nd_entry *entry;
    size_t count;
    nd_status status = nd_input_names(input, &names, &count);
    if (status != ND_OK) return status;
    if (number >= count) return ND_ERR_PARAM;
    entry = input->by_number[number];
    if (entry != NULL && !entry->is_member) return write_record(input, entry, output);
    status = nd_output_write(output, names[number].bytes, names[number].size);
    return status == ND_OK ? nd_output_write(output, &end, 1) : status;
}
