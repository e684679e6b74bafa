/*
 * summary.c - see summary.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/summary.h"

#include <stdbool.h>
#include <stddef.h>

#include "cli/cli_text.h"
#include "cli/messages.h"

enum { LABEL_COLUMN = 40, STAGE_COLUMN = 44 };

struct line {
    const char *label;
    uint64_t number;
    bool always; /* shown even when it is 0 */
};

static void add_label(struct cli_text *text, const char *label) {
    const size_t begin = text->buf.size;
    cli_text_add(text, "newsdupes: ");
    cli_text_add(text, label);
    cli_text_add_blanks(text, begin, LABEL_COLUMN);
}

static void add_lines(struct cli_text *text, const struct line *lines, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (lines[i].number == 0 && !lines[i].always) continue;
        add_label(text, lines[i].label);
        cli_text_add_number(text, lines[i].number);
        cli_text_add(text, "\n");
    }
}

static void add_input(struct cli_text *text, const struct cli_summary *summary) {
    const struct nd_input_counts *input = summary->input;
    const struct line lines[] = {
        {"files read", input->files, true},
        {"bytes read", input->bytes, true},
        {"documents", input->documents, true},
        {"documents that are old", summary->old, false},
        {"skipped: unreadable", input->unreadable, false},
        {"skipped: hidden", input->hidden, false},
        {"skipped: symbolic links", input->links, false},
        {"skipped: special files", input->special, false},
        {"skipped: the output", input->output, false},
        {"skipped: files met again", input->repeated, false},
        {"skipped: bad records", input->bad_records, false},
        {"skipped: no text in a WARC", input->textless, false},
        {"ids missing or repeated", input->renamed, false},
        {"read as Windows-1252", summary->windows_1252, false},
        {"binary, without words", summary->binary, false},
        {"too long, without words", summary->oversized, false},
        {"sources", summary->sources, false},
        {"documents without a source", summary->sourceless, false},
    };
    add_lines(text, lines, sizeof lines / sizeof *lines);
}

static void add_counts(struct cli_text *text, const struct nd_counts *counts) {
    const struct line lines[] = {
        {"words", counts->words, true},
        {"exact copies", counts->exact, true},
        {"near-identical documents", counts->collapsed, true},
        {"words masked as boilerplate", counts->masked, true},
        {"fingerprints", counts->fingerprints, true},
        {"weak pairs", counts->weak_pairs, true},
        {"pairs compared", counts->candidates, true},
        {"pairs of one report", counts->verified, true},
        {"clusters", counts->clusters, true},
        {"copies", counts->copies, true},
        {"copies of old documents", counts->known, false},
    };
    add_lines(text, lines, sizeof lines / sizeof *lines);
}

/* Seconds of each stage, those of all processors together, and nanoseconds a word. */
static void add_stages(struct cli_text *text, const struct cli_stages *stages, uint64_t words) {
    for (size_t i = 0; i < stages->count; i++) {
        const struct cli_stage *stage = &stages->stages[i];
        const size_t begin = text->buf.size;
        cli_text_add(text, "newsdupes: seconds ");
        cli_text_add(text, stage->name);
        cli_text_add_blanks(text, begin, STAGE_COLUMN);
        cli_text_add_thousandths(text, (uint32_t)(stage->nanoseconds / 1000000));
        cli_text_add(text, "  CPU ");
        cli_text_add_thousandths(text, (uint32_t)(stage->cpu / 1000000));
        cli_text_add(text, "  ns a word ");
        cli_text_add_thousandths(text, (uint32_t)(stage->nanoseconds * 1000 / (words + !words)));
        cli_text_add(text, "\n");
    }
}

void cli_summary_say(const struct cli_summary *summary) {
    struct cli_text text = {0};
    add_input(&text, summary);
    add_counts(&text, summary->counts);
    add_label(&text, "kernel");
    cli_text_add(&text, summary->kernel);
    cli_text_add(&text, "\n");
    add_lines(&text, &(struct line){"threads", summary->threads, true}, 1);
    add_lines(&text, &(struct line){"bytes in temporary files", summary->spilled, false}, 1);
    if (summary->stages != NULL) add_stages(&text, summary->stages, summary->counts->words);
    cli_say_plain(cli_text_string(&text));
    cli_text_free(&text);
}
