/*
 * table.c - see table.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/table.h"

#include "cli/print.h"

static void add_row(struct cli_text *line, const struct nd_row *row, const struct nd_name *names) {
    cli_text_add_number(line, row->cluster);
    cli_text_add(line, "\t");
    cli_text_add_number(line, row->size);
    cli_text_add(line, "\t");
    cli_text_add(line, nd_relation_name(row->relation));
    cli_text_add(line, "\t");
    cli_text_add_thousandths(line, nd_similarity(&row->measure));
    cli_text_add(line, "\t");
    cli_text_add_thousandths(line, nd_containment(&row->measure));
    cli_text_add(line, "\t");
    cli_text_add_field(line, names[row->match].bytes, names[row->match].size);
    cli_text_add(line, "\t");
    cli_text_add_field(line, names[row->lead].bytes, names[row->lead].size);
    cli_text_add(line, "\t");
}

void cli_table_add_document(struct cli_text *line, const struct nd_name *name, bool null_ends) {
    if (null_ends)
        cli_text_add_bytes(line, name->bytes, name->size);
    else
        cli_text_add_field(line, name->bytes, name->size);
    cli_text_add_byte(line, null_ends ? '\0' : '\n');
}

nd_status cli_table_write(const struct cli_settings *settings, const struct nd_result *result,
                          const struct nd_name *names, struct nd_output *output) {
    struct cli_text line = {0};
    nd_status status = ND_OK;
    if (!settings->no_header) {
        cli_text_add(&line,
                     "cluster\tsize\trelation\tsimilarity\tcontainment\tmatch\tlead\tdocument");
        cli_text_add_byte(&line, settings->null_ends ? '\0' : '\n');
        status = cli_text_write(&line, output);
    }
    for (size_t i = 0; i < result->count && status == ND_OK; i++) {
        const struct nd_row *row = &result->rows[i];
        add_row(&line, row, names);
        cli_table_add_document(&line, &names[row->document], settings->null_ends);
        status = cli_text_write(&line, output);
    }
    cli_text_free(&line);
    return status;
}

nd_status cli_emit_write(const struct cli_settings *settings, const struct nd_result *result,
                         struct nd_input *input, struct nd_output *output) {
    const char end = settings->null_ends ? '\0' : '\n';
    nd_status status = ND_OK;
    for (size_t i = 0; i < result->count && status == ND_OK; i++) {
        const struct nd_row *row = &result->rows[i];
        const bool keep = row->document == row->lead;
        if (keep == (settings->emit == CLI_EMIT_LEADS))
            status = nd_input_write_document(input, row->document, end, output);
    }
    return status;
}
