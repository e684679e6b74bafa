/*
 * keeping.c - see keeping.h
 *
 * The rules are tried in turn until one of them tells two copies apart. Behind those that were
 * named stand three that always do: the copy that would lead anyway, the longest, the one with the
 * byte-smallest name.
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/keeping.h"

#include "base/mem.h"
#include "base/names.h"
#include "cli/corpus.h"
#include "cli/origins.h"
#include "cli/values.h"
#include "io/rows.h"

/* ---- The list of sources --------------------------------------------------------------------- */

static nd_status read_sources(struct cli_keeping *keeping, const char *path,
                              const struct nd_report *report) {
    struct nd_rows rows;
    bool more = true;
    uint32_t number;
    nd_status status = nd_rows_open(&rows, path, report);
    while (status == ND_OK) {
        status = nd_rows_next(&rows, &more);
        if (status != ND_OK || !more) break;
        if (rows.cell_count != 1)
            nd_rows_trouble(&rows, "one source a line: a tab in its name is written \\t", NULL, "");
        else
            status = nd_stringset_add(&keeping->sources, nd_rows_cell(&rows, 0), &number);
    }
    if (status == ND_OK && rows.troubles.count != 0) status = ND_ERR_PARAM;
    nd_rows_close(&rows);
    return status;
}

static void add_rule(struct cli_keep *rules, cli_rule rule) {
    for (unsigned i = 0; i < rules->count; i++)
        if (rules->rules[i] == rule) return;
    rules->rules[rules->count++] = rule;
}

nd_status cli_keeping_begin(struct cli_keeping *keeping, const struct cli_keep *rules,
                            const struct nd_report *report) {
    struct cli_text path = {0};
    nd_status status = ND_OK;
    keeping->rules = *rules;
    if (rules->count == 0) return ND_OK;
    add_rule(&keeping->rules, CLI_RULE_CENTRAL);
    add_rule(&keeping->rules, CLI_RULE_LONGEST);
    add_rule(&keeping->rules, CLI_RULE_PATH);
    if (rules->sources_size == 0) return ND_OK;
    cli_text_add_bytes(&path, rules->sources, rules->sources_size);
    cli_text_add_byte(&path, '\0');
    status = path.status;
    if (status == ND_OK) status = read_sources(keeping, path.buf.data, report);
    cli_text_free(&path);
    return status;
}

/* ---- What is known of the documents ---------------------------------------------------------- */

static bool needs(const struct cli_keeping *keeping, cli_rule rule) {
    for (unsigned i = 0; i < keeping->rules.count; i++)
        if (keeping->rules.rules[i] == rule) return true;
    return false;
}

bool cli_keeping_needs_dates(const struct cli_keeping *keeping) {
    return needs(keeping, CLI_RULE_EARLIEST) || needs(keeping, CLI_RULE_LATEST);
}

/* The rank of a source: without --source of a folder or the last part of its path. */
static uint32_t rank_of(const struct cli_keeping *keeping, struct nd_name source) {
    const uint32_t rank = nd_stringset_find(&keeping->sources, source);
    struct nd_name last = source;
    if (rank != ND_STRINGSET_NONE || keeping->corpus->settings->origin.how != CLI_ORIGIN_GUESS)
        return rank;
    for (size_t i = 0; i < source.size; i++)
        if (source.bytes[i] == '/')
            last = (struct nd_name){source.bytes + i + 1, source.size - i - 1};
    return nd_stringset_find(&keeping->sources, last);
}

static nd_status learn_ranks(struct cli_keeping *keeping, const struct cli_corpus *corpus) {
    struct cli_origins origins;
    size_t found = 0;
    nd_status status = cli_origins_list(corpus, &origins);
    keeping->ranks = nd_alloc(corpus->count, sizeof *keeping->ranks);
    if (keeping->ranks == NULL) status = ND_ERR_MEMORY;
    for (size_t d = 0; d < corpus->count && status == ND_OK; d++) {
        const uint32_t source = origins.sources[d];
        keeping->ranks[d] =
            source != 0 ? rank_of(keeping, origins.names[source - 1]) : ND_STRINGSET_NONE;
        found += keeping->ranks[d] != ND_STRINGSET_NONE;
    }
    cli_origins_free(&origins);
    if (status == ND_OK && found == 0 && corpus->count != 0)
        corpus->report.message(corpus->report.self, ND_WARNING,
                               "no document has a source that '--keep=source-rank' lists");
    return status;
}

/* Documents that have the same trouble. */
struct trouble {
    size_t count;
    const struct nd_name *first; /* by name */
};

static void add_trouble(struct trouble *trouble, const struct nd_name *name) {
    if (trouble->count++ == 0 || nd_name_compare(name, trouble->first) < 0) trouble->first = name;
}

/* Warns that "<what>'<name>' and 3 more: such copies come last". */
static void say_trouble(const struct cli_corpus *corpus, const char *what,
                        const struct trouble *trouble) {
    struct cli_text text = {0};
    if (trouble->count == 0) return;
    cli_text_add(&text, what);
    cli_text_add_quoted(&text, trouble->first->bytes, trouble->first->size);
    if (trouble->count > 1) {
        cli_text_add(&text, " and ");
        cli_text_add_number(&text, trouble->count - 1);
        cli_text_add(&text, " more");
    }
    cli_text_add(&text, ": such copies come last");
    corpus->report.message(corpus->report.self, ND_WARNING, cli_text_string(&text));
    cli_text_free(&text);
}

static nd_status learn_dates(struct cli_keeping *keeping, const struct cli_corpus *corpus) {
    struct trouble unreadable = {0}, missing = {0};
    keeping->dates = nd_alloc_zero(corpus->count, sizeof *keeping->dates);
    if (keeping->dates == NULL) return ND_ERR_MEMORY;
    for (uint32_t d = 0; d < corpus->count; d++) {
        struct cli_date *const date = &keeping->dates[d];
        const nd_dating dating = nd_input_date(corpus->input, d, &date->seconds);
        date->known = dating == ND_DATED;
        if (dating == ND_UNDATED) add_trouble(&missing, &corpus->names[d]);
        if (dating == ND_MISDATED) add_trouble(&unreadable, &corpus->names[d]);
    }
    say_trouble(corpus, "cannot read the date field of ", &unreadable);
    say_trouble(corpus, "no date is known of ", &missing);
    return ND_OK;
}

nd_status cli_keeping_learn(struct cli_keeping *keeping, const struct cli_corpus *corpus) {
    nd_status status = ND_OK;
    keeping->corpus = corpus;
    if (keeping->rules.count == 0) return ND_OK;
    keeping->reasons = nd_alloc_zero(corpus->count, sizeof *keeping->reasons);
    if (keeping->reasons == NULL) return ND_ERR_MEMORY;
    if (needs(keeping, CLI_RULE_SOURCE_RANK)) status = learn_ranks(keeping, corpus);
    if (status == ND_OK && cli_keeping_needs_dates(keeping)) status = learn_dates(keeping, corpus);
    return status;
}

/* ---- Choosing -------------------------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b) { return (a > b) - (a < b); }

/* Negative when a was printed first; a known date comes before any other in either order. */
static int compare_dates(const struct cli_date *a, const struct cli_date *b, bool latest) {
    const int order = (a->seconds > b->seconds) - (a->seconds < b->seconds);
    if (!a->known || !b->known) return (int)b->known - (int)a->known;
    return latest ? -order : order;
}

/* Negative when the rule prefers a to b; choices[0] would lead without any. */
static int compare_by(const struct cli_keeping *keeping, cli_rule rule,
                      const struct nd_choice *choices, size_t a, size_t b) {
    const uint32_t x = choices[a].document, y = choices[b].document;
    switch (rule) {
    case CLI_RULE_LONGEST: return compare_numbers(choices[b].words, choices[a].words);
    case CLI_RULE_EARLIEST: return compare_dates(&keeping->dates[x], &keeping->dates[y], false);
    case CLI_RULE_LATEST: return compare_dates(&keeping->dates[x], &keeping->dates[y], true);
    case CLI_RULE_SOURCE_RANK: return compare_numbers(keeping->ranks[x], keeping->ranks[y]);
    case CLI_RULE_CLEANEST: return compare_numbers(choices[a].boilerplate, choices[b].boilerplate);
    case CLI_RULE_PATH:
        return nd_name_compare(&keeping->corpus->names[x], &keeping->corpus->names[y]);
    case CLI_RULE_CENTRAL: return (int)(a != 0) - (int)(b != 0);
    case CLI_RULES: break;
    }
    return 0;
}

/* The place of the rule that tells two choices apart, the last one at least by their names; *order
 * is negative when it prefers a. */
static unsigned decide(const struct cli_keeping *keeping, const struct nd_choice *choices, size_t a,
                       size_t b, int *order) {
    for (unsigned i = 0;; i++) {
        *order = compare_by(keeping, keeping->rules.rules[i], choices, a, b);
        if (*order != 0 || i + 1 == keeping->rules.count) return i;
    }
}

/* Notes for which rule the best is kept and not another one; for the best itself the rule that had
 * to be tried last. */
static void note_reasons(const struct cli_keeping *keeping, const struct nd_choice *choices,
                         size_t count, size_t best) {
    unsigned last = 0;
    for (size_t i = 0; i < count; i++) {
        int order;
        unsigned rule;
        if (i == best) continue;
        rule = decide(keeping, choices, best, i, &order);
        if (rule > last) last = rule;
        keeping->reasons[choices[i].document] = (uint8_t)(keeping->rules.rules[rule] + 1);
    }
    keeping->reasons[choices[best].document] = (uint8_t)(keeping->rules.rules[last] + 1);
}

static size_t choose(void *self, const struct nd_choice *choices, size_t count) {
    const struct cli_keeping *const keeping = self;
    size_t best = 0;
    for (size_t i = 1; i < count; i++) {
        int order;
        (void)decide(keeping, choices, i, best, &order);
        if (order < 0) best = i;
    }
    note_reasons(keeping, choices, count, best);
    return best;
}

struct nd_chooser cli_keeping_chooser(struct cli_keeping *keeping) {
    return (struct nd_chooser){.self = keeping,
                               .choose = keeping->rules.count != 0 ? choose : NULL};
}

const char *cli_keeping_reason(const struct cli_keeping *keeping, const struct nd_row *row) {
    const uint8_t reason = keeping->reasons[row->document];
    if (row->relation == ND_RELATION_UPDATE || row->relation == ND_RELATION_EXCERPT) return NULL;
    if (nd_input_is_old(keeping->corpus->input, row->lead)) return "old";
    return reason != 0 ? cli_rule_words[reason - 1] : NULL;
}

void cli_keeping_free(struct cli_keeping *keeping) {
    nd_stringset_free(&keeping->sources);
    nd_free(keeping->ranks);
    nd_free(keeping->dates);
    nd_free(keeping->reasons);
}
