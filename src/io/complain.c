/*
 * complain.c - see complain.h
 *
 * A trouble is never lost: when there is no memory for its line, a fixed one is sent.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/complain.h"

#include <string.h>

#include "io/escape.h"

void nd_complain_line(const struct nd_report *report, nd_severity severity, struct nd_buf *line,
                      nd_status made) {
    if (made == ND_OK) made = nd_buf_append_byte(line, '\0');
    report->message(report->self, severity,
                    made == ND_OK ? line->data : "a problem that there is no memory to describe");
    line->size = 0;
}

static nd_status append_name(struct nd_buf *line, const char *name) {
    nd_status status;
    if (name == NULL) return nd_buf_append_string(line, "standard output");
    if (strcmp(name, "-") == 0) return nd_buf_append_string(line, "standard input");
    status = nd_buf_append_byte(line, '\'');
    if (status == ND_OK) status = nd_message_escape(line, name, strlen(name));
    if (status == ND_OK) status = nd_buf_append_byte(line, '\'');
    return status;
}

void nd_complain(const struct nd_report *report, nd_severity severity, const char *before,
                 const char *name, const char *after) {
    struct nd_buf line = {0};
    nd_status made = nd_buf_append_string(&line, before);
    if (made == ND_OK) made = append_name(&line, name);
    if (made == ND_OK) made = nd_buf_append_string(&line, after);
    nd_complain_line(report, severity, &line, made);
    nd_buf_free(&line);
}

void nd_complain_reason(const struct nd_report *report, const char *what, const char *name,
                        const char *reason) {
    struct nd_buf line = {0};
    nd_status made = nd_buf_append_string(&line, what);
    if (made == ND_OK) made = nd_buf_append_byte(&line, ' ');
    if (made == ND_OK) made = append_name(&line, name);
    if (made == ND_OK) made = nd_buf_append_string(&line, ": ");
    if (made == ND_OK) made = nd_message_escape(&line, reason, strlen(reason));
    nd_complain_line(report, ND_ERROR, &line, made);
    nd_buf_free(&line);
}

/* strerror's texts of known numbers are constant strings in the C libraries that this runs on, so
 * that threads may call it; an unknown number has no good text anyway. */
void nd_complain_errno(const struct nd_report *report, const char *what, const char *name,
                       int error) {
    nd_complain_reason(report, what, name, strerror(error));
}
