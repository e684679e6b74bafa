/*
 * charset.c - see charset.h
 *
 * Much as browsers do it (WHATWG, HTML, "determining the character encoding"), with one difference:
 * what is valid UTF-8 is read as that whatever the page says, which is right far more often than
 * not. Some names stand for larger encodings than they say, as in the WHATWG's table of labels.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/charset.h"

#include <string.h>

#include "io/magic.h"
#include "io/utf8seq.h"

enum { LOOK_SIZE = 4096 };

static const char fallback[] = "WINDOWS-1252";

struct label {
    const char *said, *meant;
};

static const struct label labels[] = {
    {"ascii", fallback},
    {"big5", "BIG5-HKSCS"},
    {"euc-kr", "CP949"},
    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"gbk", "GB18030"},
    {"iso-8859-1", fallback},
    {"iso-8859-11", "WINDOWS-874"},
    {"iso-8859-9", "WINDOWS-1254"},
    {"iso_8859-1", fallback},
    {"ks_c_5601-1987", "CP949"},
    {"latin1", fallback},
    {"shift-jis", "CP932"},
    {"shift_jis", "CP932"},
    {"sjis", "CP932"},
    {"tis-620", "WINDOWS-874"},
    {"us-ascii", fallback},
    {"utf-16", "UTF-8"}, /* it was read as ASCII until here */
    {"x-sjis", "CP932"},
};

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_label(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' ||
           c == '.';
}

/* Copies the name at the start of the bytes in lower case, if there is one. */
static bool copy_label(const char *at, const char *end, char *label) {
    size_t size = 0;
    while (at < end && size + 1 < ND_CHARSET_SIZE && is_label(lower(*at)))
        label[size++] = lower(*at++);
    label[size] = '\0';
    return size != 0;
}

/* Copies what stands behind "charset" in lower case, if it is an equals sign and a name. */
static bool read_label(const char *at, const char *end, char *label) {
    while (at < end && is_blank(*at)) at++;
    if (at == end || *at++ != '=') return false;
    while (at < end && (is_blank(*at) || *at == '"' || *at == '\'')) at++;
    return copy_label(at, end, label);
}

static bool find_label(const char *page, size_t size, char *label) {
    static const char word[] = "charset";
    const char *const end = page + (size < LOOK_SIZE ? size : LOOK_SIZE);
    for (const char *at = page; (size_t)(end - at) >= sizeof word - 1; at++) {
        size_t i = 0;
        while (i < sizeof word - 1 && lower(at[i]) == word[i]) i++;
        if (i == sizeof word - 1 && read_label(at + i, end, label)) return true;
    }
    return false;
}

static bool is_utf8(const char *page, size_t size) {
    for (size_t i = 0; i < size;) {
        bool valid = true;
        i += (unsigned char)page[i] < 0x80 ? 1 : nd_utf8_step(page + i, size - i, &valid);
        if (!valid) return false;
    }
    return true;
}

static void set(char *charset, const char *name) { memcpy(charset, name, strlen(name) + 1); }

/* Makes a name in lower case that of the encoding that is meant by it. */
static void set_meant(char *charset) {
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strcmp(charset, labels[i].said) != 0) continue;
        set(charset, labels[i].meant);
        return;
    }
}

bool nd_charset_is_clear(const char *text, size_t size) {
    return nd_magic_is_utf16(text, size) || is_utf8(text, size);
}

void nd_charset_named(struct nd_name said, char *charset) {
    if (copy_label(said.bytes, said.bytes + said.size, charset)) set_meant(charset);
}

void nd_charset_of(const char *page, size_t size, char *charset) {
    charset[0] = '\0';
    if (nd_magic_is_utf16(page, size)) {
        set(charset, "UTF-16");
    } else if (!is_utf8(page, size)) {
        if (!find_label(page, size, charset)) set(charset, fallback);
        set_meant(charset);
    }
}
