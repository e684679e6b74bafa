/*
 * emit.c - documents written out again; see input.h
 *
 * That is the names of files and members, and the lines of streams, behind the header of tables.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/complain.h"
#include "io/output.h"
#include "read/again.h"
#include "read/state.h"

/* ---- Order ----------------------------------------------------------------------------------- */

/* Where a document was found. */
struct place {
    uint32_t file, part;
    uint64_t line;
    uint32_t number;
};

static int compare_numbers(uint64_t a, uint64_t b) { return (a > b) - (a < b); }

static int compare_places(const void *x, const void *y) {
    const struct place *const a = x, *const b = y;
    if (a->file != b->file) return compare_numbers(a->file, b->file);
    return a->part != b->part ? compare_numbers(a->part, b->part)
                              : compare_numbers(a->line, b->line);
}

nd_status nd_input_sort(const struct nd_input *input, uint32_t *numbers, size_t count) {
    struct place *const places = nd_alloc(count, sizeof *places);
    if (places == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct nd_journal_entry *const entry = input->by_number[numbers[i]];
        places[i] = (struct place){.file = input->file_of[numbers[i]], .number = numbers[i]};
        if (entry == NULL) continue;
        places[i].part = entry->part;
        places[i].line = entry->line;
    }
    qsort(places, count, sizeof *places, compare_places);
    for (size_t i = 0; i < count; i++) numbers[i] = places[i].number;
    nd_free(places);
    return ND_OK;
}

/* ---- Headers --------------------------------------------------------------------------------- */

static size_t without_return(const struct nd_input_part *part) {
    const size_t size = part->header_size;
    return size - (size != 0 && part->header[size - 1] == '\r');
}

static bool same_header(const struct nd_input_part *a, const struct nd_input_part *b) {
    const size_t size = without_return(a);
    return size == without_return(b) && memcmp(a->header, b->header, size) == 0;
}

nd_status nd_input_write_header(struct nd_input *input, struct nd_output *output) {
    const struct nd_input_part *first = NULL;
    nd_status status = ND_OK;
    for (size_t i = 0; i < input->part_count && status == ND_OK; i++) {
        const struct nd_input_part *const part = &input->parts[i];
        if (part->header == NULL || part->old) continue;
        if (first == NULL) {
            first = part;
            status = nd_output_write(output, part->header, part->header_size);
            if (status == ND_OK) status = nd_output_write(output, "\n", 1);
        } else if (!same_header(first, part)) {
            nd_complain(input->report, ND_WARNING, "the rows of ", part->path,
                        " have other columns than the header that is printed");
        }
    }
    return status;
}

/* ---- Documents ------------------------------------------------------------------------------- */

static nd_status write_record(struct nd_input *input, const struct nd_journal_entry *entry,
                              struct nd_output *output) {
    nd_status status = nd_input_line_again(input, entry, &input->record);
    if (status == ND_OK)
        status = nd_buf_append_string(&input->record, entry->is_capture ? "\r\n\r\n" : "\n");
    if (status == ND_OK) status = nd_output_write(output, input->record.data, input->record.size);
    return status;
}

nd_status nd_input_write_document(struct nd_input *input, uint32_t number, char end,
                                  struct nd_output *output) {
    const struct nd_name *names;
    const struct nd_journal_entry *entry;
    size_t count;
    nd_status status = nd_input_names(input, &names, &count);
    if (status != ND_OK) return status;
    if (number >= count) return ND_ERR_PARAM;
    entry = input->by_number[number];
    if (entry != NULL && !entry->is_member) return write_record(input, entry, output);
    status = nd_output_write(output, names[number].bytes, names[number].size);
    return status == ND_OK ? nd_output_write(output, &end, 1) : status;
}
