/*
 * state.c - see state.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/state.h"

#include <string.h>

#include "base/mem.h"
#include "io/complain.h"
#include "io/escape.h"
#include "io/troubles.h"

/* ---- Streams --------------------------------------------------------------------------------- */

nd_status nd_input_add_part(struct nd_input *input, const struct nd_input_part *part,
                            uint32_t *index) {
    const nd_status status = nd_reserve(&input->parts, &input->part_capacity, input->part_count + 1,
                                        sizeof *input->parts);
    if (status != ND_OK) return status;
    if (input->part_count >= UINT32_MAX) return ND_ERR_LIMIT;
    *index = (uint32_t)input->part_count;
    input->parts[input->part_count++] = *part;
    return ND_OK;
}

nd_status nd_input_add_stream(struct nd_input *input, struct nd_stream *stream) {
    const struct nd_input_part part = {.path = stream->path,
                                       .stream = (uint32_t)input->stream_count};
    nd_status status = nd_reserve(&input->streams, &input->stream_capacity, input->stream_count + 1,
                                  sizeof *input->streams);
    if (status == ND_OK)
        status = nd_reserve(&input->active, &input->active_capacity, input->active_count + 1,
                            sizeof *input->active);
    if (status == ND_OK) status = nd_input_add_part(input, &part, &stream->part);
    if (status != ND_OK) {
        nd_stream_free(stream);
        return status;
    }
    stream->number = part.stream;
    input->streams[input->stream_count++] = stream;
    input->active[input->active_count++] = stream;
    return ND_OK;
}

nd_status nd_input_keep(struct nd_input *input, struct nd_stream *stream, int *error) {
    nd_status status;
    if (input->options.keep == ND_KEEP_NOTHING) return ND_OK;
    nd_lock_take(&input->lock);
    status = nd_stream_keep(stream, &input->spool, error);
    nd_lock_give(&input->lock);
    return status;
}

/* ---- Complaints ------------------------------------------------------------------------------ */

void nd_input_unreadable(const struct nd_report *report, struct nd_input_counts *counts,
                         const char *what, const char *path, int error) {
    counts->unreadable++;
    if (error == ND_NOT_REGULAR) {
        counts->special++;
        nd_complain(report, ND_ERROR, "", path, " is not a regular file");
    } else if (error == ND_STREAM_CHANGED) {
        nd_complain(report, ND_ERROR, "", path, " became shorter while it was read");
    } else {
        nd_complain_errno(report, what, path, error);
    }
}

void nd_input_no_copy(const struct nd_input *input, const char *path, int error) {
    const char *const folder = input->spool.folder, *const reason = strerror(error);
    struct nd_buf after = {0};
    nd_status made = nd_buf_append_string(&after, " in '");
    if (made == ND_OK) made = nd_message_escape(&after, folder, strlen(folder));
    if (made == ND_OK) made = nd_buf_append_string(&after, "': ");
    if (made == ND_OK) made = nd_buf_append(&after, reason, strlen(reason) + 1);
    nd_complain(input->report, ND_ERROR, "cannot keep a copy of ", path,
                made == ND_OK ? after.data : "");
    nd_buf_free(&after);
}

/* Says how many documents more were worth a warning. */
static void say_others(struct nd_input *input, atomic_uint_least64_t *counter, const char *what) {
    const uint64_t count = atomic_exchange_explicit(counter, 0, memory_order_relaxed);
    struct nd_buf line = {0};
    nd_status made;
    if (count <= ND_MOST_TROUBLES) return;
    made = nd_buf_append_number(&line, count - ND_MOST_TROUBLES);
    if (made == ND_OK) made = nd_buf_append_string(&line, what);
    nd_complain_line(input->report, ND_OTHERS, &line, made);
    nd_buf_free(&line);
}

void nd_input_say_rest(struct nd_input *input) {
    say_others(input, &input->unknown, " more pages are in encodings that are not known here");
    say_others(input, &input->misencoded,
               " more documents have bytes that are invalid in the encoding given");
    say_others(input, &input->doubtful, " more documents do not look like Windows-1252");
    say_others(input, &input->tagged, " more documents have tags");
    for (size_t i = 0; i < input->stream_count; i++) {
        struct nd_stream *const stream = input->streams[i];
        const uint64_t count =
            atomic_exchange_explicit(&stream->bad_records, 0, memory_order_relaxed);
        nd_trouble_rest(input->report, count, "records", stream->path);
    }
}
