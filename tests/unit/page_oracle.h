/*
 * page_oracle.h - that a page has no markup but that of the program
 *
 * Reads a page as strictly as it was written: but for its style and its script, each '<' begins a
 * tag with a name and attributes from the lists below, values stand in double quotes, and text has
 * none of the characters that could end it. So what comes from outside is text, whatever it is.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_TESTS_PAGE_ORACLE_H
#define ND_TESTS_PAGE_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char *const page_tags[] = {
    "html",   "head",   "meta",    "title",   "body",  "a",     "header", "main",
    "footer", "nav",    "section", "h1",      "h2",    "h3",    "p",      "ul",
    "ol",     "li",     "dl",      "dt",      "dd",    "div",   "span",   "b",
    "code",   "table",  "caption", "thead",   "tbody", "tr",    "th",     "td",
    "svg",    "rect",   "details", "summary", "form",  "label", "input",  "select",
    "option", "button", "del",     "ins",     "s",     "i",     "abbr"};

static const char *const page_attributes[] = {
    "lang",         "charset",      "http-equiv", "content",   "name",
    "class",        "href",         "id",         "scope",     "aria-labelledby",
    "aria-label",   "aria-hidden",  "role",       "hidden",    "type",
    "value",        "autocomplete", "spellcheck", "width",     "height",
    "dir",          "data-size",    "data-alike", "data-from", "data-to",
    "data-sources", "title",        "tabindex",   "x",         "y"};

static inline bool page_is_listed(const char *const *list, size_t count, const char *name,
                                  size_t size) {
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == size && memcmp(list[i], name, size) == 0) return true;
    return false;
}

static inline size_t page_name_size(const char *at, const char *end) {
    size_t size = 0;
    while (at + size < end && strchr("abcdefghijklmnopqrstuvwxyz-0123456789", at[size]) != NULL &&
           at[size] != '\0')
        size++;
    return size;
}

/* The end of an attribute that begins at `at`, or NULL when it is none of ours. */
static inline const char *page_attribute(const char *at, const char *end) {
    const size_t size = page_name_size(at, end);
    if (!page_is_listed(page_attributes, sizeof page_attributes / sizeof *page_attributes, at,
                        size))
        return NULL;
    at += size;
    if (end - at < 2 || at[0] != '=') return at;
    if (at[1] != '"') return NULL;
    for (at += 2; at < end && *at != '"'; at++)
        if (*at == '<' || *at == '>' || *at == '\0') return NULL;
    return at < end ? at + 1 : NULL;
}

/* The end of a tag that begins at `at`, or NULL when it is none of ours. */
static inline const char *page_tag(const char *at, const char *end) {
    size_t size;
    const bool closes = ++at < end && *at == '/';
    at += closes;
    size = page_name_size(at, end);
    if (!page_is_listed(page_tags, sizeof page_tags / sizeof *page_tags, at, size)) return NULL;
    at += size;
    while (at < end && *at == ' ' && !closes) {
        at = page_attribute(at + 1, end);
        if (at == NULL) return NULL;
    }
    if (at < end && *at == '/') at++;
    return at < end && *at == '>' ? at + 1 : NULL;
}

/* Whether bytes [at, end) are tags of ours and text. */
static inline bool page_is_ours(const char *at, const char *end) {
    while (at != NULL && at < end) {
        if (*at == '<')
            at = page_tag(at, end);
        else if (strchr(">\"'\r", *at) != NULL) /* NUL too */
            return false;
        else
            at++;
    }
    return at != NULL;
}

/* The place behind `mark` in [at, end), which must be there once; else NULL. */
static inline const char *page_behind(const char *at, const char *end, const char *mark) {
    const size_t size = strlen(mark);
    const char *found = NULL;
    for (; (size_t)(end - at) >= size; at++) {
        if (memcmp(at, mark, size) != 0) continue;
        if (found != NULL) return NULL;
        found = at + size;
    }
    return found;
}

/* Whether a whole page is as it should be, whatever it shows. */
static inline bool page_is_sound(const char *page, size_t size) {
    static const char start[] = "<!DOCTYPE html>\n";
    const char *const end = page + size;
    const char *style = page_behind(page, end, "<style>");
    const char *style_end = page_behind(page, end, "</style>");
    const char *script = page_behind(page, end, "<script>");
    const char *script_end = page_behind(page, end, "</script>");
    if (size < sizeof start || memcmp(page, start, sizeof start - 1) != 0) return false;
    if (style == NULL || style_end == NULL || script == NULL || script_end == NULL) return false;
    return style < style_end && style_end < script && script < script_end &&
           page_is_ours(page + sizeof start - 1, style - strlen("<style>")) &&
           page_is_ours(style_end, script - strlen("<script>")) && page_is_ours(script_end, end);
}

#endif /* ND_TESTS_PAGE_ORACLE_H */
