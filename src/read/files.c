/*
 * files.c - text files, some at a time; see input_parts.h
 *
 * Some files are opened, then each is read and closed, then their texts are handed on: what the
 * system runs to open files, to read them, and what is done with texts, each take most of the
 * caches and of the memory of branches, which they would lose to each other with every file. More
 * files at a time gain little more, and descriptors are few.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <unistd.h>

#include "io/complain.h"
#include "io/readfile.h"
#include "read/input_parts.h"

/* Files that are open at a time, and bytes of texts behind which no more are read. */
enum { BATCH = 4, ENOUGH = 1 << 18, LINE = 64 };

/* A file: open, until it is loaded. */
struct slot {
    int descriptor; /* -1: not open */
    int error;
    nd_magic magic;
    size_t at, size; /* of its text */
};

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

static nd_status take(struct nd_reader *reader, uint32_t index, const struct slot *slot) {
    const struct nd_file *const file = &reader->input->list.files[index];
    const struct nd_buf text = {.data = reader->texts.data + slot->at, .size = slot->size};
    if (file->kind == ND_FILE_JSONL) {
        nd_reader_refuse_jsonl(reader, file->path);
        return ND_OK;
    }
    if (slot->magic != ND_MAGIC_NONE) return read_packed(reader, index);
    if (slot->error == 0) {
        reader->seen.files++;
        return nd_reader_take_file(reader, index, text);
    }
    nd_input_unreadable(reader->input->report, &reader->seen, "cannot read", file->path,
                        slot->error);
    return ND_OK;
}

/* Opens files [first, end) of the list, or fewer, but one at least. */
static uint32_t open_files(struct nd_reader *reader, uint32_t first, uint32_t end,
                           struct slot *slots) {
    uint32_t count = 0;
    for (; first + count < end && count < BATCH; count++) {
        const struct nd_file *const file = &reader->input->list.files[first + count];
        struct slot slot = {.descriptor = -1};
        if (file->kind != ND_FILE_JSONL)
            slot.descriptor = nd_file_open_near(&reader->shelf, file->path, &slot.error);
        if (count != 0 && (slot.error == EMFILE || slot.error == ENFILE)) break;
        slots[count] = slot;
    }
    return count;
}

/* Reads a file, behind those before, and closes it. */
static nd_status load(struct nd_buf *texts, struct slot *slot) {
    nd_status status = nd_buf_reserve(texts, LINE);
    if (status != ND_OK || slot->descriptor < 0) return status;
    texts->size = (texts->size + LINE - 1) / LINE * LINE;
    slot->at = texts->size;
    status = nd_file_load_open(slot->descriptor, texts, &slot->magic, &slot->error);
    slot->descriptor = -1;
    slot->size = texts->size - slot->at;
    return status;
}

/* Reads and hands on the files [first, first + count) of the list. */
static nd_status take_batch(struct nd_reader *reader, uint32_t first, uint32_t count,
                            struct slot *slots) {
    nd_status status = ND_OK;
    for (uint32_t taken = 0, loaded = 0; taken < count && status == ND_OK;) {
        reader->texts.size = 0;
        while (loaded < count && reader->texts.size < ENOUGH && status == ND_OK)
            status = load(&reader->texts, &slots[loaded++]);
        for (; taken < loaded && status == ND_OK; taken++)
            status = take(reader, first + taken, &slots[taken]);
    }
    return status;
}

nd_status nd_reader_take_files(struct nd_reader *reader, uint32_t first, uint32_t end) {
    struct slot slots[BATCH];
    nd_status status = ND_OK;
    while (first < end && status == ND_OK) {
        const uint32_t count = open_files(reader, first, end, slots);
        status = take_batch(reader, first, count, slots);
        for (uint32_t i = 0; i < count; i++)
            if (slots[i].descriptor >= 0) (void)close(slots[i].descriptor);
        first += count;
    }
    return status;
}
