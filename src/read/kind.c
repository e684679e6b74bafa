/*
 * kind.c - see kind.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/kind.h"

#include <string.h>

#include "read/jsonl.h"

/* Whether a path ends in a dot and some letters. Capitals make no difference: some systems write
 * INDEX.HTM. */
static bool ends_in(const char *path, size_t size, const char *ending) {
    const size_t length = strlen(ending);
    if (size < length) return false;
    for (size_t i = 0; i < length; i++) {
        const char c = path[size - length + i];
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != ending[i]) return false;
    }
    return true;
}

/* The size without the ending that compressing adds. */
static size_t unpacked_size(const char *path, size_t size) {
    static const char *const endings[] = {".gz", ".zst", ".xz", ".bz2"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (ends_in(path, size, endings[i])) return size - strlen(endings[i]);
    }
    return size;
}

nd_file_kind nd_kind_of_path(const struct nd_input_options *options, const char *path,
                             size_t size) {
    if (options->csv) return ND_FILE_CSV;
    if (options->tsv) return ND_FILE_TSV;
    size = unpacked_size(path, size);
    if (options->jsonl || ends_in(path, size, ".jsonl") || ends_in(path, size, ".ndjson"))
        return ND_FILE_JSONL;
    if (options->html || ends_in(path, size, ".html") || ends_in(path, size, ".htm"))
        return ND_FILE_HTML;
    return ND_FILE_TEXT;
}

bool nd_kind_is_stream(const struct nd_file *file) {
    switch (file->kind) {
    case ND_FILE_CSV:
    case ND_FILE_TSV: return true;
    case ND_FILE_JSONL: return nd_jsonl_available();
    default: return strcmp(file->path, "-") == 0;
    }
}

const char *nd_kind_hint(const struct nd_input_options *options, const char *path) {
    static const struct {
        const char *ending, *hint;
    } forms[] = {{".csv", " is read as one article; --csv reads its rows"},
                 {".tsv", " is read as one article; --tsv reads its rows"},
                 {".json", " is read as one article; --jsonl reads its lines"}};
    const size_t size = unpacked_size(path, strlen(path));
    if (nd_kind_of_path(options, path, size) != ND_FILE_TEXT) return NULL;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (ends_in(path, size, forms[i].ending)) return forms[i].hint;
    return NULL;
}
