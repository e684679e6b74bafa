/*
 * journal.c - which document came from where; see input_parts.h
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "base/mem.h"
#include "read/input_parts.h"

nd_status nd_journal_add_plain(struct nd_journal *journal, struct nd_plain plain) {
    const nd_status status = nd_reserve(&journal->plains, &journal->plain_capacity,
                                        journal->plain_count + 1, sizeof *journal->plains);
    if (status == ND_OK) journal->plains[journal->plain_count++] = plain;
    return status;
}

/* The source of the entry before, when it is the same: records often come source by source. */
static const char *known_source(const struct nd_journal *journal, const struct nd_entry *entry) {
    const struct nd_entry *before;
    if (journal->entry_count == 0) return NULL;
    before = &journal->entries[journal->entry_count - 1];
    if (before->source == NULL || before->source_size != entry->source_size) return NULL;
    return memcmp(before->source, entry->source, entry->source_size) == 0 ? before->source : NULL;
}

nd_status nd_journal_add_entry(struct nd_journal *journal, const struct nd_entry *entry) {
    struct nd_entry copy = *entry;
    const nd_status status = nd_reserve(&journal->entries, &journal->entry_capacity,
                                        journal->entry_count + 1, sizeof *journal->entries);
    if (status != ND_OK) return status;
    if (entry->id != NULL) {
        copy.id = nd_strpool_add(&journal->ids, entry->id, entry->id_size);
        if (copy.id == NULL) return ND_ERR_MEMORY;
    }
    if (entry->source != NULL) {
        copy.source = known_source(journal, entry);
        if (copy.source == NULL)
            copy.source = nd_strpool_add(&journal->ids, entry->source, entry->source_size);
        if (copy.source == NULL) return ND_ERR_MEMORY;
    }
    journal->entries[journal->entry_count++] = copy;
    return ND_OK;
}

void nd_journal_free(struct nd_journal *journal) {
    while (journal != NULL) {
        struct nd_journal *const next = journal->next;
        nd_free(journal->plains);
        nd_free(journal->entries);
        nd_strpool_free(&journal->ids);
        nd_free(journal);
        journal = next;
    }
}
