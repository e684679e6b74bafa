/*
 * jsonl_none.c - jsonl.h for builds without simdjson
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/jsonl.h"

bool nd_jsonl_available(void) { return false; }

const char *nd_jsonl_version(void) { return "none"; }

nd_status nd_jsonl_new(const char *id_field, const char *text_field, const char *source_field,
                       const char *date_field, struct nd_jsonl **out) {
    (void)id_field;
    (void)text_field;
    (void)source_field;
    (void)date_field;
    *out = NULL;
    return ND_ERR_PARAM;
}

void nd_jsonl_free(struct nd_jsonl *parser) { (void)parser; }

nd_status nd_jsonl_parse(struct nd_jsonl *parser, const char *line, size_t size,
                         struct nd_record *record) {
    (void)parser;
    (void)line;
    (void)size;
    *record = (struct nd_record){.fault = ND_RECORD_INVALID, .reason = "cannot read JSON"};
    return ND_ERR_PARAM;
}
