/*
 * test_io_scratch.h - what the tests of src/io share: a folder to work in, caught messages,
 * documents
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TEST_IO_SCRATCH_H
#define ND_TEST_IO_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/output.h"
#include "io/readfile.h"
#include "io/report.h"
#include "read/input.h"

/* ---- A folder of its own for each test ------------------------------------------------------- */

static char scratch_path[4096];

static inline int scratch_enter(void **state) {
    const char *const folder = getenv("TMPDIR");
    (void)state;
    snprintf(scratch_path, sizeof scratch_path, "%s/nd-io-XXXXXX",
             folder != NULL && folder[0] != '\0' ? folder : "/tmp");
    return mkdtemp(scratch_path) != NULL && chdir(scratch_path) == 0 ? 0 : -1;
}

/* Removes what is in the open folder, which it closes. */
static inline void scratch_empty(int descriptor) {
    DIR *const folder = fdopendir(descriptor);
    const struct dirent *entry;
    if (folder == NULL) return;
    while ((entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (unlinkat(dirfd(folder), entry->d_name, 0) == 0) continue;
        scratch_empty(openat(dirfd(folder), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
        (void)unlinkat(dirfd(folder), entry->d_name, AT_REMOVEDIR);
    }
    closedir(folder);
}

static inline int scratch_leave(void **state) {
    (void)state;
    scratch_empty(open(scratch_path, O_RDONLY | O_DIRECTORY));
    return chdir("/") == 0 && rmdir(scratch_path) == 0 ? 0 : -1;
}

#define scratch_test(f) cmocka_unit_test_setup_teardown(f, scratch_enter, scratch_leave)

static inline void put_bytes(const char *path, const void *bytes, size_t size) {
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, size), size);
    assert_int_equal(close(descriptor), 0);
}

static inline void put(const char *path, const char *text) { put_bytes(path, text, strlen(text)); }

/* The content of a file; the caller frees it. */
static inline struct nd_buf get(const char *path) {
    struct nd_buf buf = {0};
    nd_magic magic;
    int error;
    assert_int_equal(nd_file_load(path, NULL, &buf, &magic, &error), ND_OK);
    assert_int_equal(error, 0);
    assert_int_equal(magic, ND_MAGIC_NONE);
    return buf;
}

static inline void put_folder(const char *path) { assert_int_equal(mkdir(path, 0777), 0); }

/* Standard input becomes a pipe that holds `text` (less than a pipe takes); returns the old one. */
static inline int stdin_from_pipe(const char *text, size_t size) {
    int ends[2];
    const int saved = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, size), size);
    close(ends[1]);
    assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
    close(ends[0]);
    return saved;
}

static inline int stdin_from_file(const char *path) {
    const int saved = dup(STDIN_FILENO), descriptor = open(path, O_RDONLY);
    assert_true(dup2(descriptor, STDIN_FILENO) >= 0);
    close(descriptor);
    return saved;
}

static inline void stdin_restore(int saved) {
    if (saved >= 0) {
        assert_true(dup2(saved, STDIN_FILENO) >= 0);
        close(saved);
    } else {
        close(STDIN_FILENO);
    }
}

/* Whether the process waits for something; true too where the system does not tell. */
static inline bool sleeps(pid_t process) {
    char path[32], text[256] = "";
    const char *state;
    int descriptor;
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)process);
    descriptor = open(path, O_RDONLY);
    if (descriptor < 0 || read(descriptor, text, sizeof text - 1) <= 0) return true;
    close(descriptor);
    state = strrchr(text, ')');
    return state == NULL || strncmp(state, ") S", 3) == 0;
}

/* ---- Messages -------------------------------------------------------------------------------- */

/* All messages, one a line, each with its severity before it: "N ", "W ", "E ", "M " (one more
 * error), "R " (the rest of them) or "O " (of warnings). */
struct caught {
    struct nd_report report;
    struct nd_buf text;
    atomic_flag busy;
};

static inline void catch_message(void *self, nd_severity severity, const char *text) {
    struct caught *const caught = self;
    const char letters[] = {'N', 'W', 'E', 'M', 'R', 'O'};
    while (atomic_flag_test_and_set(&caught->busy)) {}
    if (nd_buf_append_byte(&caught->text, letters[severity]) != ND_OK) abort();
    if (nd_buf_append_byte(&caught->text, ' ') != ND_OK) abort();
    if (nd_buf_append_string(&caught->text, text) != ND_OK) abort();
    if (nd_buf_append_byte(&caught->text, '\n') != ND_OK) abort();
    atomic_flag_clear(&caught->busy);
}

static inline void catch_init(struct caught *caught) {
    *caught = (struct caught){.busy = ATOMIC_FLAG_INIT};
    caught->report = (struct nd_report){.self = caught, .message = catch_message};
}

/* The messages must be exactly `wanted`; forgets them. */
static inline void assert_messages(struct caught *caught, const char *wanted) {
    assert_int_equal(nd_buf_append_byte(&caught->text, '\0'), ND_OK);
    assert_string_equal(caught->text.data, wanted);
    nd_buf_free(&caught->text);
}

/* The same, with each line cut behind "': ": what a library says differs between its versions. */
static inline void assert_complaints(struct caught *caught, const char *wanted) {
    struct nd_buf cut = {0};
    bool skipping = false;
    for (size_t i = 0; i < caught->text.size; i++) {
        const char *const at = caught->text.data + i;
        if (*at == '\n') skipping = false;
        if (!skipping) assert_int_equal(nd_buf_append_byte(&cut, *at), ND_OK);
        if (i >= 2 && memcmp(at - 2, "': ", 3) == 0) skipping = true;
    }
    nd_buf_free(&caught->text);
    caught->text = cut;
    assert_messages(caught, wanted);
}

/* ---- Documents ------------------------------------------------------------------------------- */

/* The texts by number, as "text|encoding|origin". */
struct taken {
    struct nd_buf texts[512];
    size_t count;
};

static inline nd_status take_text(void *context, const struct nd_document *document) {
    struct taken *const taken = context;
    struct nd_buf *const text = &taken->texts[document->number];
    nd_status status;
    if (document->number >= 512 || text->size != 0) return ND_ERR_PARAM;
    status = nd_buf_append(text, document->text, document->size);
    if (status == ND_OK)
        status = nd_buf_append_string(text, document->encoding == ND_ENCODING_UTF8 ? "|utf8|"
                                                                                   : "|detect|");
    if (status == ND_OK) status = nd_buf_append_string(text, document->origin);
    taken->count++;
    return status;
}

static inline void taken_free(struct taken *taken) {
    for (size_t i = 0; i < 512; i++) nd_buf_free(&taken->texts[i]);
    taken->count = 0;
}

/* Lets one reader read all that is left. */
static inline void read_all(struct nd_input *input, struct taken *taken) {
    struct nd_reader *reader;
    bool more = true;
    assert_int_equal(nd_reader_new(input, &reader), ND_OK);
    while (more) assert_int_equal(nd_reader_next(reader, take_text, taken, &more), ND_OK);
    nd_reader_free(reader);
}

static inline int by_bytes(const void *left, const void *right) {
    const struct nd_buf *const a = left, *const b = right;
    const int order = memcmp(a->data, b->data, a->size < b->size ? a->size : b->size);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

/* "name=text|encoding|origin\n" of all documents in the byte order of these lines, with a NUL.
 * The caller frees it. */
static inline struct nd_buf describe(struct nd_input *input, const struct taken *taken) {
    static struct nd_buf lines[512];
    struct nd_buf all = {0};
    const struct nd_name *names;
    size_t count;
    assert_int_equal(nd_input_names(input, &names, &count), ND_OK);
    assert_int_equal(count, taken->count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(nd_buf_append(&lines[i], names[i].bytes, names[i].size), ND_OK);
        assert_int_equal(nd_buf_append_byte(&lines[i], '='), ND_OK);
        assert_int_equal(nd_buf_append(&lines[i], taken->texts[i].data, taken->texts[i].size),
                         ND_OK);
        assert_int_equal(nd_buf_append_byte(&lines[i], '\n'), ND_OK);
    }
    qsort(lines, count, sizeof *lines, by_bytes);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(nd_buf_append(&all, lines[i].data, lines[i].size), ND_OK);
        nd_buf_free(&lines[i]);
    }
    assert_int_equal(nd_buf_append_byte(&all, '\0'), ND_OK);
    return all;
}

/* Prepares the input and reads it; the documents must be `wanted`, as describe says. */
static inline void assert_documents(struct nd_input *input, const char *wanted) {
    struct taken *const taken = calloc(1, sizeof *taken);
    struct nd_buf all;
    assert_non_null(taken);
    assert_int_equal(nd_input_prepare(input), ND_OK);
    read_all(input, taken);
    all = describe(input, taken);
    assert_string_equal(all.data, wanted);
    nd_buf_free(&all);
    taken_free(taken);
    free(taken);
}

/* ---- Documents written out again ------------------------------------------------------------- */

/* Writes all documents in the order of their numbers to the file "out" and reads that. */
static inline struct nd_buf write_again(struct nd_input *input, const struct caught *caught,
                                        char end) {
    struct nd_output *output;
    const struct nd_name *names;
    size_t count;
    assert_int_equal(nd_input_names(input, &names, &count), ND_OK);
    assert_int_equal(nd_output_open("out", &caught->report, &output), ND_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(nd_input_write_document(input, (uint32_t)i, end, output), ND_OK);
    assert_int_equal(nd_input_write_document(input, (uint32_t)count, end, output), ND_ERR_PARAM);
    assert_int_equal(nd_output_close(output), ND_OK);
    return get("out");
}

/* Prepares the input, reads it, and writes its documents again. */
static inline void assert_again(struct nd_input *input, struct caught *caught, const char *wanted) {
    struct taken *const taken = calloc(1, sizeof *taken);
    struct nd_buf written;
    assert_non_null(taken);
    assert_int_equal(nd_input_prepare(input), ND_OK);
    read_all(input, taken);
    written = write_again(input, caught, '\n');
    assert_int_equal(written.size, strlen(wanted));
    assert_memory_equal(written.data, wanted, written.size);
    nd_buf_free(&written);
    taken_free(taken);
    free(taken);
}

/* ---- Inputs ---------------------------------------------------------------------------------- */

static inline struct nd_input *open_input(const struct nd_input_options *options,
                                          struct caught *caught) {
    struct nd_input *input;
    catch_init(caught);
    assert_int_equal(nd_input_new(options, &caught->report, &input), ND_OK);
    return input;
}

static inline void add_path(struct nd_input *input, const char *path) {
    assert_int_equal(nd_input_add_path(input, path), ND_OK);
}

/* Frees the input; all messages must have been looked at. */
static inline void close_input(struct nd_input *input, struct caught *caught) {
    nd_input_free(input);
    assert_messages(caught, "");
}

#endif /* ND_TEST_IO_SCRATCH_H */
