/*
 * prop_writer.c - any names come back from what was written, in each format
 *
 * Rows of random bytes, with what the formats give a meaning to among them, go through a file and
 * are read again by the small readers below, which know the formats only, not the writers. Every
 * line of JSON must be UTF-8, and simdjson must take it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <unistd.h>

#include "io/escape.h"
#include "io/readfile.h"
#include "io/utf8seq.h"
#include "io/writer.h"
#include "prop/prop.h"
#include "read/jsonl.h"

enum { ROWS = 20, COLUMNS = 2, NAME = 24 };

struct rows {
    char bytes[ROWS][COLUMNS][NAME];
    struct nd_name names[ROWS][COLUMNS];
};

/* ---- Writing --------------------------------------------------------------------------------- */

static void make(struct prop_random *random, struct rows *rows) {
    static const char telling[] = "\t\n\r\\\",%/{}:\xc3\xab\xe2\x82\xac\xf0\x9f\x98\x80\xed\xa0";
    for (int r = 0; r < ROWS; r++) {
        for (int c = 0; c < COLUMNS; c++) {
            const uint32_t size = 1 + prop_below(random, NAME - 1);
            for (uint32_t i = 0; i < size; i++)
                rows->bytes[r][c][i] = prop_below(random, 2) == 0
                                           ? telling[prop_below(random, sizeof telling)]
                                           : (char)prop_below(random, 256);
            rows->names[r][c] = (struct nd_name){rows->bytes[r][c], size};
        }
    }
}

static void ignore(void *self, nd_severity severity, const char *text) {
    (void)self;
    (void)severity;
    (void)text;
}

/* Writes the rows, with their header, and reads the file; aborts when that fails. */
static struct nd_buf write_rows(const struct rows *rows, nd_format format) {
    static const char *const columns[] = {"id", "text"};
    static const struct nd_report report = {NULL, ignore};
    const char *const folder = getenv("TMPDIR");
    char path[4096];
    struct nd_output *output;
    struct nd_writer writer;
    struct nd_buf got = {0};
    nd_magic magic;
    int error, made;
    snprintf(path, sizeof path, "%s/nd-writer-XXXXXX",
             folder != NULL && *folder != '\0' ? folder : "/tmp");
    made = mkstemp(path);
    if (made < 0 || nd_output_open(path, &report, &output) != ND_OK) abort();
    nd_writer_init(&writer, format, columns, COLUMNS, output);
    if (nd_writer_header(&writer) != ND_OK) abort();
    for (int r = 0; r < ROWS; r++) {
        const struct nd_cell cells[] = {nd_cell_name(&rows->names[r][0]),
                                        nd_cell_name(&rows->names[r][1])};
        if (nd_writer_row(&writer, cells) != ND_OK) abort();
    }
    nd_writer_free(&writer);
    if (nd_output_close(output) != ND_OK) abort();
    if (nd_file_load(path, NULL, &got, &magic, &error) != ND_OK || error != 0) abort();
    close(made);
    unlink(path);
    return got;
}

static bool is_name(const struct prop_text *text, const struct nd_name *name) {
    return text->size == name->size && memcmp(text->bytes, name->bytes, name->size) == 0;
}

/* ---- CSV ------------------------------------------------------------------------------------- */

/* Reads one field; returns what stands behind it. */
static const char *read_csv(const char *at, const char *end, struct prop_text *field) {
    if (at < end && *at == '"') {
        for (at++; at < end; at++) {
            if (*at == '"' && (at + 1 == end || at[1] != '"')) return at + 1;
            if (*at == '"') at++;
            prop_add(field, at, 1);
        }
        return NULL; /* a quote is open */
    }
    for (; at < end && *at != ',' && *at != '\r'; at++) {
        if (*at == '"' || *at == '\n') return NULL; /* a bare one */
        prop_add(field, at, 1);
    }
    return at;
}

static bool csv_comes_back(struct prop_random *random) {
    struct rows rows;
    struct nd_buf got;
    const char *at, *end;
    bool same;
    make(random, &rows);
    got = write_rows(&rows, ND_FORMAT_CSV);
    end = got.data + got.size;
    at = got.data + strlen("id,text\r\n");
    same = memcmp(got.data, "id,text\r\n", strlen("id,text\r\n")) == 0;
    for (int i = 0; same && i < ROWS * COLUMNS; i++) {
        const char *const behind = i % COLUMNS + 1 == COLUMNS ? "\r\n" : ",";
        struct prop_text field = {0};
        prop_add(&field, "", 0);
        at = read_csv(at, end, &field);
        same = at != NULL && (size_t)(end - at) >= strlen(behind) &&
               memcmp(at, behind, strlen(behind)) == 0 &&
               is_name(&field, &rows.names[i / COLUMNS][i % COLUMNS]);
        if (same) at += strlen(behind);
        prop_free(&field);
    }
    same = same && at == end;
    nd_buf_free(&got);
    return same;
}

/* ---- TSV ------------------------------------------------------------------------------------- */

static bool tsv_comes_back(struct prop_random *random) {
    struct rows rows;
    struct nd_buf got;
    char *at, *end;
    bool same = true;
    make(random, &rows);
    got = write_rows(&rows, ND_FORMAT_TSV);
    end = got.data + got.size;
    at = got.data + strlen("id\ttext\n");
    for (int i = 0; same && i < ROWS * COLUMNS; i++) {
        const struct nd_name *const name = &rows.names[i / COLUMNS][i % COLUMNS];
        char *const stop = memchr(at, i % COLUMNS + 1 == COLUMNS ? '\n' : '\t', (size_t)(end - at));
        same = stop != NULL && nd_tsv_unescape(at, (size_t)(stop - at)) == name->size &&
               memcmp(at, name->bytes, name->size) == 0;
        at = stop + 1;
    }
    same = same && at == end;
    nd_buf_free(&got);
    return same;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static uint32_t hex(const char *digits, int count) {
    char copy[5] = {0};
    memcpy(copy, digits, (size_t)count);
    return (uint32_t)strtoul(copy, NULL, 16);
}

/* Reads `"key":"value"`; returns what stands behind it, or NULL. */
static const char *read_member(const char *at, const char *key, struct prop_text *value) {
    static const char letters[] = "bfnrt\"\\", bytes[] = "\b\f\n\r\t\"\\";
    const size_t size = strlen(key);
    if (*at != '"' || strncmp(at + 1, key, size) != 0 || strncmp(at + 1 + size, "\":\"", 3) != 0)
        return NULL;
    for (at += size + 4; *at != '"'; at++) {
        char byte = *at;
        if ((unsigned char)byte < 0x20) return NULL;
        if (byte == '\\' && *++at == 'u') {
            byte = (char)hex(at + 1, 4);
            at += 4;
        } else if (byte == '\\') {
            if (strchr(letters, *at) == NULL) return NULL;
            byte = bytes[strchr(letters, *at) - letters];
        }
        prop_add(value, &byte, 1);
    }
    return at + 1;
}

static void decode_percent(struct prop_text *text) {
    size_t to = 0;
    for (size_t from = 0; from < text->size; from++, to++) {
        const bool code = text->bytes[from] == '%';
        text->bytes[to] = code ? (char)hex(text->bytes + from + 1, 2) : text->bytes[from];
        if (code) from += 2;
    }
    text->size = to;
}

static bool is_utf8(const char *bytes, size_t size) {
    bool valid = true;
    for (size_t i = 0; i < size && valid;) i += nd_utf8_step(bytes + i, size - i, &valid);
    return valid;
}

/* Reads the member of a column, and the one with its bytes when there must be one. */
static const char *read_column(const char *at, const char *column, const struct nd_name *name) {
    struct prop_text value = {0};
    char key[16];
    prop_add(&value, "", 0);
    at = read_member(at, column, &value);
    if (at != NULL && !is_utf8(name->bytes, name->size)) {
        snprintf(key, sizeof key, "%s_bytes", column);
        value.size = 0;
        at = *at == ',' ? read_member(at + 1, key, &value) : NULL;
        decode_percent(&value);
    }
    if (at != NULL && !is_name(&value, name)) at = NULL;
    prop_free(&value);
    return at;
}

/* Whether simdjson reads the line, and the text of it as it was where it is UTF-8. */
static bool simdjson_agrees(struct nd_jsonl *parser, const char *line, size_t size,
                            const struct nd_name *text) {
    struct nd_record record;
    if (nd_jsonl_parse(parser, line, size, &record) != ND_OK) abort();
    if (record.fault != ND_RECORD_GOOD) return false;
    return !is_utf8(text->bytes, text->size) ||
           (record.text_size == text->size && memcmp(record.text, text->bytes, text->size) == 0);
}

static bool json_comes_back(struct prop_random *random) {
    struct rows rows;
    struct nd_buf got;
    struct nd_jsonl *parser = NULL;
    const char *at, *end;
    bool same;
    make(random, &rows);
    got = write_rows(&rows, ND_FORMAT_JSONL);
    if (nd_buf_reserve(&got, ND_READ_PADDING) != ND_OK) abort();
    at = got.data;
    end = got.data + got.size;
    same = is_utf8(got.data, got.size);
    if (nd_jsonl_available() && nd_jsonl_new("id", "text", NULL, NULL, &parser) != ND_OK) abort();
    for (int r = 0; same && r < ROWS; r++) {
        const char *const line = at;
        at = *at == '{' ? read_column(at + 1, "id", &rows.names[r][0]) : NULL;
        if (at != NULL) at = *at == ',' ? read_column(at + 1, "text", &rows.names[r][1]) : NULL;
        same = at != NULL && strncmp(at, "}\n", 2) == 0;
        if (!same) break;
        if (parser != NULL)
            same = simdjson_agrees(parser, line, (size_t)(at + 1 - line), &rows.names[r][1]);
        at += 2;
    }
    same = same && at == end;
    nd_jsonl_free(parser);
    nd_buf_free(&got);
    return same;
}

int main(void) {
    int failed = 0;
    failed |= prop_try(1, "names come back from CSV", csv_comes_back, 200);
    failed |= prop_try(2, "names come back from TSV", tsv_comes_back, 200);
    failed |= prop_try(3, "names come back from JSON Lines", json_comes_back, 200);
    return failed;
}
