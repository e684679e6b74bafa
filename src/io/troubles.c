/*
 * troubles.c - see troubles.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/troubles.h"

#include <string.h>

#include "io/complain.h"
#include "io/escape.h"

static nd_status append_place(struct nd_buf *line, const char *path, uint64_t number) {
    nd_status status = strcmp(path, "-") == 0 ? nd_buf_append_string(line, "standard input")
                                              : nd_message_escape(line, path, strlen(path));
    if (status == ND_OK) status = nd_buf_append_byte(line, ':');
    if (status == ND_OK) status = nd_buf_append_number(line, number);
    if (status == ND_OK) status = nd_buf_append_string(line, ": ");
    return status;
}

static nd_status append_quoted(struct nd_buf *line, const struct nd_name *name) {
    nd_status status = nd_buf_append_byte(line, '\'');
    if (status == ND_OK) status = nd_message_escape(line, name->bytes, name->size);
    if (status == ND_OK) status = nd_buf_append_byte(line, '\'');
    return status;
}

nd_severity nd_trouble_severity(uint64_t before) {
    return before < ND_MOST_TROUBLES ? ND_ERROR : ND_MORE;
}

void nd_trouble(struct nd_troubles *troubles, uint64_t line, const char *before,
                const struct nd_name *name, const char *after) {
    struct nd_buf text = {0};
    nd_status made = append_place(&text, troubles->path, line);
    if (made == ND_OK) made = nd_buf_append_string(&text, before);
    if (made == ND_OK && name != NULL) made = append_quoted(&text, name);
    if (made == ND_OK) made = nd_buf_append_string(&text, after);
    nd_complain_line(troubles->report, nd_trouble_severity(troubles->count++), &text, made);
    nd_buf_free(&text);
}

void nd_troubles_end(struct nd_troubles *troubles) {
    nd_trouble_rest(troubles->report, troubles->count, "lines", troubles->path);
    troubles->count = 0;
}

void nd_trouble_rest(const struct nd_report *report, uint64_t count, const char *what,
                     const char *path) {
    struct nd_buf before = {0};
    nd_status made;
    if (count <= ND_MOST_TROUBLES) return;
    made = nd_buf_append_number(&before, count - ND_MOST_TROUBLES);
    if (made == ND_OK) made = nd_buf_append_string(&before, " more ");
    if (made == ND_OK) made = nd_buf_append_string(&before, what);
    if (made == ND_OK) made = nd_buf_append(&before, " of ", sizeof " of ");
    nd_complain(report, ND_REST, made == ND_OK ? before.data : "more of ", path,
                " have such errors");
    nd_buf_free(&before);
}
