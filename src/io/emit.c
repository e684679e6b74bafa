/*
 * emit.c - documents written out again: names of files and members, lines of streams; see input.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/complain.h"
#include "io/input_parts.h"
#include "io/output.h"

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
    if (status == ND_OK) status = nd_buf_append_byte(&input->record, '\n');
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
