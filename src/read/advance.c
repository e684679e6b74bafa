/*
 * advance.c - see advance.h
 *
 * The size of a stream is known from its file, and how far it was read from the place in it, so
 * that it makes no difference whether it is compressed. A folder may hold millions of files: asking
 * for the size of each takes as long as reading some of them, so what is left of it is guessed from
 * what was read.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/advance.h"

#include <string.h>
#include <unistd.h>

#include "io/readfile.h"
#include "read/kind.h"

/* The size of standard input from its current place on; false when it is no file. */
static bool measure_stdin(uint64_t *size) {
    struct stat info;
    off_t at;
    if (fstat(STDIN_FILENO, &info) != 0 || !S_ISREG(info.st_mode)) return false;
    at = lseek(STDIN_FILENO, 0, SEEK_CUR);
    *size = at >= 0 && at < info.st_size ? (uint64_t)(info.st_size - at) : 0;
    return at >= 0;
}

void nd_input_measure(struct nd_input *input) {
    struct nd_advance *const advance = &input->advance;
    for (size_t i = 0; i < input->list.count; i++) {
        const struct nd_file *const file = &input->list.files[i];
        struct stat info;
        uint64_t size = 0;
        if (!nd_kind_is_stream(file)) {
            advance->files++;
        } else if (strcmp(file->path, "-") == 0) {
            advance->endless |= !measure_stdin(&size);
        } else if (nd_file_stat(file->path, true, &info) == 0) {
            size = (uint64_t)info.st_size;
        }
        advance->stream_bytes += size;
    }
}

void nd_input_measure_stream(struct nd_input *input, const struct nd_stream *stream) {
    if (nd_kind_is_stream(&input->list.files[stream->file])) return;
    nd_lock_take(&input->lock);
    input->advance.stream_bytes += stream->source.file.size;
    nd_lock_give(&input->lock);
}

static void read_advance(const struct nd_advance *advance, struct nd_input_progress *progress) {
    const uint64_t mean = advance->file_bytes / (advance->files_done + !advance->files_done);
    const uint64_t left = advance->files - advance->files_done;
    progress->guessed = left != 0;
    progress->done = advance->bytes_done + advance->file_bytes;
    progress->total = advance->stream_bytes + advance->file_bytes + mean * left;
    if (progress->total < progress->done) progress->total = progress->done;
    if (advance->endless || (left != 0 && advance->files_done == 0)) progress->total = 0;
}

void nd_input_progress(struct nd_input *input, struct nd_input_progress *progress) {
    progress->documents = atomic_load_explicit(&input->documents, memory_order_relaxed);
    nd_lock_take(&input->lock);
    progress->bytes = input->counts.bytes;
    read_advance(&input->advance, progress);
    nd_lock_give(&input->lock);
}
