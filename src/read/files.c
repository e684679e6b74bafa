/*
 * files.c - see files.h
 *
 * Of some files at a time those that are small and in memory are read first, a few of them open at
 * once; then each text is worked on. What the system runs to open files and to read them, and what
 * is done with texts, each take most of the caches, which they would lose to each other with every
 * file. What is not in memory the system fetches meanwhile, several files at the same time; it is
 * read, as are large files, when its turn comes.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/files.h"

#include <unistd.h>

#include "io/readfile.h"
#include "read/state.h"
#include "read/stream.h"
#include "read/texts.h"

/* Files that are open at the same time: descriptors are few where there are many readers. */
enum { OPEN = 4 };

static nd_status add_stream(struct nd_input *input, uint32_t index) {
    struct nd_stream *stream;
    nd_status status = nd_stream_new(index, &input->list.files[index], &stream);
    if (status != ND_OK) return status;
    nd_lock_take(&input->lock);
    status = nd_input_add_stream(input, stream);
    nd_lock_give(&input->lock);
    return status;
}

/* Reads a text that is compressed, unless it is an archive: that is left to be read as a stream. */
static nd_status read_packed(struct nd_reader *reader, uint32_t index) {
    struct nd_input *const input = reader->input;
    struct nd_stream *stream;
    int error = 0;
    nd_status status = nd_stream_new(index, &input->list.files[index], &stream);
    if (status == ND_OK) status = nd_stream_open(stream, input->unpacking, &error);
    if (status == ND_OK && error == 0 && stream->form != ND_FORM_TEXT) {
        nd_stream_free(stream);
        return add_stream(input, index);
    }
    if (status == ND_OK && error == 0) {
        const struct nd_bytes bytes = nd_source_bytes(&stream->source);
        status = nd_bytes_read_all(&bytes, &reader->text, &error);
    }
    if (status == ND_OK) nd_reader_unreadable(reader, stream->path, stream, error);
    nd_stream_free(stream);
    reader->seen.files += status == ND_OK && error == 0;
    return status == ND_OK && error == 0 ? nd_reader_take_file(reader, index, reader->text)
                                         : status;
}

/* ---- One by one ------------------------------------------------------------------------------ */

static nd_status read_file(struct nd_reader *reader, uint32_t index) {
    const struct nd_file *const file = &reader->input->list.files[index];
    nd_magic magic;
    nd_status status;
    int error;
    if (file->kind == ND_FILE_JSONL) {
        nd_reader_refuse_jsonl(reader, file->path);
        return ND_OK;
    }
    status = nd_file_load(file->path, &reader->shelf, &reader->text, &magic, &error);
    if (status != ND_OK) return status;
    if (magic != ND_MAGIC_NONE) return read_packed(reader, index);
    if (error == 0) {
        reader->seen.files++;
        return nd_reader_take_file(reader, index, reader->text);
    }
    nd_input_unreadable(reader->input->report, &reader->seen, "cannot read", file->path, error);
    return ND_OK;
}

/* `ahead`: where the text lies in reader->texts, if it was read ahead. */
static nd_status take(struct nd_reader *reader, uint32_t index, struct nd_extent ahead) {
    struct nd_buf text = {.size = ahead.size};
    if (ahead.size == 0) return read_file(reader, index);
    text.data = reader->texts.data + ahead.at;
    if (nd_magic_of(text.data, text.size) != ND_MAGIC_NONE) return read_packed(reader, index);
    reader->seen.files++;
    return nd_reader_take_file(reader, index, text);
}

/* ---- Ahead ----------------------------------------------------------------------------------- */

/* Reads ahead files [first, first + count) of the list, which are open at the same time; fewer
 * where descriptors are scarce. */
static nd_status read_some(struct nd_reader *reader, uint32_t first, uint32_t count,
                           struct nd_extent *ahead) {
    const struct nd_file *const files = &reader->input->list.files[first];
    int descriptors[OPEN];
    nd_status status = ND_OK;
    bool scarce = false;
    for (uint32_t i = 0; i < count; i++) {
        const bool wanted = files[i].kind != ND_FILE_JSONL && !scarce;
        descriptors[i] = wanted ? nd_file_open_near(&reader->shelf, files[i].path) : -1;
        scarce = scarce || nd_shelf_is_scarce(&reader->shelf, descriptors[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        ahead[i] = (struct nd_extent){.at = reader->texts.size};
        if (descriptors[i] < 0) continue;
        if (status == ND_OK)
            status = nd_file_load_ready(descriptors[i], &reader->texts, &ahead[i].size);
        (void)close(descriptors[i]);
    }
    return status;
}

nd_status nd_reader_take_files(struct nd_reader *reader, uint32_t first, uint32_t end) {
    struct nd_extent ahead[ND_PIECE_FILES];
    const uint32_t count = end - first;
    nd_status status = ND_OK;
    reader->texts.size = 0;
    for (uint32_t i = 0; i < count && status == ND_OK; i += OPEN)
        status = read_some(reader, first + i, count - i < OPEN ? count - i : OPEN, &ahead[i]);
    for (uint32_t i = 0; i < count && status == ND_OK; i++)
        status = take(reader, first + i, ahead[i]);
    return status;
}
