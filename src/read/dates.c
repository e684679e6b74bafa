/*
 * dates.c - when the documents of an input were printed; see input.h
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "read/date.h"
#include "read/state.h"

/* Whether a document is a record that should have had a date of its own: the time of its file says
 * nothing about it, being later than what any record tells. */
static bool lacks_field(const struct nd_input *input, const struct nd_journal_entry *entry) {
    return entry != NULL && !entry->is_member && !entry->is_capture &&
           input->options.date_field != NULL;
}

nd_dating nd_input_date(const struct nd_input *input, uint32_t number, int64_t *seconds) {
    const struct nd_journal_entry *const entry = input->by_number[number];
    const struct nd_stamp *const stamp = &input->file_stamps[input->file_of[number]];
    const char *const path = nd_input_path(input, number);
    *seconds = 0;
    if (entry != NULL && entry->dating != ND_UNDATED) {
        if (entry->dating == ND_DATED) *seconds = entry->date;
        return entry->dating;
    }
    if (nd_date_find((struct nd_name){path, strlen(path)}, seconds)) return ND_DATED;
    if (!stamp->known || lacks_field(input, entry)) return ND_UNDATED;
    *seconds = stamp->seconds;
    return ND_DATED;
}
