/*
 * plan.c - see plan.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "act/plan.h"

#include <string.h>

#include "act/place.h"
#include "base/mem.h"
#include "base/names.h"
#include "io/complain.h"
#include "io/readtable.h"
#include "io/troubles.h"

enum {
    /* What a document is that is its own lead, and what a copy of another one can be. */
    ALONE = 1 << ND_RELATION_LEAD | 1 << ND_RELATION_UNIQUE | 1 << ND_RELATION_UPDATE |
            1 << ND_RELATION_EXCERPT | 1 << ND_RELATION_ROUNDUP,
    COPIES = 1 << ND_RELATION_EXACT | 1 << ND_RELATION_REPRINT | 1 << ND_RELATION_ABRIDGED |
             1 << ND_RELATION_UPDATE | 1 << ND_RELATION_EXCERPT,
    THOUSAND = 1000
};

/* ---- Rows ------------------------------------------------------------------------------------ */

static bool parse_relation(struct nd_name name, nd_relation *relation) {
    for (int i = ND_RELATION_LEAD; i <= ND_RELATION_UNIQUE; i++) {
        *relation = (nd_relation)i;
        if (nd_name_is(name, nd_relation_name(*relation))) return true;
    }
    return false;
}

/* Reads "0.123"; false when that is none. */
static bool parse_thousandths(struct nd_name field, unsigned *value) {
    const char *const at = field.bytes;
    *value = 0;
    if (field.size != sizeof "0.000" - 1 || at[1] != '.') return false;
    for (size_t i = 0; i < field.size; i++) {
        if (i == 1) continue;
        if (at[i] < '0' || at[i] > '9') return false;
        *value = *value * 10 + (unsigned)(at[i] - '0');
    }
    return *value <= THOUSAND;
}

/* Sets row->longer; false when the table has numbers that are none. With m shared words the shorter
 * one of a copy and its lead has m / containment words and both have m + m / similarity, so that
 * these two tell how much longer the other one is; a copy that is shorter by that is abridged. */
static bool parse_measure(const struct nd_table *table, const struct nd_table_row *row,
                          struct nd_planned *planned) {
    unsigned similarity, containment;
    if (table->similarity == ND_ROW_CELLS || table->containment == ND_ROW_CELLS) return true;
    if (!parse_thousandths(row->similarity, &similarity)) return false;
    if (!parse_thousandths(row->containment, &containment)) return false;
    planned->longer = planned->relation == ND_RELATION_REPRINT &&
                      17 * THOUSAND * similarity < 7 * containment * (THOUSAND + similarity);
    return true;
}

/* The number of a document; one that is new has no row yet. */
static nd_status add_document(struct nd_plan *plan, struct nd_name name, uint32_t *number) {
    const size_t count = plan->documents.count;
    nd_status status = nd_stringset_add(&plan->documents, name, number);
    if (status == ND_OK)
        status =
            nd_reserve(&plan->rows, &plan->row_capacity, plan->documents.count, sizeof *plan->rows);
    if (status == ND_OK && plan->documents.count != count)
        plan->rows[*number] = (struct nd_planned){.line = 0};
    return status;
}

static nd_status add_row(struct nd_plan *plan, struct nd_rows *rows, const struct nd_table_row *row,
                         struct nd_planned *planned) {
    uint32_t number;
    nd_status status = add_document(plan, row->document, &number);
    if (status == ND_OK) status = add_document(plan, row->lead, &planned->lead);
    if (status == ND_OK)
        status = nd_stringset_add(&plan->clusters, row->cluster, &planned->cluster);
    if (status == ND_OK)
        status = nd_reserve(&plan->chosen, &plan->chosen_capacity, plan->chosen_count + 1,
                            sizeof *plan->chosen);
    if (status != ND_OK) return status;
    if (plan->rows[number].line != 0) {
        nd_rows_trouble(rows, "", &row->document, " is in the table already");
        return ND_OK;
    }
    plan->rows[number] = *planned;
    plan->chosen[plan->chosen_count++] = number;
    return ND_OK;
}

static nd_status take_row(struct nd_plan *plan, struct nd_table *table,
                          const struct nd_table_row *row) {
    struct nd_rows *const rows = &table->rows;
    struct nd_planned planned = {.line = rows->line};
    if (rows->cut)
        nd_rows_trouble(rows, "the row has no end: the table is cut short", NULL, "");
    else if (!parse_relation(row->relation, &planned.relation))
        nd_rows_trouble(rows, "unknown relation ", &row->relation, "");
    else if (row->lead.size == 0)
        nd_rows_trouble(rows, "no lead", NULL, "");
    else if (!nd_stamp_parse(&planned.stamp, row->bytes, row->modified))
        nd_rows_trouble(rows, "no size and time in 'bytes' and 'modified'", NULL, "");
    else if (!parse_measure(table, row, &planned))
        nd_rows_trouble(rows, "no numbers in 'similarity' and 'containment'", NULL, "");
    else if (!nd_stamp_parse(&planned.lead_stamp, row->bytes_lead, row->modified_lead))
        nd_rows_trouble(rows, "no size and time in 'bytes_lead' and 'modified_lead'", NULL, "");
    else
        return add_row(plan, rows, row, &planned);
    return ND_OK;
}

static nd_status require_columns(const struct nd_table *table) {
    const struct nd_troubles *const troubles = &table->rows.troubles;
    if (table->relation == ND_ROW_CELLS)
        nd_complain(troubles->report, ND_ERROR, "no column 'relation' in the header of ",
                    troubles->path, "");
    else if (table->lead == ND_ROW_CELLS)
        nd_complain(troubles->report, ND_ERROR, "no column 'lead' in the header of ",
                    troubles->path, "");
    else if (table->bytes == ND_ROW_CELLS || table->modified == ND_ROW_CELLS)
        nd_complain(troubles->report, ND_ERROR, "", troubles->path,
                    " does not say what the files were like: make the table with --stamp");
    else
        return ND_OK;
    return ND_ERR_PARAM;
}

static nd_status read_rows(struct nd_plan *plan, struct nd_table *table) {
    struct nd_table_row row;
    bool more = true;
    nd_status status = require_columns(table);
    plan->has_lead_stamps = table->bytes_lead != ND_ROW_CELLS;
    while (status == ND_OK) {
        status = nd_table_next(table, &row, &more);
        if (status != ND_OK || !more) break;
        status = take_row(plan, table, &row);
    }
    return status == ND_OK && table->rows.troubles.count != 0 ? ND_ERR_PARAM : status;
}

static nd_status read_table(struct nd_plan *plan, const char *path,
                            const struct nd_report *report) {
    struct nd_table table;
    nd_status status = nd_table_open(&table, path, report);
    if (status == ND_OK) status = read_rows(plan, &table);
    nd_table_close(&table);
    return status;
}

/* ---- What the rows say about each other ------------------------------------------------------ */

static bool has(unsigned relations, nd_relation relation) {
    return (relations >> relation & 1) != 0;
}

/* An old document, which has no row, is what the first row that names it says. */
static void take_old_lead(struct nd_plan *plan, uint32_t number) {
    const struct nd_planned *const row = &plan->rows[number];
    struct nd_planned *const lead = &plan->rows[row->lead];
    if (lead->line != 0 || lead->old) return;
    *lead = (struct nd_planned){.stamp = row->lead_stamp,
                                .lead = row->lead,
                                .cluster = row->cluster,
                                .relation = ND_RELATION_LEAD,
                                .old = true};
}

static bool is_same_stamp(const struct nd_stamp *a, const struct nd_stamp *b) {
    return a->known || b->known ? nd_stamp_equal(a, b) : true;
}

/* What is wrong with a copy, said behind the name of its lead; NULL when nothing is. */
static const char *wrong_lead(const struct nd_plan *plan, const struct nd_planned *row) {
    const struct nd_planned *const lead = &plan->rows[row->lead];
    if (lead->line == 0 && !lead->old) return " has no row";
    if (lead->relation != ND_RELATION_LEAD) return " is none";
    if (lead->cluster != row->cluster) return " is in another cluster";
    if (!plan->has_lead_stamps || is_same_stamp(&row->lead_stamp, &lead->stamp)) return NULL;
    return " has another size or time in another row";
}

static void check_row(const struct nd_plan *plan, uint32_t number, struct nd_troubles *troubles) {
    const struct nd_planned *const row = &plan->rows[number];
    const char *const wrong = wrong_lead(plan, row);
    const struct nd_name relation = {.bytes = nd_relation_name(row->relation),
                                     .size = strlen(nd_relation_name(row->relation))};
    if (!has(row->lead == number ? ALONE : COPIES, row->relation))
        nd_trouble(troubles, row->line, "", &relation,
                   row->lead == number ? " of itself" : " of another document");
    else if (row->lead != number && wrong != NULL)
        nd_trouble(troubles, row->line, "its lead ", &plan->documents.names[row->lead], wrong);
}

static nd_status check_rows(struct nd_plan *plan, const char *path,
                            const struct nd_report *report) {
    struct nd_troubles troubles = {.report = report, .path = path};
    for (size_t i = 0; i < plan->chosen_count && plan->has_lead_stamps; i++)
        take_old_lead(plan, plan->chosen[i]);
    for (size_t i = 0; i < plan->chosen_count; i++) check_row(plan, plan->chosen[i], &troubles);
    if (troubles.count == 0) return ND_OK;
    nd_troubles_end(&troubles);
    return ND_ERR_PARAM;
}

/* ---- Choosing -------------------------------------------------------------------------------- */

struct choice {
    struct nd_plan *plan;
    unsigned relations;
    const char *root;
    const struct nd_report *report;
    struct nd_troubles outside; /* paths */
    uint64_t records;           /* left out because they, or their leads, are no files */
    uint64_t longer;            /* left out because of that */
    struct nd_buf start, below;
};

/* "<before>'<name>'<after>" */
static nd_status warn(const struct choice *choice, const char *before, struct nd_name name,
                      const char *after) {
    struct nd_buf copy = {0}; /* with a NUL */
    nd_status status = nd_buf_append(&copy, name.bytes, name.size);
    if (status == ND_OK) status = nd_buf_append_byte(&copy, '\0');
    if (status == ND_OK) nd_complain(choice->report, ND_WARNING, before, copy.data, after);
    nd_buf_free(&copy);
    return status;
}

/* Whether the document and its lead are files; says so when they are not. */
static nd_status are_files(struct choice *choice, uint32_t number, bool *files) {
    const struct nd_plan *const plan = choice->plan;
    const struct nd_planned *const row = &plan->rows[number];
    const bool is_file = row->stamp.known;
    *files = is_file && plan->rows[row->lead].stamp.known;
    if (*files || ++choice->records > ND_MOST_TROUBLES) return ND_OK;
    if (!is_file) return warn(choice, "", plan->documents.names[number], " is no file: left alone");
    return warn(choice, "lead ", plan->documents.names[row->lead],
                " is no file: no copy is touched of it");
}

/* Whether the document is no longer than a copy should be; says so when it is. */
static nd_status check_length(struct choice *choice, uint32_t number, bool *good) {
    const struct nd_plan *const plan = choice->plan;
    *good = !plan->rows[number].longer || (choice->relations & ND_PLAN_LONGER) != 0;
    if (*good || ++choice->longer > ND_MOST_TROUBLES) return ND_OK;
    return warn(choice, "", plan->documents.names[number],
                " has much more than its lead: left alone, unless --relation is given");
}

/* Whether an old document, which may be anywhere, has a path that says where. */
static nd_status check_old(struct choice *choice, const struct nd_planned *row, bool *found) {
    const struct nd_name *const name = &choice->plan->documents.names[row->lead];
    const nd_status status = nd_path_split(*name, &choice->start, &choice->below);
    *found = status == ND_OK;
    if (status != ND_ERR_PARAM) return status;
    nd_trouble(&choice->outside, row->line, "", name, " is no path of a file");
    return ND_OK;
}

/* Whether the document is below the root; says so when it is not. */
static nd_status check_below(struct choice *choice, uint32_t number, bool *below) {
    const struct nd_name *const name = &choice->plan->documents.names[number];
    const nd_status status = nd_path_below(choice->root, *name, &choice->below);
    *below = status == ND_OK;
    if (status != ND_ERR_PARAM) return status;
    nd_trouble(&choice->outside, choice->plan->rows[number].line, "", name,
               strcmp(choice->root, ".") == 0
                   ? " is not below the current folder: name one with --root"
                   : " is not below the folder that --root names");
    return ND_OK;
}

static nd_status choose(struct choice *choice, uint32_t number, bool *chosen) {
    const struct nd_planned *const row = &choice->plan->rows[number];
    nd_status status;
    *chosen = row->lead != number && has(choice->relations, row->relation);
    if (!*chosen) return ND_OK;
    status = are_files(choice, number, chosen);
    if (status == ND_OK && *chosen) status = check_length(choice, number, chosen);
    if (status != ND_OK || !*chosen) return status;
    status = check_below(choice, number, chosen);
    if (status != ND_OK || !*chosen) return status;
    return choice->plan->rows[row->lead].old ? check_old(choice, row, chosen)
                                             : check_below(choice, row->lead, chosen);
}

static nd_status choose_all(struct choice *choice) {
    struct nd_plan *const plan = choice->plan;
    const size_t count = plan->chosen_count;
    nd_status status = ND_OK;
    plan->chosen_count = 0;
    for (size_t i = 0; i < count && status == ND_OK; i++) {
        const uint32_t number = plan->chosen[i];
        bool chosen;
        status = choose(choice, number, &chosen);
        if (status == ND_OK && chosen) plan->chosen[plan->chosen_count++] = number;
    }
    return status;
}

/* Says how many there are beyond those that were named. */
static nd_status say_more(const struct choice *choice, uint64_t count, const char *path,
                          const char *after) {
    struct nd_buf before = {0};
    nd_status status = ND_OK;
    if (count > ND_MOST_TROUBLES) {
        status = nd_buf_append_number(&before, count - ND_MOST_TROUBLES);
        if (status == ND_OK) status = nd_buf_append_string(&before, " more rows of ");
        if (status == ND_OK) status = nd_buf_append_byte(&before, '\0');
        if (status == ND_OK) nd_complain(choice->report, ND_WARNING, before.data, path, after);
    }
    nd_buf_free(&before);
    return status;
}

static nd_status say_rest(const struct choice *choice, const char *path) {
    const nd_status status = say_more(choice, choice->records, path, " are about what is no file");
    if (status != ND_OK) return status;
    return say_more(choice, choice->longer, path, " are of what has much more than its lead");
}

nd_status nd_plan_make(struct nd_plan *plan, const char *path, unsigned relations, const char *root,
                       const struct nd_report *report) {
    struct choice choice = {.plan = plan,
                            .relations = relations,
                            .root = root,
                            .report = report,
                            .outside = {.report = report, .path = path}};
    nd_status status = read_table(plan, path, report);
    if (status == ND_OK) status = check_rows(plan, path, report);
    if (status == ND_OK) status = choose_all(&choice);
    if (status == ND_OK) status = say_rest(&choice, path);
    if (status == ND_OK && choice.outside.count != 0) status = ND_ERR_PARAM;
    nd_troubles_end(&choice.outside);
    nd_buf_free(&choice.start);
    nd_buf_free(&choice.below);
    return status;
}

void nd_plan_free(struct nd_plan *plan) {
    nd_stringset_free(&plan->documents);
    nd_stringset_free(&plan->clusters);
    nd_free(plan->rows);
    nd_free(plan->chosen);
}
