/*
 * report.h - how the input and output layer tells the user what went wrong
 *
 * The layer never prints. It makes one line for each trouble, where the cause is known, and hands
 * it up; the caller decides where it goes. A message is lower case, has no full stop and no
 * program name, and has the control characters of names escaped.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_IO_REPORT_H
#define ND_IO_REPORT_H

typedef enum nd_severity {
    ND_NOTE,    /* worth a line under -v only */
    ND_WARNING, /* worth a line; the result is whole */
    ND_ERROR,   /* an input could not be read: exit status 3 */
    ND_MORE,    /* an error like those of its file before it: worth a line under -v only */
    ND_REST,    /* how many of these there were: worth a line unless they had lines */
    ND_OTHERS   /* how many notes were like the warnings before: likewise */
} nd_severity;

/* May be called by several threads at the same time. */
struct nd_report {
    void *self;
    void (*message)(void *self, nd_severity severity, const char *text);
};

#endif /* ND_IO_REPORT_H */
