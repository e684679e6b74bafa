/*
 * jsonl.cpp - see jsonl.h
 *
 * simdjson's DOM parser checks all of a line (structure, UTF-8, numbers, escapes) at some
 * gigabytes a second; its On-Demand parser would be a little faster and let errors behind the
 * fields pass. What it refuses for its UTF-8, a string or a number is repaired and tried once
 * more.
 *
 * Nothing here throws: simdjson reports by codes, and memory comes without exceptions.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/jsonl.h"

#include <charconv>
#include <cstdio>
#include <new>
#include <string_view>

#include <sys/types.h>

#include <simdjson.h>

extern "C" {
#include "base/buf.h"
#include "base/mem.h"
#include "io/listing.h"
#include "io/bytes.h"
}

#include "read/repair.h"

namespace dom = simdjson::dom;

static_assert(ND_READ_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson reads that far");

namespace {

/* Parsers that a long line made large are not kept for short ones. */
constexpr size_t LARGE = size_t(64) << 20;
constexpr size_t SMALL = size_t(1) << 20;

} // namespace

struct nd_jsonl {
    dom::parser parser;
    std::string_view id_field, text_field, source_field, date_field;
    bool has_source, has_date; /* the fields may be named "" */
    nd_buf repaired{};
    nd_listing fields{};
    char id_number[64], source_number[64], date_number[64];

    nd_jsonl(const char *id, const char *text, const char *source, const char *date)
        : id_field(id), text_field(text), source_field(source != nullptr ? source : ""),
          date_field(date != nullptr ? date : ""), has_source(source != nullptr),
          has_date(date != nullptr) {}
    ~nd_jsonl() {
        nd_buf_free(&repaired);
        nd_listing_free(&fields);
    }
    nd_jsonl(const nd_jsonl &) = delete;
    nd_jsonl &operator=(const nd_jsonl &) = delete;
};

namespace {

/* Makes the parser's room double instead of creeping up with each longer line. */
simdjson::error_code make_room(nd_jsonl &self, size_t size) {
    size_t room = 65536;
    if (self.parser.capacity() > LARGE && size < SMALL) self.parser = dom::parser();
    if (size <= self.parser.capacity()) return simdjson::SUCCESS;
    while (room < size && room < LARGE) room *= 2;
    return self.parser.allocate(room < size ? size : room);
}

simdjson::error_code parse(nd_jsonl &self, const char *json, size_t size, dom::element &root) {
    const simdjson::error_code error = make_room(self, size);
    if (error) return error;
    return self.parser.parse(json, size, false).get(root);
}

bool is_repairable(simdjson::error_code error) {
    return error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR ||
           error == simdjson::NUMBER_ERROR;
}

/* Parses a repaired copy, if the line could be repaired; otherwise `error` stays. */
nd_status parse_repaired(nd_jsonl &self, const char *line, size_t size, dom::element &root,
                         simdjson::error_code &error) {
    bool changed = false;
    nd_status status = nd_json_repair(line, size, &self.repaired, &changed);
    if (status != ND_OK || !changed || self.repaired.size > ND_MAX_TEXT) return status;
    status = nd_buf_reserve(&self.repaired, ND_READ_PADDING);
    if (status != ND_OK) return status;
    error = parse(self, self.repaired.data, self.repaired.size, root);
    return ND_OK;
}

template <typename Number>
void take_number(char (&digits)[64], Number value, const char *&bytes, size_t &size) {
    const std::to_chars_result end = std::to_chars(digits, digits + sizeof digits, value);
    if (end.ec != std::errc()) return;
    bytes = digits;
    size = size_t(end.ptr - digits);
}

/* A string, or the digits of a number; else nothing. */
void take_name(char (&digits)[64], const dom::element &value, const char *&bytes, size_t &size) {
    std::string_view string;
    int64_t integer = 0;
    uint64_t large = 0;
    double real = 0;
    bytes = nullptr;
    size = 0;
    if (value.get(string) == simdjson::SUCCESS) {
        bytes = string.data();
        size = string.size();
    } else if (value.get(integer) == simdjson::SUCCESS) {
        take_number(digits, integer, bytes, size);
    } else if (value.get(large) == simdjson::SUCCESS) {
        take_number(digits, large, bytes, size);
    } else if (value.get(real) == simdjson::SUCCESS) {
        take_number(digits, real, bytes, size);
    }
}

void take_text(nd_record &record, const dom::element &value) {
    std::string_view string;
    const bool good = value.get(string) == simdjson::SUCCESS;
    record.text = good ? string.data() : nullptr;
    record.text_size = good ? string.size() : 0;
}

/* Says which fields there are instead of the one that is missing. */
nd_status list_fields(nd_jsonl &self, const dom::object &object, nd_record &record) {
    nd_status status = ND_OK;
    nd_listing_clear(&self.fields);
    for (const dom::key_value_pair &field : object) {
        if (status != ND_OK) break;
        status = nd_listing_add(&self.fields, field.key.data(), field.key.size());
    }
    record.fields = {self.fields.text.data, self.fields.text.size};
    return status;
}

nd_status read_fields(nd_jsonl &self, const dom::element &root, nd_record &record) {
    dom::object object;
    bool found = false;
    record.fault = ND_RECORD_NO_OBJECT;
    if (root.get(object) != simdjson::SUCCESS) return ND_OK;
    for (const dom::key_value_pair &field : object) {
        if (field.key == self.id_field)
            take_name(self.id_number, field.value, record.id, record.id_size);
        if (self.has_source && field.key == self.source_field)
            take_name(self.source_number, field.value, record.source, record.source_size);
        if (self.has_date && field.key == self.date_field)
            take_name(self.date_number, field.value, record.date, record.date_size);
        if (field.key != self.text_field) continue;
        found = true;
        take_text(record, field.value);
    }
    record.fault = !found                   ? ND_RECORD_NO_FIELD
                   : record.text != nullptr ? ND_RECORD_GOOD
                                            : ND_RECORD_NO_TEXT;
    return found ? ND_OK : list_fields(self, object, record);
}

} // namespace

bool nd_jsonl_available(void) { return true; }

namespace {

/* Put together from the numbers, which every version has: the macro with the whole is missing in
 * older ones and quoted in newer ones. */
struct version_text {
    char text[48];
    version_text() {
        std::snprintf(text, sizeof text, "%d.%d.%d", simdjson::SIMDJSON_VERSION_MAJOR,
                      simdjson::SIMDJSON_VERSION_MINOR, simdjson::SIMDJSON_VERSION_REVISION);
    }
};

} // namespace

const char *nd_jsonl_version(void) {
    static const version_text version;
    return version.text;
}

nd_status nd_jsonl_new(const char *id_field, const char *text_field, const char *source_field,
                       const char *date_field, nd_jsonl **out) {
    void *const memory = nd_alloc(1, sizeof **out);
    *out = memory != nullptr ? new (memory) nd_jsonl(id_field, text_field, source_field, date_field)
                             : nullptr;
    return memory != nullptr ? ND_OK : ND_ERR_MEMORY;
}

void nd_jsonl_free(nd_jsonl *parser) {
    if (parser == nullptr) return;
    parser->~nd_jsonl();
    nd_free(parser);
}

nd_status nd_jsonl_parse(nd_jsonl *parser, const char *line, size_t size, nd_record *record) {
    dom::element root;
    simdjson::error_code error = parse(*parser, line, size, root);
    *record = nd_record();
    if (is_repairable(error)) {
        const nd_status status = parse_repaired(*parser, line, size, root, error);
        if (status != ND_OK) return status;
    }
    if (error == simdjson::MEMALLOC) return ND_ERR_MEMORY;
    if (error) {
        record->fault = ND_RECORD_INVALID;
        record->reason = simdjson::error_message(error);
        return ND_OK;
    }
    return read_fields(*parser, root, *record);
}
