/*
 * filelist.c - see filelist.h
 *
 * Both tables are open addressing with linear probing, at most half full. The table of folders
 * grows with them; the one of canonical paths is made once, when the files are sorted, if they lie
 * below several folders: going through them in that order, whoever comes first has the
 * byte-smallest name and stays.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/filelist.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/names.h"
#include "io/namehash.h"

enum { FIRST_SLOTS = 64 };

void nd_filelist_free(struct nd_filelist *list) {
    nd_free(list->files);
    nd_free(list->folders);
    nd_free(list->slots);
    nd_free(list->resolved);
    nd_strpool_free(&list->names);
    nd_strpool_free(&list->paths);
    *list = (struct nd_filelist){0};
}

/* ---- Folders --------------------------------------------------------------------------------- */

static bool same_name(const struct nd_name *a, const char *bytes, size_t size) {
    return a->size == size && memcmp(a->bytes, bytes, size) == 0;
}

/* The slot that holds the folder, or the empty one where it belongs. */
static uint32_t *folder_slot(const struct nd_filelist *list, const char *path, size_t size) {
    size_t at = nd_name_slot(nd_name_hash(ND_NAME_HASH_START, path, size), list->slot_count);
    while (list->slots[at] != 0) {
        if (same_name(&list->folders[list->slots[at] - 1].named, path, size)) break;
        at = (at + 1) & (list->slot_count - 1);
    }
    return &list->slots[at];
}

static nd_status grow_slots(struct nd_filelist *list) {
    const size_t slots = list->slot_count == 0 ? FIRST_SLOTS : 2 * list->slot_count;
    uint32_t *const table = nd_alloc_zero(slots, sizeof *table);
    if (table == NULL) return ND_ERR_MEMORY;
    nd_free(list->slots);
    list->slots = table;
    list->slot_count = slots;
    for (size_t i = 0; i < list->folder_count; i++) {
        const struct nd_name *const named = &list->folders[i].named;
        *folder_slot(list, named->bytes, named->size) = (uint32_t)i + 1;
    }
    return ND_OK;
}

/* Replaces the content of `out` by the canonical form of a path. Of a path that is too long for the
 * system the first half of what it takes is resolved; what cannot be resolved stands for itself. */
static nd_status resolve(struct nd_filelist *list, const char *path, struct nd_buf *out) {
    const size_t size = strlen(path);
    size_t start = size; /* the part that is resolved */
    const char *resolved = realpath(path, list->resolved);
    nd_status status;
    if (resolved == NULL && size > PATH_MAX / 2) {
        start = PATH_MAX / 2;
        while (start > 0 && path[start] != '/') start--;
    }
    status = nd_buf_append(out, path, start);
    if (status == ND_OK) status = nd_buf_append_byte(out, '\0');
    if (status != ND_OK) return status;
    if (resolved == NULL && start != 0) resolved = realpath(out->data, list->resolved);
    if (resolved == NULL) start = 0;
    out->size = 0;
    if (resolved != NULL) status = nd_buf_append_string(out, resolved);
    return status == ND_OK ? nd_buf_append(out, path + start, size - start) : status;
}

/* Sets the canonical path of `folder`, whose name is set. */
static nd_status canonicalize(struct nd_filelist *list, struct nd_folder *folder) {
    struct nd_buf path = {0};
    nd_status status;
    if (list->resolved == NULL) list->resolved = nd_alloc(PATH_MAX + 1, 1);
    if (list->resolved == NULL) return ND_ERR_MEMORY;
    status = resolve(list, folder->named.bytes, &path);
    if (status == ND_OK) {
        while (path.size > 0 && path.data[path.size - 1] == '/') path.size--;
        folder->canonical.bytes = nd_strpool_add(&list->names, path.data, path.size);
        folder->canonical.size = path.size;
        if (folder->canonical.bytes == NULL) status = ND_ERR_MEMORY;
    }
    nd_buf_free(&path);
    return status;
}

nd_status nd_filelist_resolve(struct nd_filelist *list, const char *path, size_t size,
                              uint32_t *index) {
    struct nd_folder folder = {.named = {.size = size}};
    uint32_t *slot;
    nd_status status = ND_OK;
    *index = 0;
    if (list->folder_count >= list->slot_count / 2) status = grow_slots(list);
    if (status != ND_OK) return status;
    slot = folder_slot(list, path, size);
    if (*slot == 0) {
        if (list->folder_count >= UINT32_MAX / 4) return ND_ERR_LIMIT;
        folder.named.bytes = nd_strpool_add(&list->names, path, size);
        if (folder.named.bytes == NULL) return ND_ERR_MEMORY;
        status = canonicalize(list, &folder);
        if (status == ND_OK)
            status = nd_reserve(&list->folders, &list->folder_capacity, list->folder_count + 1,
                                sizeof *list->folders);
        if (status != ND_OK) return status;
        list->folders[list->folder_count++] = folder;
        *slot = (uint32_t)list->folder_count;
    }
    *index = *slot - 1;
    return ND_OK;
}

/* ---- Files ----------------------------------------------------------------------------------- */

/* Lets the file have a copy of its path. */
static nd_status keep_path(struct nd_strpool *paths, struct nd_file *file) {
    const char *const slash = nd_strpool_add_after(paths, '/', file->path, file->size);
    if (slash == NULL) return ND_ERR_MEMORY;
    file->path = slash + 1;
    return ND_OK;
}

nd_status nd_filelist_add(struct nd_filelist *list, const struct nd_file *file) {
    nd_status status;
    struct nd_file *place;
    if (list->count >= ND_MAX_DOCUMENTS) return ND_ERR_LIMIT;
    status = nd_reserve(&list->files, &list->capacity, list->count + 1, sizeof *list->files);
    if (status != ND_OK) return status;
    place = &list->files[list->count];
    *place = *file;
    place->old = list->adding_old;
    status = keep_path(&list->paths, place);
    list->count += status == ND_OK;
    return status;
}

nd_status nd_filelist_add_path(struct nd_filelist *list, const char *path, nd_file_kind kind,
                               bool is_link) {
    struct nd_file file = {.path = path, .kind = kind};
    const char *const slash = strrchr(path, '/');
    const size_t size = strlen(path);
    nd_status status;
    if (size >= UINT32_MAX) return ND_ERR_LIMIT;
    file.size = (uint32_t)size;
    if (is_link) {
        file.tail = file.size;
        status = nd_filelist_resolve(list, path, size, &file.folder);
    } else if (slash == NULL) {
        status = nd_filelist_resolve(list, ".", 1, &file.folder);
    } else {
        file.tail = (uint32_t)(slash - path) + 1;
        status = nd_filelist_resolve(list, path, slash == path ? 1 : file.tail - 1, &file.folder);
    }
    return status == ND_OK ? nd_filelist_add(list, &file) : status;
}

/* ---- Each file once -------------------------------------------------------------------------- */

/* A canonical path in two parts, the second with its slash. */
struct canonical {
    struct nd_name head, rest;
};

static struct canonical canonical_of(const struct nd_filelist *list, const struct nd_file *file) {
    struct canonical path = {.head = list->folders[file->folder].canonical};
    if (file->tail < file->size) {
        path.rest.bytes = file->path + file->tail - 1;
        path.rest.size = file->size - file->tail + 1;
    }
    return path;
}

static bool same_canonical(const struct canonical *a, const struct canonical *b) {
    size_t overlap; /* what the longer head has beyond the shorter one */
    if (a->head.size > b->head.size) return same_canonical(b, a);
    if (a->head.size + a->rest.size != b->head.size + b->rest.size) return false;
    overlap = b->head.size - a->head.size;
    return memcmp(a->head.bytes, b->head.bytes, a->head.size) == 0 &&
           (overlap == 0 || memcmp(a->rest.bytes, b->head.bytes + a->head.size, overlap) == 0) &&
           (b->rest.size == 0 || memcmp(a->rest.bytes + overlap, b->rest.bytes, b->rest.size) == 0);
}

static uint64_t canonical_hash(const struct canonical *path) {
    const uint64_t hash = nd_name_hash(ND_NAME_HASH_START, path->head.bytes, path->head.size);
    return nd_name_hash(hash, path->rest.bytes, path->rest.size);
}

/* Enters files[index] unless the table has an entry of the same file, which is old if either is;
 * says whether it did. */
static bool enter(struct nd_filelist *list, uint32_t *table, size_t slots, size_t index) {
    const struct canonical path = canonical_of(list, &list->files[index]);
    size_t at = nd_name_slot(canonical_hash(&path), slots);
    for (; table[at] != 0; at = (at + 1) & (slots - 1)) {
        struct nd_file *const file = &list->files[table[at] - 1];
        const struct canonical other = canonical_of(list, file);
        if (!same_canonical(&path, &other)) continue;
        file->old |= list->files[index].old;
        return false;
    }
    table[at] = (uint32_t)index + 1;
    return true;
}

static bool same_path(const struct nd_file *a, const struct nd_file *b) {
    return a->size == b->size && memcmp(a->path, b->path, a->size) == 0;
}

static struct nd_name name_of(const void *item) {
    const struct nd_file *const file = item;
    return (struct nd_name){file->path, file->size};
}

/* Fills `sorted` with the files, and replaces their paths by copies that lie in this order: it is
 * the one in which they are read and written. */
static nd_status gather(struct nd_filelist *list, const struct nd_keyed *keyed,
                        struct nd_file *sorted) {
    struct nd_strpool found = list->paths;
    nd_status status = ND_OK;
    list->paths = (struct nd_strpool){0};
    for (size_t i = 0; i < list->count && status == ND_OK; i++) {
        sorted[i] = *(const struct nd_file *)keyed[i].item;
        status = keep_path(&list->paths, &sorted[i]);
    }
    nd_strpool_free(&found);
    return status;
}

/* Sorts the files by path. */
static nd_status sort_files(struct nd_filelist *list) {
    const size_t n = list->count;
    nd_status status = ND_ERR_MEMORY;
    struct nd_keyed *const keyed = nd_alloc(n, sizeof *keyed);
    struct nd_keyed *const scratch = nd_alloc(n, sizeof *scratch);
    struct nd_file *const sorted = nd_alloc(n, sizeof *sorted);
    if (keyed != NULL && scratch != NULL && sorted != NULL) {
        for (size_t i = 0; i < n; i++) keyed[i].item = &list->files[i];
        nd_sort_by_name(keyed, scratch, n, name_of);
        status = gather(list, keyed, sorted);
    }
    nd_free(keyed);
    nd_free(scratch);
    if (status == ND_OK) {
        nd_free(list->files);
        list->files = sorted;
        list->capacity = n;
    } else {
        nd_free(sorted);
    }
    return status;
}

/* Keeps each of the sorted files once. */
static nd_status keep_once(struct nd_filelist *list) {
    size_t slots = FIRST_SLOTS, kept = 0;
    uint32_t *table = NULL;
    while (slots / 2 < list->count) slots *= 2;
    /* Below one folder, files of different paths are different ones. */
    if (list->folder_count > 1) table = nd_alloc_zero(slots, sizeof *table);
    if (list->folder_count > 1 && table == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < list->count; i++) {
        /* Equal paths lie together; names stay unique even when the folders change meanwhile. */
        if (kept != 0 && same_path(&list->files[kept - 1], &list->files[i])) {
            list->files[kept - 1].old |= list->files[i].old;
            continue;
        }
        list->files[kept] = list->files[i];
        if (table == NULL || enter(list, table, slots, kept)) kept++;
    }
    list->count = kept;
    nd_free(table);
    return ND_OK;
}

nd_status nd_filelist_settle(struct nd_filelist *list, uint64_t *dropped) {
    const size_t count = list->count;
    nd_status status = count != 0 ? sort_files(list) : ND_OK;
    if (status == ND_OK) status = keep_once(list);
    *dropped = count - list->count;
    return status;
}
