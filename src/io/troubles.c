/*
 * troubles.c - see troubles.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/troubles.h"

#include <string.h>

#include "io/complain.h"
#include "io/output.h"

enum { MOST_MESSAGES = 10 };

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

void nd_trouble(struct nd_troubles *troubles, uint64_t line, const char *before,
                const struct nd_name *name, const char *after) {
    struct nd_buf text = {0};
    nd_status made;
    if (++troubles->count > MOST_MESSAGES) return;
    made = append_place(&text, troubles->path, line);
    if (made == ND_OK) made = nd_buf_append_string(&text, before);
    if (made == ND_OK && name != NULL) made = append_quoted(&text, name);
    if (made == ND_OK) made = nd_buf_append_string(&text, after);
    nd_complain_line(troubles->report, ND_ERROR, &text, made);
    nd_buf_free(&text);
}

void nd_troubles_end(struct nd_troubles *troubles) {
    const uint64_t count = troubles->count;
    struct nd_buf before = {0};
    nd_status made;
    troubles->count = 0;
    if (count <= MOST_MESSAGES) return;
    made = nd_buf_append_number(&before, count - MOST_MESSAGES);
    if (made == ND_OK) made = nd_buf_append_string(&before, " more lines of ");
    if (made == ND_OK) made = nd_buf_append_byte(&before, '\0');
    nd_complain(troubles->report, ND_ERROR, made == ND_OK ? before.data : "more lines of ",
                troubles->path, " have such errors");
    nd_buf_free(&before);
}
