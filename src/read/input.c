/*
 * input.c - options, operands and lists; see input.h
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/complain.h"
#include "io/readfile.h"
#include "read/advance.h"
#include "read/jsonl.h"
#include "read/kind.h"
#include "read/names.h"
#include "read/recode.h"
#include "read/stamps.h"
#include "read/state.h"
#include "read/walk.h"

/* ---- Life ------------------------------------------------------------------------------------ */

static nd_status check_options(const struct nd_input_options *options,
                               const struct nd_report *report) {
    if (options->jsonl && !nd_jsonl_available()) {
        report->message(report->self, ND_ERROR,
                        "cannot read JSON Lines: this build is without simdjson");
        return ND_ERR_PARAM;
    }
    if (options->jsonl + options->csv + options->tsv > 1) {
        report->message(report->self, ND_ERROR,
                        "files can be read as JSON Lines, CSV or TSV, but not as two of them");
        return ND_ERR_PARAM;
    }
    if (options->encoding != NULL && !nd_encoding_known(options->encoding)) {
        nd_complain(report, ND_ERROR, "unknown encoding ", options->encoding,
                    nd_encodings_are_few()
                        ? ": the tables of iconv are not here; known are UTF-8, UCS-2, UCS-4 and "
                          "Windows-1252"
                        : "; 'iconv -l' lists those that are known");
        return ND_ERR_PARAM;
    }
    return ND_OK;
}

static nd_status set_up(struct nd_input *input) {
    nd_spool_init(&input->spool, input->options.temp_dir);
    if (!nd_lock_init(&input->lock) || !nd_lock_init(&input->news)) return ND_ERR_MEMORY;
    nd_lock_take(&input->news);
    atomic_init(&input->documents, 0);
    return nd_unpacking_new(input->options.unpack_ratio, &input->unpacking);
}

nd_status nd_input_new(const struct nd_input_options *options, const struct nd_report *report,
                       struct nd_input **out) {
    nd_status status = check_options(options, report);
    struct nd_input *input;
    *out = NULL;
    if (status != ND_OK) return status;
    input = nd_alloc_zero(1, sizeof *input);
    if (input == NULL) return ND_ERR_MEMORY;
    input->options = *options;
    if (input->options.id_field == NULL) input->options.id_field = "id";
    if (input->options.text_field == NULL) input->options.text_field = "text";
    input->report = report;
    input->stdin_listed = options->stdin_taken;
    status = set_up(input);
    if (status == ND_OK) *out = input;
    if (status != ND_OK) nd_input_free(input);
    return status;
}

void nd_input_free(struct nd_input *input) {
    if (input == NULL) return;
    for (size_t i = 0; i < input->stream_count; i++) nd_stream_free(input->streams[i]);
    nd_free(input->streams);
    nd_free(input->active);
    nd_free(input->parts);
    nd_spool_close(&input->spool);
    nd_journal_free(input->journals);
    nd_input_free_names(input);
    nd_free(input->file_stamps);
    nd_free(input->stamps);
    nd_strpool_free(&input->made_names);
    nd_buf_free(&input->record);
    nd_filelist_free(&input->list);
    nd_unpacking_free(input->unpacking);
    nd_lock_destroy(&input->news);
    nd_lock_destroy(&input->lock);
    nd_free(input);
}

/* ---- Operands -------------------------------------------------------------------------------- */

/* Where found files belong. */
struct root {
    struct nd_input *input;
    uint32_t folder, tail;
};

static nd_status add_found(void *context, const char *path, size_t size) {
    const struct root *const root = context;
    const struct nd_file file = {.path = path,
                                 .size = (uint32_t)size,
                                 .tail = root->tail,
                                 .folder = root->folder,
                                 .kind = nd_kind_of_path(&root->input->options, path, size)};
    if (size >= UINT32_MAX) return ND_ERR_LIMIT;
    return nd_filelist_add(&root->input->list, &file);
}

/* Whether the result goes to a file that is there already, and which one it is. */
static bool find_output(const char *path, struct stat *output) {
    const bool is_standard = path == NULL || strcmp(path, "-") == 0;
    const int error = is_standard ? fstat(STDOUT_FILENO, output) : stat(path, output);
    return error == 0 && S_ISREG(output->st_mode);
}

static nd_status add_folder(struct nd_input *input, const char *path) {
    struct root root = {.input = input};
    struct stat output;
    const bool has_output = find_output(input->options.output, &output);
    const struct nd_walk walk = {.hidden = input->options.hidden,
                                 .report = input->report,
                                 .output = has_output ? &output : NULL,
                                 .counts = &input->counts,
                                 .found = add_found,
                                 .context = &root};
    size_t size = strlen(path);
    nd_status status;
    while (size > 0 && path[size - 1] == '/') size--;
    if (size >= UINT32_MAX) return ND_ERR_LIMIT;
    root.tail = (uint32_t)size + 1;
    status = nd_filelist_resolve(&input->list, size != 0 ? path : "/", size != 0 ? size : 1,
                                 &root.folder);
    return status == ND_OK ? nd_walk_folder(&walk, path, size) : status;
}

static nd_status add_stdin(struct nd_input *input) {
    if (input->stdin_listed) {
        input->report->message(input->report->self, ND_ERROR, "standard input is asked for twice");
        return ND_ERR_PARAM;
    }
    if (input->stdin_document) {
        input->counts.repeated++;
        return ND_OK;
    }
    input->stdin_document = true;
    return nd_filelist_add_path(&input->list, "-", nd_kind_of_path(&input->options, "-", 1), false);
}

/* A pipe that has a name, as `<(command)` has in some shells, comes but once and in no order. */
static nd_status refuse_pipe(struct nd_input *input, const char *path) {
    input->counts.unreadable++;
    input->counts.special++;
    nd_complain(input->report, ND_ERROR, "", path, " is a pipe: read it as standard input (-)");
    return ND_OK;
}

static nd_status add_file(struct nd_input *input, const char *path, bool is_link, bool named) {
    const char *const hint = named ? nd_kind_hint(&input->options, path) : NULL;
    if (hint != NULL) nd_complain(input->report, ND_WARNING, "", path, hint);
    return nd_filelist_add_path(&input->list, path,
                                nd_kind_of_path(&input->options, path, strlen(path)), is_link);
}

/* `named`: on the command line, not in a list. */
static nd_status add_path(struct nd_input *input, const char *path, bool named) {
    struct stat info;
    bool is_link;
    int error = 0;
    if (strcmp(path, "-") == 0) return add_stdin(input);
    if (nd_file_stat(path, false, &info) != 0) error = errno;
    is_link = error == 0 && S_ISLNK(info.st_mode);
    if (is_link && nd_file_stat(path, true, &info) != 0) error = errno;
    if (error == 0 && S_ISDIR(info.st_mode)) return add_folder(input, path);
    if (error == 0 && S_ISREG(info.st_mode)) return add_file(input, path, is_link, named);
    if (error == 0 && S_ISFIFO(info.st_mode)) return refuse_pipe(input, path);
    nd_input_unreadable(input->report, &input->counts, "cannot open", path,
                        error != 0 ? error : ND_NOT_REGULAR);
    return ND_OK;
}

nd_status nd_input_add_path(struct nd_input *input, const char *path) {
    return add_path(input, path, true);
}

nd_status nd_input_add_old(struct nd_input *input, const char *path) {
    nd_status status;
    input->list.adding_old = true;
    status = nd_input_add_path(input, path);
    input->list.adding_old = false;
    return status;
}

/* ---- Lists ----------------------------------------------------------------------------------- */

/* Reads the list, which may be a pipe, with a NUL behind it; *error is an errno value or 0. */
static nd_status load_list(const char *list, struct nd_buf *buf, int *error) {
    const bool is_stdin = strcmp(list, "-") == 0;
    struct nd_open_file file = {.descriptor = STDIN_FILENO, .left = UINT64_MAX};
    const struct nd_bytes bytes = nd_file_bytes(&file);
    nd_status status;
    *error = 0;
    if (!is_stdin) file.descriptor = open(list, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file.descriptor < 0) {
        *error = errno;
        return ND_OK;
    }
    status = nd_bytes_read_all(&bytes, buf, error);
    if (!is_stdin) (void)close(file.descriptor);
    return status;
}

/* Ends each path with a NUL instead of `delimiter`, and adds those that are not empty. */
static nd_status add_paths(struct nd_input *input, const char *list, struct nd_buf *buf,
                           char delimiter) {
    char *path = buf->data;
    const char *const end = buf->data + buf->size; /* a NUL is there */
    nd_status status = ND_OK;
    if (delimiter != '\0' && memchr(path, '\0', buf->size) != NULL) {
        nd_complain(input->report, ND_ERROR, "the list ", list,
                    " has NUL bytes: it is one for --files0-from");
        return ND_ERR_PARAM;
    }
    while (status == ND_OK && path < end) {
        char *stop = memchr(path, delimiter, (size_t)(end - path));
        if (stop == NULL) stop = path + (end - path);
        *stop = '\0';
        if (stop != path) status = add_path(input, path, false);
        path = stop + 1;
    }
    return status;
}

nd_status nd_input_add_list(struct nd_input *input, const char *list, char delimiter) {
    struct nd_buf buf = {0};
    nd_status status;
    int error = 0;
    if (strcmp(list, "-") == 0) {
        if (input->stdin_listed || input->stdin_document) {
            input->report->message(input->report->self, ND_ERROR,
                                   "standard input is asked for twice");
            return ND_ERR_PARAM;
        }
        input->stdin_listed = true;
    }
    status = load_list(list, &buf, &error);
    if (status == ND_OK && error != 0) {
        nd_complain_errno(input->report, "cannot read the list", list, error);
        status = ND_ERR_PARAM;
    }
    if (status == ND_OK) status = add_paths(input, list, &buf, delimiter);
    nd_buf_free(&buf);
    return status;
}

/* ---- The rest -------------------------------------------------------------------------------- */

nd_status nd_input_prepare(struct nd_input *input) {
    uint64_t dropped;
    const nd_status status = nd_filelist_settle(&input->list, &dropped);
    input->counts.repeated += dropped;
    if (status == ND_OK) nd_input_measure(input);
    if (status != ND_OK || !(input->options.stamp || input->options.dates)) return status;
    return nd_input_stamp_files(input);
}

const struct nd_input_counts *nd_input_counts(const struct nd_input *input) {
    return &input->counts;
}
