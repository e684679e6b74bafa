/*
 * members.c - see members.h
 *
 * Members are read in the order of the archive, many small ones at a time, so that one reader
 * unpacks while the others work on what was unpacked. A member of JSON Lines is handed out in
 * blocks of its own. Names are names, whatever they look like: nothing is ever written to them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/members.h"

#include <string.h>

#include "base/mem.h"
#include "io/complain.h"
#include "read/blocks.h"
#include "read/jsonl.h"
#include "read/kind.h"

enum { ITEMS_SIZE = 1 << 20 };

/* ---- Names ----------------------------------------------------------------------------------- */

/* Appends "archive:member"; a member without a name goes by its ordinal. */
static nd_status append_name(const struct nd_stream *stream, const char *name,
                             struct nd_buf *names) {
    nd_status status = nd_buf_append_string(names, stream->path);
    if (status == ND_OK) status = nd_buf_append_byte(names, ':');
    if (name != NULL) return status == ND_OK ? nd_buf_append_string(names, name) : status;
    if (status == ND_OK) status = nd_buf_append_byte(names, '#');
    return status == ND_OK ? nd_buf_append_number(names, stream->ordinal) : status;
}

/* Whether a file of that path would be skipped in a folder. */
static bool is_hidden(const char *path) {
    for (;;) {
        const size_t size = strcspn(path, "/");
        const bool is_dots = size == 1 || (size == 2 && path[1] == '.');
        if (path[0] == '.' && !is_dots) return true;
        if (path[size] == '\0') return false;
        path += size + 1;
    }
}

/* Whether the member is a document or holds some; counts and complains if not. */
static bool is_wanted(struct nd_reader *reader, const struct nd_member *member, const char *path) {
    const struct nd_report *const report = reader->input->report;
    switch (member->kind) {
    case ND_MEMBER_FOLDER: return false;
    case ND_MEMBER_SPECIAL: reader->seen.special++; return false;
    case ND_MEMBER_LINK: reader->seen.links++; return false;
    case ND_MEMBER_HARD_LINK:
        reader->seen.links++;
        nd_complain(report, ND_WARNING, "", path, " is a hard link to another member, skipped");
        return false;
    case ND_MEMBER_FILE: break;
    }
    if (!reader->input->options.hidden && member->name != NULL && is_hidden(member->name)) {
        reader->seen.hidden++;
        return false;
    }
    if (!member->encrypted) return true;
    reader->seen.unreadable++;
    nd_complain_reason(report, "cannot read", path, "it is encrypted");
    return false;
}

/* ---- Lines of a member ----------------------------------------------------------------------- */

static nd_status add_part(struct nd_reader *reader, struct nd_stream *stream, const char *path) {
    struct nd_input_part part = {.stream = stream->number, .ordinal = stream->ordinal};
    nd_status status;
    part.path = nd_strpool_add(&stream->names, path, strlen(path));
    if (part.path == NULL) return ND_ERR_MEMORY;
    nd_lock_take(&reader->input->lock);
    status = nd_input_add_part(reader->input, &part, &stream->member_part);
    nd_lock_give(&reader->input->lock);
    stream->member_path = part.path;
    return status;
}

/* Makes the current member one that is read by lines. */
static nd_status begin_lines(struct nd_reader *reader, struct nd_stream *stream, nd_file_kind kind,
                             const char *path, int *error) {
    const struct nd_bytes member = nd_unpack_bytes(stream->archive);
    struct nd_bytes bytes;
    nd_magic magic;
    nd_status status;
    nd_lines_free(&stream->lines);
    nd_ahead_free(&stream->member);
    status = nd_ahead_look(&stream->member, &member, &magic, error);
    if (status != ND_OK || *error != 0) return status;
    if (magic != ND_MAGIC_NONE) {
        *error = ND_PACKED_NESTED;
        return ND_OK;
    }
    bytes = nd_ahead_bytes(&stream->member);
    nd_stream_begin(stream, &bytes, kind);
    stream->in_lines = true;
    status = nd_input_keep(reader->input, stream, error);
    return status == ND_OK ? add_part(reader, stream, path) : status;
}

/* ---- Whole members --------------------------------------------------------------------------- */

/* Appends the text of the current member to the items. */
static nd_status add_item(struct nd_reader *reader, const struct nd_stream *stream,
                          struct nd_extent name, int *error) {
    struct nd_items *const items = &reader->items;
    const struct nd_bytes bytes = nd_unpack_bytes(stream->archive);
    struct nd_item item = {.name = name, .ordinal = stream->ordinal};
    nd_status status;
    item.text.at = items->texts.size;
    status = nd_bytes_append_all(&bytes, &items->texts, error);
    item.text.size = items->texts.size - item.text.at;
    if (status == ND_OK && *error == 0 && item.text.size != 0 &&
        nd_magic_of(items->texts.data + item.text.at, item.text.size) != ND_MAGIC_NONE)
        *error = ND_PACKED_NESTED;
    if (*error != 0) items->texts.size = item.text.at;
    if (status != ND_OK || *error != 0) return status;
    status = nd_reserve(&items->items, &items->capacity, items->count + 1, sizeof *items->items);
    if (status == ND_OK) items->items[items->count++] = item;
    return status;
}

/* Takes the member; its path lies at the end of items->names, with a NUL. */
static nd_status take_member(struct nd_reader *reader, struct nd_stream *stream,
                             struct nd_extent name, int *error) {
    const char *const path = reader->items.names.data + name.at;
    const nd_file_kind kind = nd_kind_of_path(&reader->input->options, path, name.size);
    nd_status status = ND_OK;
    if (kind == ND_FILE_TEXT || kind == ND_FILE_HTML) {
        status = add_item(reader, stream, name, error);
    } else if (kind != ND_FILE_JSONL || nd_jsonl_available()) {
        status = begin_lines(reader, stream, kind, path, error);
    } else {
        nd_reader_refuse_jsonl(reader, path);
    }
    if (status != ND_OK) return status;
    nd_reader_unreadable(reader, path, stream, *error);
    *error = 0;
    return ND_OK;
}

/* ---- All together ---------------------------------------------------------------------------- */

static nd_status next_member(struct nd_reader *reader, struct nd_stream *stream, int *error) {
    struct nd_items *const items = &reader->items;
    struct nd_extent name = {.at = items->names.size};
    struct nd_member member;
    nd_status status;
    bool more;
    nd_unpack_next(stream->archive, &member, &more, error);
    stream->finished = !more;
    if (!more && *error == 0 && !nd_unpack_ended(stream->archive))
        nd_source_drain(&stream->source, error);
    if (!more) return ND_OK;
    nd_reader_unreadable(reader, stream->path, stream, *error);
    *error = 0;
    stream->ordinal++;
    status = append_name(stream, member.name, &items->names);
    name.size = items->names.size - name.at;
    if (status == ND_OK) status = nd_buf_append_byte(&items->names, '\0');
    if (status != ND_OK || !is_wanted(reader, &member, items->names.data + name.at)) return status;
    return take_member(reader, stream, name, error);
}

static nd_status next_lines(struct nd_reader *reader, struct nd_stream *stream, int *error) {
    const nd_status status =
        nd_reader_fetch(reader, stream, stream->member_part, stream->member_path, error);
    stream->in_lines = !stream->lines.finished;
    if (status != ND_OK) return status;
    nd_reader_unreadable(reader, stream->member_path, stream, *error);
    *error = 0;
    return ND_OK;
}

nd_status nd_members_next(struct nd_reader *reader, struct nd_stream *stream, int *error) {
    struct nd_items *const items = &reader->items;
    nd_status status = ND_OK;
    *error = 0;
    if (stream->in_lines) return next_lines(reader, stream, error);
    while (status == ND_OK && *error == 0 && !stream->finished && !stream->in_lines &&
           items->texts.size + items->names.size < ITEMS_SIZE)
        status = next_member(reader, stream, error);
    return status;
}
