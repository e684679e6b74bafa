/*
 * journal.c - which document came from where; see input_parts.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/mem.h"
#include "io/input_parts.h"

nd_status nd_journal_add_plain(struct nd_journal *journal, struct nd_plain plain) {
    const nd_status status = nd_reserve(&journal->plains, &journal->plain_capacity,
                                        journal->plain_count + 1, sizeof *journal->plains);
    if (status == ND_OK) journal->plains[journal->plain_count++] = plain;
    return status;
}

nd_status nd_journal_add_entry(struct nd_journal *journal, const struct nd_entry *entry) {
    const char *id = NULL;
    const nd_status status = nd_reserve(&journal->entries, &journal->entry_capacity,
                                        journal->entry_count + 1, sizeof *journal->entries);
    if (status != ND_OK) return status;
    if (entry->id != NULL) {
        id = nd_strpool_add(&journal->ids, entry->id, entry->id_size);
        if (id == NULL) return ND_ERR_MEMORY;
    }
    journal->entries[journal->entry_count] = *entry;
    journal->entries[journal->entry_count++].id = id;
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
