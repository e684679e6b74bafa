/*
 * lend_unicode.h - one table of Unicode for all comparisons of a test or fuzz target
 *
 * A public call of the library makes the table anew, which takes a thousand times as long as
 * reading a few words. To be included before a source file of the library: that file is compiled as
 * part of the target then, in place of the object in the archive, and borrows the one table.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TESTS_LEND_UNICODE_H
#define ND_TESTS_LEND_UNICODE_H

#include "text/unicode.h"

static inline nd_status lend_unicode(struct nd_unicode **out) {
    static struct nd_unicode *unicode;
    const nd_status status = unicode == NULL ? nd_unicode_new(&unicode) : ND_OK;
    *out = unicode;
    return status;
}

static inline void take_unicode_back(struct nd_unicode *unicode) { (void)unicode; }

#define nd_unicode_new lend_unicode
#define nd_unicode_free take_unicode_back

#endif /* ND_TESTS_LEND_UNICODE_H */
