/*
 * fuzz_input.c - any bytes as an input file: text, compressed, an archive, records
 *
 * The first byte chooses the options; the rest is the file. Beyond not crashing: every document
 * that was handed out has a name of its own, messages hold no control characters, and a pipe with
 * the same bytes gives as many documents, unless it is a zip file, which is read by its directory
 * only where it is a file.
 *
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/magic.h"
#include "read/input.h"
#include "read/jsonl.h"

enum { MOST_DOCUMENTS = 4096, PIPE_SIZE = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int good) {
    if (!good) abort();
}

static void check_message(void *self, nd_severity severity, const char *text) {
    (void)self;
    (void)severity;
    require(*text != '\0');
    for (; *text != '\0'; text++) require((unsigned char)*text >= 0x20 && *text != 0x7f);
}

static nd_status take(void *context, const struct nd_document *document) {
    uint64_t *const documents = context;
    require(document->number == *documents && document->origin != NULL);
    if (++*documents > MOST_DOCUMENTS) return ND_ERR_CANCELLED;
    return ND_OK;
}

static int by_bytes(const void *left, const void *right) {
    const struct nd_name *const a = left, *const b = right;
    const int order = memcmp(a->bytes, b->bytes, a->size < b->size ? a->size : b->size);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static void check_names(struct nd_input *input, uint64_t documents) {
    const struct nd_name *names;
    struct nd_name *sorted;
    size_t count;
    require(nd_input_names(input, &names, &count) == ND_OK);
    require(count == documents);
    if (count == 0) return;
    sorted = malloc(count * sizeof *sorted);
    require(sorted != NULL);
    memcpy(sorted, names, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_bytes);
    for (size_t i = 1; i < count; i++) require(by_bytes(&sorted[i - 1], &sorted[i]) != 0);
    free(sorted);
}

/* Reads the path; returns how many documents there are, UINT64_MAX when there are too many. */
static uint64_t read_path(const struct nd_input_options *options, const char *path) {
    const struct nd_report report = {.message = check_message};
    struct nd_input *input;
    struct nd_reader *reader;
    uint64_t documents = 0;
    nd_status status = ND_OK;
    require(nd_input_new(options, &report, &input) == ND_OK);
    require(nd_input_add_path(input, path) == ND_OK);
    require(nd_input_prepare(input) == ND_OK);
    require(nd_reader_new(input, &reader) == ND_OK);
    for (bool more = true; more && status == ND_OK;)
        status = nd_reader_next(reader, take, &documents, &more);
    require(status == ND_OK || status == ND_ERR_CANCELLED);
    if (status == ND_OK) check_names(input, documents);
    nd_reader_free(reader);
    nd_input_free(input);
    return status == ND_OK ? documents : UINT64_MAX;
}

/* Makes a small file or, if `is_pipe`, a pipe with the bytes standard input. */
static void set_stdin(const uint8_t *data, size_t size, bool is_pipe) {
    char path[] = "/tmp/nd-fuzz-XXXXXX";
    int ends[2];
    if (is_pipe) {
        require(pipe(ends) == 0 && write(ends[1], data, size) == (ssize_t)size);
        close(ends[1]);
    } else {
        ends[0] = mkstemp(path);
        require(ends[0] >= 0 && unlink(path) == 0);
        require(write(ends[0], data, size) == (ssize_t)size);
        require(lseek(ends[0], 0, SEEK_SET) == 0);
    }
    require(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    close(ends[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct nd_input_options options = {.unpack_ratio = 1000};
    uint64_t documents;
    if (size == 0) return 0;
    options.jsonl = (data[0] & 1) != 0 && nd_jsonl_available();
    options.hidden = (data[0] & 2) != 0;
    options.keep = (data[0] & 4) != 0 ? ND_KEEP_RECORDS : ND_KEEP_NOTHING;
    options.csv = !options.jsonl && (data[0] & 8) != 0;
    options.tsv = !options.jsonl && !options.csv && (data[0] & 16) != 0;
    options.html = (data[0] & 32) != 0;
    data++;
    size--;
    set_stdin(data, size, false);
    documents = read_path(&options, "-");
    if (size > PIPE_SIZE || nd_magic_of((const char *)data, size) == ND_MAGIC_ZIP) return 0;
    set_stdin(data, size, true);
    require(read_path(&options, "-") == documents);
    return 0;
}
